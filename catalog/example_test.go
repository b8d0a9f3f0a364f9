package catalog_test

import (
	"fmt"

	"github.com/bedrocklint/bedrocklint/catalog"
)

func ExampleCatalog_ModelByID() {
	m, f, _ := catalog.Default().ModelByID("us.anthropic.claude-3-haiku-20240307-v1:0")
	fmt.Println(m.Name, f.Name, m.EOL)
	_, _, reason := catalog.Default().ModelByID("arn:aws:bedrock:us-east-1:111122223333:provisioned-model/abc")
	fmt.Println(reason)
	// Output:
	// Claude 3 Haiku anthropic-messages 2026-09-10
	// a provisioned model's ARN does not name its base model
}

func ExampleShape_Lookup() {
	f := catalog.Default().Family("anthropic-messages")
	for _, path := range []string{"max_tokens", "top_k", "messages[].content[].source.data"} {
		field := f.Request.Lookup(path).Field
		fmt.Println(path, field.Verdict, field.Converse)
	}
	fmt.Println("max_token", f.Request.Lookup("max_token").Verdict())
	// Output:
	// max_tokens maps inferenceConfig.maxTokens
	// top_k moves additionalModelRequestFields.top_k
	// messages[].content[].source.data maps messages[].content[].image.source.bytes
	// max_token unknown
}

func ExampleTemplate_Parse() {
	chat, err := catalog.Default().Template("llama2").Parse("<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi[/INST]")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, turn := range chat.Turns {
		fmt.Println(turn.Role, turn.Text)
	}
	fmt.Println(chat.Differs)
	// Output:
	// system Be brief.
	// user Hi
	// no " " after "Hi"
}
