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
	{
		Code: DocumentNumber, Severity: Error, Since: "v0.2.0",
		Title: "numbers of a document become strings",
		Text: `Tool arguments arrive as a document. UnmarshalSmithyDocument into an interface or a map gives
its numbers the type document.Number, a string: encoding/json then writes {"days":"5"} where
the model wrote {"days":5}, and an assertion to float64, right after json.Unmarshal, never
holds.

Take the JSON from MarshalSmithyDocument, or decode into a struct whose members have number
types.`,
		Before: `var args map[string]any
err := block.Input.UnmarshalSmithyDocument(&args)
data, err := json.Marshal(args)`,
		After:   `data, err := block.Input.MarshalSmithyDocument()`,
		Sources: []string{"https://github.com/aws/aws-sdk-go-v2/issues/3288", "https://github.com/aws/aws-sdk-go-v2/issues/2751"},
	},
	{
		Code: DocumentText, Severity: Error, Since: "v0.2.0",
		Title: "a document is made of JSON text and not of its value",
		Text: `document.NewLazyDocument encodes the Go value that it gets. A string becomes a JSON string,
[]byte and json.RawMessage become a list of numbers, one for each byte. Tool input, tool
schemas and additionalModelRequestFields have to be objects, so the service refuses the
request.

Decode the text into a map first.`,
		Before: `Input: document.NewLazyDocument(call.Arguments) // a string of JSON`,
		After: `var args map[string]any
if err := json.Unmarshal([]byte(call.Arguments), &args); err != nil {
	return err
}
…
Input: document.NewLazyDocument(args)`,
		Sources: []string{docSDK + "/document", "https://github.com/aaif-goose/goose/pull/8121"},
	},
	{
		Code: NativeStop, Severity: Error, Since: "v0.2.0",
		Title: "Converse's stop reason is compared with a native word",
		Text: `Converse has one set of stop reasons for all models (end_turn, max_tokens, stop_sequence,
tool_use, …). The comparison uses the word that a model family has on InvokeModel, so it
never holds: a cut answer is no longer noticed, for instance.

The message says which word Converse has.`,
		Before:  `if out.StopReason == "LENGTH" {`,
		After:   `if out.StopReason == types.StopReasonMaxTokens {`,
		Sources: []string{docSDKTypes + "#StopReason", "https://github.com/camel-ai/camel/issues/4261"},
	},
	{
		Code: LimitUnsent, Severity: Warning, Since: "v0.2.0",
		Title: "a limit of the answer's length is taken and not sent",
		Text: `The call has no MaxTokens, and the function has a parameter, or its receiver a field, that is
named like one and read by nothing. Without MaxTokens Converse lets the model write up to its
own maximum: answers get longer and dearer than they were on InvokeModel, where most families
need a limit or have a small default.`,
		Before: `func (m *Model) Ask(ctx context.Context, q string, maxTokens int) (string, error) {
	out, err := m.client.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: &m.id, Messages: userText(q)})`,
		After:   `	InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(int32(maxTokens))},`,
		Sources: []string{"https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html"},
	},
	{
		Code: LastBlock, Severity: Warning, Since: "v0.2.0",
		Title: "each text block of the answer replaces the one before",
		Text: `The loop assigns the text of every block to the same variable, so only the last text is kept. An
answer can have several text blocks, before and after a tool call for instance. A break in
a switch leaves the switch and not the loop, so it does not make the first one win.

Join the texts, or leave the loop at the first one if that is what is meant.`,
		Before: `for _, block := range msg.Value.Content {
	if t, ok := block.(*types.ContentBlockMemberText); ok {
		text = t.Value
	}
}`,
		After: `for _, block := range msg.Value.Content {
	if t, ok := block.(*types.ContentBlockMemberText); ok {
		text += t.Value
	}
}`,
		Sources: []string{docSDKTypes + "#Message"},
	},
}
