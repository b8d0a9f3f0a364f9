// Package kept has code beside the call that has to stay.
package kept

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// Message is part of the package's API.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type body struct {
	Version   string    `json:"anthropic_version"`
	MaxTokens int       `json:"max_tokens"`
	Messages  []Message `json:"messages"`
}

type answer struct {
	Content []part `json:"content"`
	Usage   struct {
		In  int   `json:"input_tokens"`
		Out int64 `json:"output_tokens"`
	} `json:"usage"`
}

type part struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// limit is used elsewhere, too.
const limit = 200

func ask(ctx context.Context, client *bedrockruntime.Client, question string) string {
	req := body{Version: "bedrock-2023-05-31", MaxTokens: limit}
	req.Messages = append(req.Messages, Message{Role: "user", Content: question})
	raw, err := json.Marshal(req)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("sending %s", raw) // the body is still needed

	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    raw,
	})
	if err != nil {
		log.Fatal(err)
	}
	var a answer
	err = json.Unmarshal(out.Body, &a)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Usage.In, a.Usage.Out)
	return a.Content[0].Text
}
