// Command llama-prompt sends a bare prompt to Llama and prints what comes
// back, without the chat template the model was trained on.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type llamaRequest struct {
	Prompt       string  `json:"prompt"`
	MaxGenLength int     `json:"max_gen_len"`
	Temperature  float64 `json:"temperature"`
}

type llamaResponse struct {
	Generation string `json:"generation"`
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("llama-prompt: ")

	modelID := os.Getenv("LLAMA_MODEL_ID")
	if modelID == "" {
		modelID = "meta.llama3-8b-instruct-v1:0"
	}

	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	client := bedrockruntime.NewFromConfig(cfg)

	text, err := invokeLlama(ctx, client, modelID, "Why is the sky blue? Answer in two sentences.")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(text)
}

func invokeLlama(ctx context.Context, client *bedrockruntime.Client, modelID, prompt string) (string, error) {
	body, err := json.Marshal(llamaRequest{
		Prompt:       prompt,
		MaxGenLength: 300,
		Temperature:  0.2,
	})
	if err != nil {
		return "", err
	}

	output, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(modelID),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return "", err
	}

	var response llamaResponse
	if err := json.Unmarshal(output.Body, &response); err != nil {
		return "", err
	}
	return response.Generation, nil
}
