// Command claude-text uses Claude's older text completion API, where the
// conversation is one string of Human and Assistant turns.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const (
	claudeV2        = "anthropic.claude-v2:1"
	claudePromptFmt = "\n\nHuman: %s\n\nAssistant:"
)

// Request is the body of a text completion.
// See the parameter table at
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html
type Request struct {
	Prompt            string   `json:"prompt"`
	MaxTokensToSample int      `json:"max_tokens_to_sample"`
	Temperature       float64  `json:"temperature,omitempty"`
	TopP              float64  `json:"top_p,omitempty"`
	TopK              int      `json:"top_k,omitempty"`
	StopSequences     []string `json:"stop_sequences,omitempty"`
}

// Response is the answer to a Request.
type Response struct {
	Completion string `json:"completion"`
	StopReason string `json:"stop_reason"`
}

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal("could not load AWS configuration: ", err)
	}
	brc := bedrockruntime.NewFromConfig(cfg)

	summary, err := summarize(context.Background(), brc, article)
	if err != nil {
		log.Fatal("could not summarize: ", err)
	}
	fmt.Println(summary)
}

func summarize(ctx context.Context, brc *bedrockruntime.Client, text string) (string, error) {
	payload := Request{
		Prompt:            fmt.Sprintf(claudePromptFmt, "Summarize this in one sentence: "+text),
		MaxTokensToSample: 200,
		Temperature:       0.5,
		TopK:              100,
		StopSequences:     []string{"\n\nHuman:"},
	}
	payloadBytes, err := json.Marshal(payload)
	if err != nil {
		return "", err
	}

	output, err := brc.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		Body:        payloadBytes,
		ModelId:     aws.String(claudeV2),
		ContentType: aws.String("application/json"),
	})
	if err != nil {
		return "", err
	}

	var resp Response
	if err := json.Unmarshal(output.Body, &resp); err != nil {
		return "", err
	}
	if resp.StopReason == "max_tokens" {
		log.Print("the summary did not fit and ends early")
	}
	return strings.TrimSpace(resp.Completion), nil
}

const article = `The harbour was built in 1871 to shelter the herring fleet. ` +
	`When the herring left, the town turned to ferries, and the two stone piers ` +
	`that once held four hundred boats now see three sailings a day.`
