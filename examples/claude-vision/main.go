// Command claude-vision asks Claude to describe a picture, which travels in
// the request as base64.
package main

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

//go:embed sunset.png
var sunset []byte

type visionRequest struct {
	AnthropicVersion string    `json:"anthropic_version"`
	MaxTokens        int       `json:"max_tokens"`
	Messages         []message `json:"messages"`
}

type message struct {
	Role    string  `json:"role"`
	Content []block `json:"content"`
}

// block is one piece of a message: a picture or a text.
type block struct {
	Type   string  `json:"type"`
	Text   string  `json:"text,omitempty"`
	Source *source `json:"source,omitempty"`
}

type source struct {
	Type      string `json:"type"`
	MediaType string `json:"media_type"`
	Data      string `json:"data"`
}

type visionResponse struct {
	Content []block `json:"content"`
}

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "claude-vision:", err)
		os.Exit(1)
	}
	text, err := describe(ctx, bedrockruntime.NewFromConfig(cfg), sunset)
	if err != nil {
		fmt.Fprintln(os.Stderr, "claude-vision:", err)
		os.Exit(1)
	}
	fmt.Println(text)
}

// describe returns one sentence about a PNG image.
func describe(ctx context.Context, client *bedrockruntime.Client, png []byte) (string, error) {
	req := visionRequest{
		AnthropicVersion: "bedrock-2023-05-31",
		MaxTokens:        200,
		Messages: []message{{
			Role: "user",
			Content: []block{
				{
					Type: "image",
					Source: &source{
						Type:      "base64",
						MediaType: "image/png",
						Data:      base64.StdEncoding.EncodeToString(png),
					},
				},
				{Type: "text", Text: "Describe this picture in one sentence."},
			},
		}},
	}
	body, err := json.Marshal(req)
	if err != nil {
		return "", err
	}

	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return "", err
	}

	var resp visionResponse
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	for _, b := range resp.Content {
		if b.Type == "text" {
			return b.Text, nil
		}
	}
	return "", errors.New("no text in the response")
}
