// Copyright 2024 The Example Authors. All rights reserved.
// SPDX-License-Identifier: Apache-2.0

//go:build !plan9

// Package comments has a remark in every place that a rewrite touches. Each has a number,
// and the test wants all of them back, but for those in code that is gone.
package comments // c01 after the package clause

//go:generate echo c02

import (
	// c03 the standard library
	"context"
	"encoding/json" // gone c04
	"fmt"

	// c05 others
	"github.com/aws/aws-sdk-go-v2/aws" // c06 pointers
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	// c07 ours
	_ "github.com/bedrocklint/bedrocklint/rules"
)

/* c08 a block comment */

const modelID = "anthropic.claude-3-haiku-20240307-v1:0" // c09 the model

   // c10 not in gofmt's place, and none of our business

// Ask asks. c11
//
//nolint:funlen // c12
func Ask(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	// c13 above the request

	// gone c14: it headed the request
	body, err := json.Marshal(map[string]any{ // c15 behind its opening
		// c16 above the version
		"anthropic_version": "bedrock-2023-05-31", // c17 the version
		// c18 above the limit
		"max_tokens": 512, // c19 enough for a page
		/* c20 inside */ "temperature": 0.25, // c21 cool
		"messages": []map[string]any{
			// c22 above the message
			{"role": "user", "content": question}, // c23 the question
			// c24 below the message
		},
		// c25 at the end of the request
	}) // gone c26
	if err != nil {
		return "", fmt.Errorf("marshal: %w", err) // gone c27
	}
	// c28 above the call
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ // c29 behind its opening
		// c30 above the model
		ModelId: aws.String(modelID), // c31 the model
		Body:    body,                // c32 the body
		/* c33 inside */
	}) // c34 behind the call
	// c35 between
	if err != nil { // c36 behind the check
		// c37 in the check
		return "", fmt.Errorf("ask: %w", err) // c38 the error
	}
	// gone c39: it headed the answer
	var resp struct { // gone c40
		Content []struct {
			Text string `json:"text"` // gone c41
		} `json:"content"`
	}
	// c42 above the decoding
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		// c43 in the check of the decoding
		return "", err
	}
	// c44 above the text
	text := /* c45 before the text */ resp.Content[0].Text // c46 the text
	// c47 below it
	return text, nil // c48 returned
	// c49 the end of the function
}

// c50 the end of the file
