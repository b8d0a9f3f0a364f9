// Package nested has calls inside the arguments of calls.
package nested

import (
	"context"
	"encoding/json"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const haiku = "anthropic.claude-3-haiku-20240307-v1:0"

type turn struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type request struct {
	Version   string `json:"anthropic_version"`
	MaxTokens int    `json:"max_tokens"`
	Turns     []turn `json:"messages"`
}

type reply struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
}

func body(prompt string) []byte {
	b, err := json.Marshal(request{Version: "bedrock-2023-05-31", MaxTokens: 200, Turns: []turn{{"user", prompt}}})
	if err != nil {
		log.Fatal(err)
	}
	return b
}

type label struct{}

// labelled asks with a context that holds what another call says of the question.
func labelled(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	out, err := client.InvokeModel(context.WithValue(ctx, label{}, func() string {
		// one word
		first, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
			ModelId: aws.String(haiku),
			Body:    body("Name the language: " + question),
		})
		if err != nil {
			log.Fatal(err)
		}
		var r reply
		if err := json.Unmarshal(first.Body, &r); err != nil {
			log.Fatal(err)
		}
		return r.Content[0].Text // the label
	}()), &bedrockruntime.InvokeModelInput{
		ModelId: aws.String(haiku),
		Body:    body(question),
	})
	if err != nil {
		return "", err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", err
	}
	return r.Content[0].Text, nil
}

// translated asks twice: the second question is the first answer.
func translated(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	english := func() string {
		first, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(haiku), Body: body(question)})
		if err != nil {
			log.Fatal(err)
		}
		var r reply
		if err := json.Unmarshal(first.Body, &r); err != nil {
			log.Fatal(err)
		}
		return r.Content[0].Text
	}()
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(haiku), Body: body("Translate into French: " + english)})
	if err != nil {
		return "", err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", err
	}
	return r.Content[0].Text, nil
}
