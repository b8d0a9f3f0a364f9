package rules

// invokePages are the pages of what moving a call of InvokeModel takes.
var invokePages = []*Doc{
	{
		Code: CallSite, Severity: Note, Since: "v0.1.0",
		Title: "this InvokeModel call can move to Converse",
		Text: `The model, every field of the request and every field that is read of the answer
are known, and Converse has a place for all of them. The message names the model
family; when part of the call carries over with a stated difference, it counts them,
and each has a diagnostic of its own.

Converse gives one request and one response form to all text models, so the model can
be changed without new code, and it brings tool use, guardrails, prompt caching and
token counts in the same form for all of them.

` + "`bedrockmigrate diff`" + ` prints the rewritten code; ` + "`bedrockmigrate verify`" + ` proves that it
means the same.`,
		Before: `body, _ := json.Marshal(claudeRequest{AnthropicVersion: "bedrock-2023-05-31", MaxTokens: 500, Messages: msgs})
out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(modelID), Body: body})`,
		After: `out, err := client.Converse(ctx, &bedrockruntime.ConverseInput{
	ModelId:         aws.String(modelID),
	Messages:        msgs,
	InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(500)},
})`,
	},
	{
		Code: CallUnknown, Severity: Warning, Since: "v0.1.0",
		Title: "the body or the model of this call cannot be known from the source",
		Text: `The request body comes from outside what can be read (a parameter of an exported
function, a file, the network), or the model is chosen at run time and the body does
not show its family. Reading the source cannot say what is sent, so nothing is
rewritten.

What to do: use the run-time adapter, a client option that translates each body as it
is sent; or name the model for this call with ` + "`//bedrocklint:model ID`" + `; or move the
call by hand. The message says what is missing.`,
		Before: `func (g *Gateway) Forward(ctx context.Context, modelID string, body []byte) ([]byte, error) {
	out, err := g.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &modelID, Body: body})`,
	},
	{
		Code: BadDirective, Severity: Error, Since: "v0.1.0",
		Title: "a bedrocklint directive is malformed, without reason, or not needed",
		Text: `Directives are ` + "`//bedrocklint:ignore CODE reason`, `//bedrocklint:keep reason`," + `
` + "`//bedrocklint:model ID`" + ` and ` + "`//nolint:bedrocklint`" + `. They stand on any line of the call, or of
the statement that is reported, or on the line above it. For a whole file there is
` + "`//bedrocklint:file-ignore CODE reason`" + `, and ` + "`//lint:ignore`, `//lint:file-ignore`" + ` mean the same
as our own when all their codes are ours. Paths are ignored by .bedrocklint.yaml.

A directive without its reason, with an unknown code or verb, or away from any call
has no effect; one that silences nothing is left over from a problem that is gone.
Both hide the state of the code, so both are reported.`,
		Before: `//bedrocklint:ignore BL2002
out, err := client.InvokeModel(ctx, input)`,
		After: `//bedrocklint:ignore BL2002 top_k is dropped in the next release
out, err := client.InvokeModel(ctx, input)`,
	},
	{
		Code: CallPartial, Severity: Warning, Since: "v0.1.0",
		Title: "part of this call could not be read",
		Text: `The request is known but for one member, element or condition, at the position of the
diagnostic: it comes from a call into another module, a goroutine, an interface with
several implementations, or code that is more involved than the reader follows.

The rest of the call is checked. The part that is not known needs a person, or the
run-time adapter.`,
		Before: `body := map[string]any{"max_tokens": 500, "messages": history.Export()}`,
	},
	{
		Code: FieldLost, Severity: Warning, Since: "v0.1.0",
		Title: "this request field has no equivalent on Converse",
		Text: `Neither a member of the Converse request nor additionalModelRequestFields carries
this field, so a migration loses what it does. The message says what is lost.

If the code depends on it, keep InvokeModel for this call with
` + "`//bedrocklint:keep reason`" + `.`,
	},
	{
		Code: FieldMoves, Severity: Note, Since: "v0.1.0",
		Title: "this request field moves out of its place on Converse",
		Text: `Converse's inferenceConfig has maxTokens, temperature, topP and stopSequences, which
all text models share. Anything else that a model understands is passed in
additionalModelRequestFields under its native name, or has another home (a cachePoint
block, guardrailConfig, performanceConfig …). The message names it. Nothing is lost.`,
		Before: `body := map[string]any{"max_tokens": 500, "top_k": 250, "messages": messages}`,
		After: `input := &bedrockruntime.ConverseInput{
	InferenceConfig:              &types.InferenceConfiguration{MaxTokens: aws.Int32(500)},
	AdditionalModelRequestFields: document.NewLazyDocument(map[string]any{"top_k": 250}),
}`,
	},
	{
		Code: FieldUnknown, Severity: Error, Since: "v0.1.0",
		Title: "this is not a request field of the model's family",
		Text: `The family's documentation knows no such field. Bedrock answers an unknown field with
a ValidationException, so this is likely a misspelling, or a body made for another
family. The message proposes the nearest known name.

A name that is wrong in upper and lower case only, as encoding/json makes it of a struct
without tags, is sent under the right name by a rewrite, which says so: the call failed
before, and works then.`,
		Before: `body := map[string]any{"max_token": 500}`,
		After:  `body := map[string]any{"max_tokens": 500}`,
	},
	{
		Code: DefaultDiffers, Severity: Warning, Since: "v0.1.0",
		Title: "the code relies on a native default that Converse does not share",
		Text: `The field is absent, and the native default differs from what the model does when
Converse sends nothing: Llama on InvokeModel stops after 512 tokens, for instance.
After a migration the answers would be longer, shorter or less even.

The rewriter writes the native default out, so that the same is sent as before.`,
		Before: `body, _ := json.Marshal(llamaRequest{Prompt: prompt})`,
		After:  `InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(512)}, // native default of Llama`,
	},
	{
		Code: ValueDiffers, Severity: Warning, Since: "v0.1.0",
		Title: "this value is outside the documented bounds, or is converted with a difference",
		Text: `The family has the field, but its documentation does not allow this value: a number
beyond its bounds, a word that is none of those listed, more elements than there may be.
Bedrock refuses such a request, on InvokeModel and on Converse in other words. Or Converse
takes the value in another form only; the message says in which.`,
		Before: `body := map[string]any{"max_tokens": 500, "temperature": 1.5}`,
		After:  `body := map[string]any{"max_tokens": 500, "temperature": 1.0}`,
	},
	{
		Code: TemplateDoubled, Severity: Warning, Since: "v0.1.0",
		Title: "a hand-built chat template would be applied twice",
		Text: `InvokeModel sends the prompt string to the model as it is, so code for Llama, Mistral
and the older Claude models writes the model's chat template itself
(` + "`<|start_header_id|>user<|end_header_id|>`, `[INST]`, `\\n\\nHuman:`" + `). Converse takes roles
and text and adds the template. Text that still carries the tokens reaches the model
with the template inside the template: it answers worse, and a user's text can pose as
another role.

Split the prompt into system and messages. The rewriter does this where the template
can be taken apart.`,
		Before: `prompt := "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n" + question + "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"`,
		After: `Messages: []types.Message{{
	Role:    types.ConversationRoleUser,
	Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: question}},
}}`,
	},
	{
		Code: PromptBare, Severity: Note, Since: "v0.1.0",
		Title: "a bare prompt gets the model's chat template on Converse",
		Text: `InvokeModel sends this prompt without a chat template, as text to be continued.
Converse always sends turns, so the model sees the same words inside its template and
answers them instead of continuing them. For an instruction-tuned model that is mostly
the better form, but the answers change; it is a stated difference.

Keep InvokeModel where plain continuation is wanted:
` + "`//bedrocklint:keep reason`" + `.`,
		Before: `body, _ := json.Marshal(map[string]any{"prompt": "Why is the sky blue?", "max_gen_len": 256})`,
	},
	{
		Code: TemplateOpaque, Severity: Warning, Since: "v0.1.0",
		Title: "a hand-built chat template cannot be split into messages from the source",
		Text: `The prompt carries template tokens, but its turns are put together at run time (a loop
over a history, a template file, text from elsewhere), so the source does not show
where one role ends and the next begins. Build system and messages instead of a
prompt string. Where the prompt can be read at the call as one string, and nothing else
keeps the call, bedrockmigrate has the program take it apart when it runs; the message
says so. Elsewhere nothing is rewritten.`,
	},
	{
		Code: ModelStays, Severity: Note, Since: "v0.1.0",
		Title: "Converse does not serve this model or task, or not fully; InvokeModel stays",
		Text: `Converse is for text answers. Embeddings, images, video and rerank models have no
Converse, nor have some imported and some older models. There is nothing to do: the
call stays as it is, and the diagnostic says so in order that an inventory is
complete.

Some retired models had a limited Converse: one message, no conversation, no stream. A call
that speaks to these only stays too. It fails on either API, so what it needs is a
successor; once the code speaks to that one, the call is judged anew.`,
		Before: `out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("amazon.titan-embed-text-v2:0"), Body: body})`,
	},
	{
		Code: ModelEOL, Severity: Error, Since: "v0.1.0",
		Title: "the provider has retired this model or announced its end of life",
		Text: `Bedrock refuses requests to a model after its end-of-life date, on InvokeModel and
Converse alike; while it is legacy, new customers cannot use it. The message gives the
dates, and models of the same line that have no end announced. With Converse a successor is
mostly a change of the model id alone.`,
		Before: `ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),`,
		After:  `ModelId: aws.String("us.anthropic.claude-haiku-4-5-20251001-v1:0"),`,
		Sources: []string{
			"https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html",
			"https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle-legacy.html",
		},
	},
	{
		Code: ResponseLost, Severity: Warning, Since: "v0.1.0",
		Title: "the code reads a response field that Converse does not return",
		Text: `The native answer has this field, the Converse response has not, and
additionalModelResponseFieldPaths cannot bring it either (ids, echoes of the model
name, counts of a special kind). After a migration the value is empty. The message
says what is closest. An empty text is lost, too, where the native answer is one text and
no list: Converse has no block for it then, and the rewritten code returns an error.`,
	},
	{
		Code: ResponseMoves, Severity: Note, Since: "v0.1.0",
		Title: "this response field needs additionalModelResponseFieldPaths, or differs",
		Text: `The field is in the Converse response, but not as it was: it must be asked for by
additionalModelResponseFieldPaths, or it has another type, unit or place. The message
says which.`,
	},
	{
		Code: StopReason, Severity: Note, Since: "v0.1.0",
		Title: "the stop reason is spelt otherwise on Converse",
		Text: `The code compares the native stop reason with a string. Converse has one set of
values for all models (end_turn, max_tokens, stop_sequence, tool_use, …), so the
comparison would never hold again. The message gives the constant to compare with.`,
		Before: `if resp.StopReason == "length" {`,
		After:  `if out.StopReason == types.StopReasonMaxTokens {`,
	},
}
