// Command llama-defaults sends nothing but a prompt and so relies on the
// model's own defaults, the limit of 512 generated tokens among them.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const prompt = `<|begin_of_text|><|start_header_id|>user<|end_header_id|>

Write a limerick about a ferry.<|eot_id|><|start_header_id|>assistant<|end_header_id|>

`

func main() {
	log.SetFlags(0)
	log.SetPrefix("llama-defaults: ")

	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	client := bedrockruntime.NewFromConfig(cfg)

	body, err := json.Marshal(map[string]string{"prompt": prompt})
	if err != nil {
		log.Fatal(err)
	}
	resp, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("meta.llama3-8b-instruct-v1:0"),
		Body:    body,
	})
	if err != nil {
		log.Fatal(err)
	}

	var result map[string]any
	if err := json.Unmarshal(resp.Body, &result); err != nil {
		log.Fatal(err)
	}
	text, ok := result["generation"].(string)
	if !ok {
		log.Fatal("the response holds no generation")
	}
	fmt.Println(text)
}
