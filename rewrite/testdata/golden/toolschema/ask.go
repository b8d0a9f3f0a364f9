// Package toolschema offers tools of which only the program knows the parameters.
package toolschema

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type parameter struct {
	Name, Type string
	Required   bool
}

type reply struct {
	StopReason string `json:"stop_reason"`
	Content    []struct {
		Type  string         `json:"type"`
		Text  string         `json:"text"`
		Name  string         `json:"name"`
		Input map[string]any `json:"input"`
	} `json:"content"`
}

func ask(ctx context.Context, client *bedrockruntime.Client, question, tool string, params []parameter) (string, map[string]any, error) {
	properties := map[string]any{}
	var required []string
	for _, p := range params {
		properties[p.Name] = map[string]any{"type": p.Type}
		if p.Required {
			required = append(required, p.Name)
		}
	}
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        1000,
		"messages":          []map[string]any{{"role": "user", "content": question}},
		"tools": []map[string]any{{
			"name":        tool,
			"description": "what it does",
			"input_schema": map[string]any{
				"type":       "object",
				"properties": properties,
				"required":   required,
			},
		}},
	})
	if err != nil {
		return "", nil, err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", nil, err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", nil, err
	}
	for _, c := range r.Content {
		if c.Type == "tool_use" {
			return c.Name, c.Input, nil
		}
	}
	return "", nil, errors.New("no tool: " + r.StopReason)
}
