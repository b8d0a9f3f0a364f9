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
	{
		Code: FirstBlock, Severity: Warning, Since: "v0.2.0",
		Title: "only the first content block of the answer is read",
		Text: `An answer of Converse is a list of content blocks. A model that reasons begins with a block
of reasoning, one that calls tools may begin with a tool call or have text before and after
it, and the list can be empty. Code that reads Content[0] alone loses the text behind it, and
panics on an empty list unless it asks for the length.

Range over the content and pick the blocks by their type.`,
		Before: `text, ok := msg.Value.Content[0].(*types.ContentBlockMemberText)`,
		After: `var text strings.Builder
for _, block := range msg.Value.Content {
	if t, ok := block.(*types.ContentBlockMemberText); ok {
		text.WriteString(t.Value)
	}
}`,
		Sources: []string{docSDKTypes + "#Message", "https://github.com/RooCodeInc/Roo-Code/pull/11238"},
	},
	{
		Code: AnswerNil, Severity: Warning, Since: "v0.2.0",
		Title: "a part of the answer that may be nil is dereferenced",
		Text: `Usage and Metrics of an answer, and the counts in them, are pointers. The service documents
them as always present, but the SDK does not check: an empty answer (from a proxy, a
stand-in or a cut connection) gives nil, and aws.ToInt32(out.Usage.InputTokens) panics
although it looks safe. Code that decoded native JSON read zero in the same case.

Compare Usage with nil, then read the counts with aws.ToInt32.`,
		Before: `tokens := *out.Usage.TotalTokens`,
		After: `var tokens int32
if out.Usage != nil {
	tokens = aws.ToInt32(out.Usage.TotalTokens)
}`,
		Sources: []string{docSDK + "#ConverseOutput"},
	},
}
