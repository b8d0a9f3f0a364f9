package exttest_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/bedrocklint/bedrocklint/rewrite/testdata/golden/exttest"
)

func TestAsk(t *testing.T) {
	client := bedrockruntime.New(bedrockruntime.Options{})
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        200,
		"messages":          []map[string]any{{"role": "user", "content": exttest.Question}},
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.InvokeModel(context.Background(), &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		t.Fatal(err)
	}
	var reply struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := json.Unmarshal(out.Body, &reply); err != nil {
		t.Fatal(err)
	}
	if len(reply.Content) == 0 {
		t.Error("no text")
	}
}
