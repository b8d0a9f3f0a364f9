package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// question is one call of the program ask, read from a file: a native body, or the
// pieces of a Converse call.
type question struct {
	Model string          `json:"model"`
	Body  json.RawMessage `json:"body"` // InvokeModel when set

	System      string         `json:"system"`
	Text        string         `json:"text"`
	MaxTokens   int32          `json:"maxTokens"`
	Temperature *float32       `json:"temperature"`
	Extra       map[string]any `json:"extra"`
}

// askAll makes the calls of the files in turn and prints the answers' texts. It knows
// the stand-in by its environment alone.
func askAll(ctx context.Context, files []string) error {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	client := bedrockruntime.NewFromConfig(cfg)
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var q question
		if err := json.Unmarshal(data, &q); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		answer, err := q.ask(ctx, client)
		if err != nil {
			return err
		}
		fmt.Println(answer)
	}
	return nil
}

func (q *question) ask(ctx context.Context, client *bedrockruntime.Client) (string, error) {
	if q.Body != nil {
		return q.invoke(ctx, client)
	}
	in := &bedrockruntime.ConverseInput{
		ModelId: aws.String(q.Model),
		Messages: []types.Message{{
			Role:    types.ConversationRoleUser,
			Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: q.Text}},
		}},
		InferenceConfig: &types.InferenceConfiguration{Temperature: q.Temperature},
	}
	if q.MaxTokens != 0 {
		in.InferenceConfig.MaxTokens = aws.Int32(q.MaxTokens)
	}
	if q.System != "" {
		in.System = []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: q.System}}
	}
	if q.Extra != nil {
		in.AdditionalModelRequestFields = document.NewLazyDocument(q.Extra)
	}
	out, err := client.Converse(ctx, in)
	if err != nil {
		return "", err
	}
	message, ok := out.Output.(*types.ConverseOutputMemberMessage)
	if !ok {
		return "", fmt.Errorf("no message in the answer")
	}
	text, ok := message.Value.Content[0].(*types.ContentBlockMemberText)
	if !ok {
		return "", fmt.Errorf("no text in the answer")
	}
	return text.Value, nil
}

func (q *question) invoke(ctx context.Context, client *bedrockruntime.Client) (string, error) {
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(q.Model), Body: q.Body})
	if err != nil {
		return "", err
	}
	var answer struct {
		Content    []struct{ Text string }
		Generation string
	}
	if err := json.Unmarshal(out.Body, &answer); err != nil {
		return "", err
	}
	if len(answer.Content) > 0 {
		return answer.Content[0].Text, nil
	}
	return answer.Generation, nil
}
