package rules

// The documents that several pages rest on.
const (
	docConverse  = "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html"
	docInference = "https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference.html"
	docSDKTypes  = "https://pkg.go.dev/github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	docSDK       = "https://pkg.go.dev/github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// answerPages are the pages of mistakes in reading what Converse answers.
var answerPages = []*Doc{
	{
		Code: UnionAsserted, Severity: Warning, Since: "v0.2.0",
		Title: "an unchecked assertion of a Converse union panics on another member",
		Text: `The output, the content blocks and the deltas of Converse are unions: Go interfaces of
which the answer decides the member. A reasoning block or a tool call may stand where text
is expected, Output is nil when the answer is empty, and an SDK that does not know a member
gives nil. An assertion with one result panics then, and one whose second result is dropped
yields a nil pointer. Code that decoded native JSON got an empty string in the same case.

Use the form with two results, or a type switch, and handle the other members.`,
		Before: `text := block.(*types.ContentBlockMemberText).Value`,
		After: `text, ok := block.(*types.ContentBlockMemberText)
if !ok {
	continue // a reasoning block or a tool call
}`,
		Sources: []string{docSDKTypes + "#ContentBlock", "https://github.com/RooCodeInc/Roo-Code/pull/11238"},
	},
}
