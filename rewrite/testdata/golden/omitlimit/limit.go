package omitlimit

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type llamaRequest struct {
	Prompt    string `json:"prompt"`
	MaxGenLen int    `json:"max_gen_len,omitempty"`
}

// limited sends a limit where there is one: a zero is no limit of 0.
func limited(ctx context.Context, client *bedrockruntime.Client, text string, limit *int) (string, error) {
	req := llamaRequest{Prompt: text}
	if limit != nil {
		req.MaxGenLen = *limit
	}
	body, err := json.Marshal(req)
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("meta.llama3-1-8b-instruct-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	var resp struct {
		Generation string `json:"generation"`
	}
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	return resp.Generation, nil
}
