// Command claude-tools lets Claude call a function: it asks for the tide at a
// port, the program looks it up, and Claude answers with what it was told.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const modelID = "anthropic.claude-3-5-sonnet-20240620-v1:0"

// maxRounds bounds how often the model may ask for a tool before it must have
// answered.
const maxRounds = 4

type messagesRequest struct {
	AnthropicVersion string     `json:"anthropic_version"`
	MaxTokens        int        `json:"max_tokens"`
	System           string     `json:"system"`
	Messages         []message  `json:"messages"`
	Tools            []tool     `json:"tools"`
	ToolChoice       toolChoice `json:"tool_choice"`
}

type toolChoice struct {
	Type string `json:"type"` // auto or any
}

type message struct {
	Role    string    `json:"role"`
	Content []content `json:"content"`
}

// content is a text, a request to use a tool, or a tool's result.
type content struct {
	Type string `json:"type"`

	Text string `json:"text,omitempty"` // text

	ID    string          `json:"id,omitempty"` // tool_use
	Name  string          `json:"name,omitempty"`
	Input json.RawMessage `json:"input,omitempty"`

	ToolUseID string `json:"tool_use_id,omitempty"` // tool_result
	Content   string `json:"content,omitempty"`
	IsError   bool   `json:"is_error,omitempty"`
}

type messagesResponse struct {
	Content    []content `json:"content"`
	StopReason string    `json:"stop_reason"`
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintf(os.Stderr, "claude-tools: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	client := bedrockruntime.NewFromConfig(cfg)

	history := []message{{
		Role:    "user",
		Content: []content{{Type: "text", Text: "How high is the tide in Brest today?"}},
	}}
	choice := "any" // the first reply must look the tide up
	for range maxRounds {
		resp, err := send(ctx, client, history, choice)
		if err != nil {
			return err
		}
		if resp.StopReason != "tool_use" {
			printText(resp.Content)
			return nil
		}
		history = append(history,
			message{Role: "assistant", Content: resp.Content},
			message{Role: "user", Content: answerTools(resp.Content)},
		)
		choice = "auto"
	}
	fmt.Printf("no answer after %d tool calls\n", maxRounds)
	return nil
}

// send asks for the next assistant message. The choice says whether it may
// ("auto") or must ("any") use a tool.
func send(ctx context.Context, client *bedrockruntime.Client, history []message, choice string) (*messagesResponse, error) {
	body, err := json.Marshal(&messagesRequest{
		AnthropicVersion: "bedrock-2023-05-31",
		MaxTokens:        1000,
		System:           "Use the tools you have. Say so when they do not help.",
		Messages:         history,
		Tools:            []tool{tideTool},
		ToolChoice:       toolChoice{Type: choice},
	})
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(modelID),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return nil, fmt.Errorf("invoke model: %w", err)
	}
	var resp messagesResponse
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return nil, fmt.Errorf("decode response: %w", err)
	}
	return &resp, nil
}

// answerTools runs every tool the model asked for. A failure is reported to
// the model, which may try again.
func answerTools(blocks []content) []content {
	var results []content
	for _, b := range blocks {
		if b.Type != "tool_use" {
			continue
		}
		result := content{Type: "tool_result", ToolUseID: b.ID}
		output, err := callTool(b.Name, b.Input)
		if err != nil {
			result.Content, result.IsError = err.Error(), true
		} else {
			result.Content = output
		}
		results = append(results, result)
	}
	return results
}

func printText(blocks []content) {
	for _, b := range blocks {
		if b.Type == "text" {
			fmt.Println(b.Text)
		}
	}
}
