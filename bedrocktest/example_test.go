package bedrocktest_test

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// What a bare prompt looks like to a Llama model, sent with either API: the
// chat template is Converse's doing.
func Example() {
	srv := bedrocktest.New()
	if err := srv.Listen(""); err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	ctx, client, model := context.Background(), srv.Client(), aws.String("meta.llama3-8b-instruct-v1:0")

	_, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: model, Body: []byte(`{"prompt":"Hello"}`)})
	if err != nil {
		fmt.Println(err)
	}
	_, err = client.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: model,
		Messages: []types.Message{{
			Role:    types.ConversationRoleUser,
			Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: "Hello"}},
		}},
	})
	if err != nil {
		fmt.Println(err)
	}
	for _, c := range srv.Calls() {
		fmt.Printf("%s: %q, up to %v tokens\n", c.Operation, c.Seen.Prompt, c.Seen.Params["max_tokens"])
	}
	// Output:
	// InvokeModel: "<|begin_of_text|>Hello", up to 512 tokens
	// Converse: "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHello<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", up to 2048 tokens
}

// A program's retries, tried out.
func ExampleFault() {
	srv := bedrocktest.New(bedrocktest.WithFaults(bedrocktest.Throttle(2)))
	if err := srv.Listen(""); err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	_, err := srv.Client().InvokeModel(context.Background(), &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("amazon.titan-text-express-v1"), Body: []byte(`{"inputText":"Hello"}`),
	})
	fmt.Println("error:", err)
	for _, c := range srv.Calls() {
		fmt.Println(c.Status, c.ErrorType)
	}
	// Output:
	// error: <nil>
	// 429 ThrottlingException
	// 429 ThrottlingException
	// 200
}
