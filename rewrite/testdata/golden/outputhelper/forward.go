package outputhelper

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// invoke hands on what it is given.
func (s *service) invoke(ctx context.Context, in *bedrockruntime.InvokeModelInput) (*bedrockruntime.InvokeModelOutput, error) {
	return s.client.InvokeModel(ctx, in)
}

func (s *service) translation(ctx context.Context, text string) (string, error) {
	body, err := json.Marshal(request{Version: "bedrock-2023-05-31", MaxTokens: 400, Messages: []message{{"user", "In English: " + text}}})
	if err != nil {
		return "", err
	}
	out, err := s.invoke(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
	if err != nil {
		return "", err
	}
	return translated(out)
}

func translated(out *bedrockruntime.InvokeModelOutput) (string, error) {
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", err
	}
	return r.Content[0].Text, nil
}
