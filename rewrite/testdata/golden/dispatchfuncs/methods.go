package dispatchfuncs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// Chat speaks to one model.
type Chat struct {
	client *bedrockruntime.Client
	model  string
	max    int
}

func (c *Chat) isTitan() bool   { return strings.Contains(c.model, "titan") }
func (c *Chat) isMistral() bool { return strings.Contains(c.model, "mistral") }

// Ask asks the model.
func (c *Chat) Ask(ctx context.Context, question string) (*Result, error) {
	var body []byte
	var err error
	if c.isTitan() {
		body, err = c.titanBody(question)
	} else if c.isMistral() {
		body, err = c.mistralBody(question)
	} else {
		return nil, errors.New("no such model")
	}
	if err != nil {
		return nil, err
	}

	input := &bedrockruntime.InvokeModelInput{
		ModelId: aws.String(c.model),
		Body:    body,
	}
	out, err := c.client.InvokeModel(ctx, input)
	if err != nil {
		return nil, err
	}

	result := &Result{}
	if c.isTitan() {
		err = c.readTitan(out.Body, result)
	} else {
		err = c.readMistral(out.Body, result)
	}
	return result, err
}

type titanRequest struct {
	InputText string `json:"inputText"`
	Config    struct {
		Max  int      `json:"maxTokenCount"`
		Stop []string `json:"stopSequences,omitempty"`
	} `json:"textGenerationConfig"`
}

// titanBody is what Titan takes.
func (c *Chat) titanBody(question string) ([]byte, error) {
	req := titanRequest{InputText: "User: " + question + "\nBot:"}
	req.Config.Max = c.max
	return json.Marshal(req)
}

// mistralBody is what Mistral takes.
func (c *Chat) mistralBody(question string) ([]byte, error) {
	return json.Marshal(map[string]any{
		"prompt":     fmt.Sprintf("<s>[INST] %s [/INST]", question),
		"max_tokens": c.max,
	})
}

func (c *Chat) readTitan(body []byte, result *Result) error {
	var resp struct {
		Results []struct {
			OutputText string `json:"outputText"`
			TokenCount int    `json:"tokenCount"`
		} `json:"results"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return fmt.Errorf("read Titan's answer: %w", err)
	}
	if len(resp.Results) == 0 {
		return errors.New("no results")
	}
	result.Text, result.Output = resp.Results[0].OutputText, resp.Results[0].TokenCount
	return nil
}

func (c *Chat) readMistral(body []byte, result *Result) error {
	var resp struct {
		Outputs []struct {
			Text       string `json:"text"`
			StopReason string `json:"stop_reason"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return fmt.Errorf("read Mistral's answer: %w", err)
	}
	if len(resp.Outputs) == 0 {
		return errors.New("no outputs")
	}
	if resp.Outputs[0].StopReason == "length" {
		return errors.New("cut off")
	}
	result.Text = resp.Outputs[0].Text
	return nil
}
