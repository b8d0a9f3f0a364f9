// Package hollow makes a prompt in the branches of an if, for one family of two.
package hollow

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type asker struct {
	client *bedrockruntime.Client
	model  string
}

type question struct{ system, text string }

func (a *asker) ask(ctx context.Context, q question) (string, error) {
	var body []byte
	var err error
	switch {
	case strings.HasPrefix(a.model, "anthropic.claude"):
		body, err = claudeBody(q)
	case strings.HasPrefix(a.model, "amazon.titan"):
		body, err = titanBody(q)
	default:
		return "", fmt.Errorf("no model is called %s", a.model)
	}
	if err != nil {
		return "", err
	}
	out, err := a.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(a.model), Body: body})
	if err != nil {
		return "", err
	}
	switch {
	case strings.HasPrefix(a.model, "anthropic.claude"):
		return claudeText(out.Body)
	default:
		return titanText(out.Body)
	}
}

func claudeBody(q question) ([]byte, error) {
	var prompt string
	if q.system != "" {
		prompt = fmt.Sprintf("%s\n\nHuman: %s\n\nAssistant:", q.system, q.text)
	} else {
		prompt = fmt.Sprintf("\n\nHuman: %s\n\nAssistant:", q.text)
	}
	return json.Marshal(map[string]any{"prompt": prompt, "max_tokens_to_sample": 200, "top_k": 50})
}

func titanBody(q question) ([]byte, error) {
	return json.Marshal(map[string]any{"inputText": q.text, "textGenerationConfig": map[string]any{"maxTokenCount": 200}})
}

func claudeText(body []byte) (string, error) {
	var reply struct {
		Completion string `json:"completion"`
	}
	if err := json.Unmarshal(body, &reply); err != nil {
		return "", err
	}
	return reply.Completion, nil
}

func titanText(body []byte) (string, error) {
	var reply struct {
		Results []struct {
			OutputText string `json:"outputText"`
		} `json:"results"`
	}
	if err := json.Unmarshal(body, &reply); err != nil {
		return "", err
	}
	if len(reply.Results) == 0 {
		return "", fmt.Errorf("no answer")
	}
	return reply.Results[0].OutputText, nil
}
