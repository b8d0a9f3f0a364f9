// Command titan-text asks Amazon Titan Text a question and prints the answer
// and the number of tokens it cost.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const titanModel = "amazon.titan-text-express-v1"

// titanRequest is the native body of the Titan Text models.
type titanRequest struct {
	InputText            string               `json:"inputText"`
	TextGenerationConfig textGenerationConfig `json:"textGenerationConfig"`
}

type textGenerationConfig struct {
	MaxTokenCount int     `json:"maxTokenCount"`
	Temperature   float64 `json:"temperature"`
}

type titanResponse struct {
	InputTextTokenCount int           `json:"inputTextTokenCount"`
	Results             []titanResult `json:"results"`
}

type titanResult struct {
	TokenCount       int    `json:"tokenCount"`
	OutputText       string `json:"outputText"`
	CompletionReason string `json:"completionReason"`
}

// titan wraps the Bedrock client with the one call this program needs.
type titan struct {
	bedrock *bedrockruntime.Client
}

func (t *titan) complete(ctx context.Context, text string) (*titanResponse, error) {
	req := titanRequest{InputText: text}
	req.TextGenerationConfig.MaxTokenCount = 300
	req.TextGenerationConfig.Temperature = 0.2

	body, err := json.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("encode titan request: %w", err)
	}
	out, err := t.bedrock.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(titanModel),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return nil, fmt.Errorf("invoke titan: %w", err)
	}

	var resp titanResponse
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return nil, fmt.Errorf("decode titan response: %w", err)
	}
	if len(resp.Results) == 0 {
		return nil, errors.New("titan returned no results")
	}
	return &resp, nil
}

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		fatal(err)
	}
	t := &titan{bedrock: bedrockruntime.NewFromConfig(cfg)}

	resp, err := t.complete(ctx, "Why is the sky blue? Answer in two sentences.")
	if err != nil {
		fatal(err)
	}
	result := resp.Results[0]
	fmt.Println(strings.TrimSpace(result.OutputText))
	if result.CompletionReason == "LENGTH" {
		fmt.Println("(the answer was cut off)")
	}
	fmt.Printf("%d tokens in, %d tokens out\n", resp.InputTextTokenCount, result.TokenCount)
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "titan-text:", err)
	os.Exit(1)
}
