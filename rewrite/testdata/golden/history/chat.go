// Package history holds chats: lists of messages that a loop adds to and sends.
package history

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const model = "anthropic.claude-3-haiku-20240307-v1:0"

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type request struct {
	Version   string    `json:"anthropic_version"`
	MaxTokens int       `json:"max_tokens"`
	Messages  []message `json:"messages"`
}

type response struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
}

// chat keeps its history in a variable of the loop's function.
func chat(ctx context.Context, client *bedrockruntime.Client, in io.Reader) error {
	lines := bufio.NewScanner(in)
	messages := []message{{Role: "user", Content: "You are a pirate."}, {Role: "assistant", Content: "Arr."}}
	for lines.Scan() {
		if lines.Text() == "quit" {
			break
		}
		// What was said.
		messages = append(messages, message{Role: "user", Content: lines.Text()})

		body, err := json.Marshal(request{
			Version:   "bedrock-2023-05-31",
			MaxTokens: 500, // short answers
			Messages:  messages,
		})
		if err != nil {
			return err
		}
		out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
			ModelId:     aws.String(model),
			ContentType: aws.String("application/json"),
			Body:        body,
		})
		if err != nil {
			return err
		}
		var resp response
		if err := json.Unmarshal(out.Body, &resp); err != nil {
			return err
		}
		fmt.Println(resp.Content[0].Text)
		// What was answered.
		messages = append(messages, message{Role: "assistant", Content: resp.Content[0].Text})
	}
	return lines.Err()
}

type session struct {
	client  *bedrockruntime.Client
	history []message
}

// ask keeps the history in a field.
func (s *session) ask(ctx context.Context, question string) (string, error) {
	s.history = append(s.history, message{Role: "user", Content: question})
	body, err := json.Marshal(request{Version: "bedrock-2023-05-31", MaxTokens: 500, Messages: s.history})
	if err != nil {
		return "", err
	}
	out, err := s.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
	if err != nil {
		return "", err
	}
	var resp response
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	s.history = append(s.history, message{Role: "assistant", Content: resp.Content[0].Text})
	return resp.Content[0].Text, nil
}
