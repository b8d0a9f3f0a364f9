// Command many-models asks the same question of models of three providers: one call, and
// a body and an answer for each.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

var models = []string{
	"anthropic.claude-3-haiku-20240307-v1:0",
	"meta.llama3-8b-instruct-v1:0",
	"amazon.titan-text-express-v1",
}

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	asker := &asker{bedrockruntime.NewFromConfig(cfg)}
	for _, model := range models {
		a, err := asker.ask(ctx, model, "You are a sailor.", "What is a bowline for?", 200)
		if err != nil {
			log.Fatal(model, ": ", err)
		}
		fmt.Printf("%s (%d tokens):\n%s\n", model, a.tokens, a.text)
	}
}

// asker asks models of Bedrock.
type asker struct {
	client *bedrockruntime.Client
}

// answer is what a model says.
type answer struct {
	text   string
	tokens int
}

// ask asks one model a question.
func (a *asker) ask(ctx context.Context, model, system, question string, maxTokens int) (*answer, error) {
	var body []byte
	var err error

	switch {
	case strings.HasPrefix(model, "anthropic."):
		body, err = json.Marshal(map[string]any{
			"anthropic_version": "bedrock-2023-05-31",
			"max_tokens":        maxTokens,
			"top_k":             40,
			"system":            system,
			"messages":          []map[string]string{{"role": "user", "content": question}},
		})
	case strings.HasPrefix(model, "meta.llama3"):
		body, err = json.Marshal(llamaRequest{
			Prompt:    fmt.Sprintf(llamaTemplate, system, question),
			MaxGenLen: maxTokens,
		})
	case strings.HasPrefix(model, "amazon.titan"):
		body, err = titanBody(system+"\n"+question, maxTokens)
	default:
		return nil, errors.New("no such model")
	}
	if err != nil {
		return nil, fmt.Errorf("encode the question: %w", err)
	}

	out, err := a.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(model),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return nil, err
	}

	switch {
	case strings.HasPrefix(model, "anthropic."):
		var resp struct {
			Content []struct {
				Text string `json:"text"`
			} `json:"content"`
			Usage struct {
				OutputTokens int `json:"output_tokens"`
			} `json:"usage"`
		}
		if err := json.Unmarshal(out.Body, &resp); err != nil {
			return nil, err
		}
		if len(resp.Content) == 0 {
			return nil, errors.New("no content")
		}
		return &answer{resp.Content[0].Text, resp.Usage.OutputTokens}, nil
	case strings.HasPrefix(model, "meta.llama3"):
		var resp struct {
			Generation string `json:"generation"`
			Tokens     int    `json:"generation_token_count"`
		}
		if err := json.Unmarshal(out.Body, &resp); err != nil {
			return nil, err
		}
		return &answer{strings.TrimSpace(resp.Generation), resp.Tokens}, nil
	}
	return titanAnswer(out.Body)
}

const llamaTemplate = "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n%s<|eot_id|>" +
	"<|start_header_id|>user<|end_header_id|>\n\n%s<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"

type llamaRequest struct {
	Prompt      string  `json:"prompt"`
	MaxGenLen   int     `json:"max_gen_len"`
	Temperature float64 `json:"temperature,omitempty"`
}

// titanBody is the question as Titan takes it.
func titanBody(question string, maxTokens int) ([]byte, error) {
	return json.Marshal(map[string]any{
		"inputText":            question,
		"textGenerationConfig": map[string]any{"maxTokenCount": maxTokens, "topP": 0.9},
	})
}

// titanAnswer is the answer as Titan gives it.
func titanAnswer(body []byte) (*answer, error) {
	var resp struct {
		Results []struct {
			OutputText string `json:"outputText"`
			TokenCount int    `json:"tokenCount"`
		} `json:"results"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return nil, err
	}
	if len(resp.Results) == 0 {
		return nil, errors.New("no results")
	}
	return &answer{resp.Results[0].OutputText, resp.Results[0].TokenCount}, nil
}
