// Package dispatchencoded encodes what functions make for a family.
package dispatchencoded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// Client asks models.
type Client struct {
	runtime *bedrockruntime.Client
	model   string
	timing  func(string, time.Duration)
}

// Message is a turn of a conversation.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type claudeRequest struct {
	Version   string    `json:"anthropic_version"`
	MaxTokens int       `json:"max_tokens"`
	System    string    `json:"system,omitempty"`
	Messages  []Message `json:"messages"`
}

type novaText struct {
	Text string `json:"text"`
}

type novaMessage struct {
	Role    string     `json:"role"`
	Content []novaText `json:"content"`
}

type novaRequest struct {
	System   []novaText    `json:"system,omitempty"`
	Messages []novaMessage `json:"messages"`
	Config   struct {
		MaxTokens int `json:"maxTokens"`
	} `json:"inferenceConfig"`
}

// Ask has an encoder in each branch.
func (c *Client) Ask(ctx context.Context, system string, turns []Message) (string, error) {
	var body []byte
	var err error

	start := time.Now()
	if strings.Contains(c.model, "claude") {
		body, err = json.Marshal(claudeRequest{Version: "bedrock-2023-05-31", MaxTokens: 1024, System: system, Messages: turns})
	} else {
		body, err = json.Marshal(c.novaRequest(system, turns))
	}
	c.timing("encoded", time.Since(start))

	if err != nil {
		return "", fmt.Errorf("encoding: %w", err)
	}
	out, err := c.runtime.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(c.model), Body: body})
	if err != nil {
		return "", err
	}
	if strings.Contains(c.model, "claude") {
		return claudeText(out.Body)
	}
	return novaAnswer(out.Body)
}

func (c *Client) novaRequest(system string, turns []Message) novaRequest {
	var req novaRequest
	if system != "" {
		req.System = []novaText{{Text: system}}
	}
	for _, t := range turns {
		req.Messages = append(req.Messages, novaMessage{Role: t.Role, Content: []novaText{{Text: t.Content}}})
	}
	req.Config.MaxTokens = 1024
	return req
}

// Once has one encoder for what one function makes.
func (c *Client) Once(ctx context.Context, prompt string) (string, error) {
	body, err := json.Marshal(newRequest(c.model, prompt))
	if err != nil {
		return "", err
	}
	out, err := c.runtime.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(c.model), Body: body})
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(c.model, "meta.") {
		var resp struct {
			Generation string `json:"generation"`
		}
		if err := json.Unmarshal(out.Body, &resp); err != nil {
			return "", err
		}
		return resp.Generation, nil
	}
	return claudeText(out.Body)
}

// newRequest makes the request of a model.
func newRequest(model, prompt string) any {
	if strings.HasPrefix(model, "meta.") {
		return map[string]any{
			"prompt":      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n" + prompt + "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
			"max_gen_len": 512,
		}
	}
	return &claudeRequest{
		Version:   "bedrock-2023-05-31",
		MaxTokens: 512,
		Messages:  []Message{{Role: "user", Content: prompt}},
	}
}

func claudeText(body []byte) (string, error) {
	var resp struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return "", err
	}
	if len(resp.Content) == 0 {
		return "", errors.New("no content")
	}
	return resp.Content[0].Text, nil
}

func novaAnswer(body []byte) (string, error) {
	var resp struct {
		Output struct {
			Message struct {
				Content []novaText `json:"content"`
			} `json:"message"`
		} `json:"output"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return "", err
	}
	if len(resp.Output.Message.Content) == 0 {
		return "", errors.New("no content")
	}
	return resp.Output.Message.Content[0].Text, nil
}
