package history

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type block struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type turn struct {
	Role    string  `json:"role"`
	Content []block `json:"content"`
}

// blocks has content that is always text, and a command that forgets everything.
func blocks(ctx context.Context, client *bedrockruntime.Client, in io.Reader) {
	var turns []turn
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if lines.Text() == "/clear" {
			turns = nil
			continue
		}
		turns = append(turns, turn{Role: "user", Content: []block{{Type: "text", Text: lines.Text()}}})
		payload := map[string]interface{}{
			"anthropic_version": "bedrock-2023-05-31",
			"max_tokens":        500,
			"messages":          turns,
		}
		body, err := json.Marshal(payload)
		if err != nil {
			log.Fatal(err)
		}
		out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
		if err != nil {
			log.Fatal(err)
		}
		var answer response
		if err := json.Unmarshal(out.Body, &answer); err != nil {
			log.Fatal(err)
		}
		text := answer.Content[0].Text
		fmt.Println(text)
		turns = append(turns, turn{Role: "assistant", Content: []block{{Type: "text", Text: text}}})
	}
}

// maps has messages without a type of their own.
func maps(ctx context.Context, client *bedrockruntime.Client, questions []string) ([]string, error) {
	messages := []map[string]any{}
	var answers []string
	for _, question := range questions {
		messages = append(messages, map[string]any{
			"role":    "user",
			"content": []map[string]any{{"type": "text", "text": question}},
		})
		body, err := json.Marshal(map[string]any{
			"anthropic_version": "bedrock-2023-05-31",
			"max_tokens":        500,
			"messages":          messages,
		})
		if err != nil {
			return nil, err
		}
		out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
		if err != nil {
			return nil, err
		}
		var answer response
		if err := json.Unmarshal(out.Body, &answer); err != nil {
			return nil, err
		}
		text := answer.Content[0].Text
		answers = append(answers, text)
		messages = append(messages, map[string]any{
			"role":    "assistant",
			"content": []map[string]any{{"type": "text", "text": text}},
		})
	}
	return answers, nil
}
