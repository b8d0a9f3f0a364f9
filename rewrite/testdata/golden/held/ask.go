// Package held makes its requests in ways that the code of the new request reads: the
// native values stay, and what is sent is taken from them.
package held

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const haiku = "anthropic.claude-3-haiku-20240307-v1:0"

type turn struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type request struct {
	Version     string  `json:"anthropic_version"`
	MaxTokens   int     `json:"max_tokens"`
	Temperature float64 `json:"temperature,omitempty"`
	System      string  `json:"system,omitempty"`
	Turns       []turn  `json:"messages"`
	TopK        int     `json:"top_k,omitempty"`
}

type reply struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
}

// looped has a list whose elements depend on variables of the loop.
func looped(ctx context.Context, client *bedrockruntime.Client, history []turn) (string, error) {
	var turns []turn
	for _, t := range history {
		role := t.Role
		if role != "user" && role != "assistant" {
			role = "user"
		}
		turns = append(turns, turn{Role: role, Content: t.Content})
	}
	if len(turns) == 0 || turns[len(turns)-1].Role != "user" {
		return "", errors.New("nothing is asked")
	}
	req := request{Version: "bedrock-2023-05-31", MaxTokens: 300, Turns: turns}
	body, err := json.Marshal(req)
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(haiku), Body: body})
	if err != nil {
		return "", err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", err
	}
	return r.Content[0].Text, nil
}

type asker struct {
	client      *bedrockruntime.Client
	temperature float64
}

// request has other callers, for all that this package knows.
func (a *asker) request(history []turn, terse bool) request {
	r := request{Version: "bedrock-2023-05-31", MaxTokens: 300, Temperature: a.temperature}
	if terse {
		r.System = "Be terse."
	}
	for i := 0; i < len(history); i++ {
		if history[i].Content != "" {
			r.Turns = append(r.Turns, history[i])
		}
	}
	return r
}

// built marshals what a method makes.
func (a *asker) built(ctx context.Context, history []turn) (string, error) {
	body, err := json.Marshal(a.request(history, len(history) > 3))
	if err != nil {
		return "", err
	}
	out, err := a.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(haiku), Body: body})
	if err != nil {
		return "", err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", err
	}
	return r.Content[0].Text, nil
}

func (a *asker) systemPrompt() string {
	if a.temperature > 0.5 {
		return "Be wild."
	}
	return lookUp("system")
}

var lookUp = func(name string) string { return "Be " + name }

// frozen wraps the question after all else is known, and asks for a prompt once.
func (a *asker) frozen(ctx context.Context, question string) (string, error) {
	question = question + "?"
	body, err := json.Marshal(request{
		Version:   "bedrock-2023-05-31",
		MaxTokens: 300,
		System:    a.systemPrompt(),
		Turns:     []turn{{Role: "user", Content: question}},
	})
	if err != nil {
		return "", err
	}
	question = "asked: " + question
	out, err := a.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(haiku), Body: body})
	if err != nil {
		return "", errors.New(question)
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", err
	}
	return r.Content[0].Text, nil
}

type block struct {
	Type   string  `json:"type"`
	Text   string  `json:"text,omitempty"`
	Source *source `json:"source,omitempty"`
}

type source struct {
	Type      string `json:"type"`
	MediaType string `json:"media_type"`
	Data      []byte `json:"data"`
}

// kinds makes blocks of two kinds, under conditions that do not last.
func (a *asker) kinds(ctx context.Context, question string, picture []byte) (string, error) {
	var blocks []block
	for len(picture) > 0 {
		blocks = append(blocks, block{Type: "image", Source: &source{Type: "base64", MediaType: "image/png", Data: picture}})
		picture = nil
	}
	blocks = append(blocks, block{Type: "text", Text: question})
	question = ""
	req := struct {
		Version   string `json:"anthropic_version"`
		MaxTokens int    `json:"max_tokens"`
		Messages  []struct {
			Role    string  `json:"role"`
			Content []block `json:"content"`
		} `json:"messages"`
	}{Version: "bedrock-2023-05-31", MaxTokens: 300}
	req.Messages = append(req.Messages, struct {
		Role    string  `json:"role"`
		Content []block `json:"content"`
	}{"user", blocks})
	body, err := json.Marshal(req)
	if err != nil {
		return question, err
	}
	out, err := a.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(haiku), Body: body})
	if err != nil {
		return "", err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", err
	}
	return r.Content[0].Text, nil
}
