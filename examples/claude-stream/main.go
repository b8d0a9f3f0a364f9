// Command claude-stream prints Claude's answer as it is written.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

const defaultModel = "anthropic.claude-3-haiku-20240307-v1:0"

type claudeRequest struct {
	AnthropicVersion string          `json:"anthropic_version"`
	MaxTokens        int             `json:"max_tokens"`
	System           string          `json:"system,omitempty"`
	Messages         []claudeMessage `json:"messages"`
	Temperature      float64         `json:"temperature,omitempty"`
	TopP             float64         `json:"top_p,omitempty"`
}

type claudeMessage struct {
	Role    string          `json:"role"`
	Content []claudeContent `json:"content"`
}

type claudeContent struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// streamEvent holds what this program reads of Claude's stream events.
type streamEvent struct {
	Type  string `json:"type"`
	Delta struct {
		Type       string `json:"type"`
		Text       string `json:"text"`
		StopReason string `json:"stop_reason"`
	} `json:"delta"`
	Usage struct {
		OutputTokens int `json:"output_tokens"`
	} `json:"usage"`
}

func main() {
	log.SetFlags(0)
	ctx := context.Background()

	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatalf("unable to load AWS config: %v", err)
	}
	client := bedrockruntime.NewFromConfig(cfg)

	model := os.Getenv("CLAUDE_MODEL_ID")
	if model == "" {
		model = defaultModel
	}
	if err := stream(ctx, client, model, "Tell a short story about a lighthouse.", os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// stream asks for a story and copies its text to w while it arrives.
func stream(ctx context.Context, client *bedrockruntime.Client, model, prompt string, w io.Writer) error {
	payload := claudeRequest{
		AnthropicVersion: "bedrock-2023-05-31",
		MaxTokens:        512,
		System:           "You are a storyteller. Use plain words.",
		Temperature:      0.7,
		Messages: []claudeMessage{
			{Role: "user", Content: []claudeContent{{Type: "text", Text: prompt}}},
		},
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("failed to marshal request: %w", err)
	}

	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId:     aws.String(model),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return fmt.Errorf("failed to invoke model: %w", err)
	}
	events := out.GetStream()
	defer events.Close()

	for event := range events.Events() {
		chunk, ok := event.(*types.ResponseStreamMemberChunk)
		if !ok {
			continue
		}
		var e streamEvent
		if err := json.Unmarshal(chunk.Value.Bytes, &e); err != nil {
			return fmt.Errorf("failed to decode chunk: %w", err)
		}
		switch e.Type {
		case "content_block_delta":
			fmt.Fprint(w, e.Delta.Text)
		case "message_delta":
			fmt.Fprintf(w, "\n[%s, %d tokens]\n", e.Delta.StopReason, e.Usage.OutputTokens)
		}
	}
	return events.Err()
}
