package a

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type request struct {
	Version   string    `json:"anthropic_version"`
	MaxTokens int       `json:"max_tokens"`
	TopK      int       `json:"top_k"`
	Messages  []message `json:"messages"`
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// A directive is about the whole statement that it stands at, wherever in it.
func above(ctx context.Context, c *bedrockruntime.Client) error {
	//bedrocklint:ignore BL2002 top_k moves, we know
	body, err := json.Marshal(request{
		Version:   "bedrock-2023-05-31",
		MaxTokens: 500,
		TopK:      250,
		Messages:  []message{{"user", "hi"}},
	})
	if err != nil {
		return err
	}
	_, err = c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-sonnet-20240229-v1:0"), Body: body,
	})
	return err
}

func inside(ctx context.Context, c *bedrockruntime.Client) error {
	body, err := json.Marshal(request{
		Version:   "bedrock-2023-05-31",
		MaxTokens: 500,
		TopK:      250,
		Messages:  []message{{"user", "hi"}}, //lint:ignore BL2002 top_k moves, we know
	})
	if err != nil {
		return err
	}
	_, err = c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-sonnet-20240229-v1:0"), Body: body,
	})
	return err
}

// A function literal's body is other statements.
func literal(ctx context.Context, c *bedrockruntime.Client) {
	//bedrocklint:ignore BL4001 only the statement is meant // want `nothing here is reported as BL4001`
	defer func() {
		println("one")
		c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(embedder)})
	}()
}
