package bedrocktest_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

const (
	sonnet  = "anthropic.claude-3-5-sonnet-20240620-v1:0"
	llama   = "meta.llama3-1-70b-instruct-v1:0"
	titan   = "amazon.titan-text-express-v1"
	claude2 = "anthropic.claude-v2:1"
)

// natives are bodies of the four families with the same meaning as said.
var natives = map[string]string{
	sonnet:  `{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"messages":[{"role":"user","content":"Say this is a test"}]}`,
	llama:   `{"prompt":"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nSay this is a test<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n","max_gen_len":100}`,
	titan:   `{"inputText":"User: Say this is a test\nBot:","textGenerationConfig":{"maxTokenCount":100}}`,
	claude2: `{"prompt":"\n\nHuman: Say this is a test\n\nAssistant:","max_tokens_to_sample":100,"top_k":250}`,
}

func user(text string) []types.Message {
	return []types.Message{{Role: types.ConversationRoleUser, Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: text}}}}
}

// TestFourOperations sends one meaning through all four text operations of
// each family and wants one answer.
func TestFourOperations(t *testing.T) {
	ctx := context.Background()
	for model, body := range natives {
		t.Run(model, func(t *testing.T) {
			srv := bedrocktest.Start(t)
			client := srv.Client()
			invoked, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: []byte(body)})
			if err != nil {
				t.Fatal(err)
			}
			limit := &types.InferenceConfiguration{MaxTokens: aws.Int32(100)}
			in := &bedrockruntime.ConverseInput{ModelId: aws.String(model), Messages: user("Say this is a test"), InferenceConfig: limit}
			if model == claude2 {
				in.AdditionalModelRequestFields = lazy(map[string]any{"top_k": 250})
			}
			conversed, err := client.Converse(ctx, in)
			if err != nil {
				t.Fatal(err)
			}
			text := conversed.Output.(*types.ConverseOutputMemberMessage).Value.Content[0].(*types.ContentBlockMemberText).Value
			if !strings.Contains(string(invoked.Body), text) {
				t.Errorf("InvokeModel answered %s, Converse %q", invoked.Body, text)
			}
			calls := srv.Calls()
			if len(calls) != 2 {
				t.Fatalf("%d calls recorded, want 2", len(calls))
			}
			equalSeen(t, calls[0], calls[1])
		})
	}
}
