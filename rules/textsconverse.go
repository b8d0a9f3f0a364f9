package rules

// conversePages are the pages of requests that Converse refuses.
var conversePages = []*Doc{
	{
		Code: FeatureMissing, Severity: Error, Since: "v0.2.0",
		Title: "the model does not have what this call of Converse asks for",
		Text: `Converse has one request for all models, and not every model takes all of it: Titan Text and
the first Mistral models refuse a system prompt, Llama takes tools on Converse but not on
ConverseStream, small models take no images, the newest Claude models refuse a last message
of the assistant, and embedding models are not served at all. The service answers with a
ValidationException.

The check reports only what is sent for certain, to models that are all known.`,
		Before: `out, err := client.Converse(ctx, &bedrockruntime.ConverseInput{
	ModelId: aws.String("amazon.titan-text-express-v1"),
	System:  []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: "Be brief."}},`,
		After: `out, err := client.Converse(ctx, &bedrockruntime.ConverseInput{
	ModelId:  aws.String("amazon.titan-text-express-v1"),
	Messages: []types.Message{userText("Be brief.\n\n" + question)},`,
		Sources: []string{
			"https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html",
			"https://docs.aws.amazon.com/bedrock/latest/userguide/models-api-compatibility.html",
		},
	},
	{
		Code: TextBlank, Severity: Error, Since: "v0.2.0",
		Title: "a text block of this request is blank",
		Text: `Converse refuses a text block that is empty or white space ("The text field in the
ContentBlock object at messages.0.content.0 is blank"). On InvokeModel many models took it.

Leave the block out, and the message with it when it has no other.`,
		Before:  `Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: ""}},`,
		After:   `Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: "Go on."}},`,
		Sources: []string{docConverse},
	},
	{
		Code: RoleOrder, Severity: Error, Since: "v0.2.0",
		Title: "the roles of this conversation do not alternate, or begin with the assistant",
		Text: `A conversation on Converse begins with the user, and user and assistant take turns. The
service refuses anything else ("A conversation must alternate between user and assistant
roles"). Prompts and native message lists were often more lenient.

Join the blocks of neighbours into one message.`,
		Before: `Messages: []types.Message{
	{Role: types.ConversationRoleUser, Content: example},
	{Role: types.ConversationRoleUser, Content: question},
},`,
		After:   `Messages: []types.Message{{Role: types.ConversationRoleUser, Content: append(example, question...)}},`,
		Sources: []string{docConverse, "https://github.com/microsoft/semantic-kernel/issues/10281", "https://github.com/cline/cline/issues/431"},
	},
	{
		Code: DocumentRule, Severity: Error, Since: "v0.2.0",
		Title: "Converse refuses this document block",
		Text: `A document needs a name of 1 to 200 characters: letters, digits, single spaces, hyphens,
parentheses and square brackets. A dot is not among them, so a file name with its extension
is refused. Names may not repeat within a request, and the message needs a text block beside
the document.

The model sees the name, so a neutral one is best.`,
		Before: `Name: aws.String(filepath.Base(path)),`,
		After:  `Name: aws.String(fmt.Sprintf("document %d", i)),`,
		Sources: []string{
			"https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html",
			"https://github.com/simonw/llm-bedrock/issues/8", "https://github.com/maximhq/bifrost/issues/7003", "https://github.com/BerriAI/litellm/pull/36499",
		},
	},
	{
		Code: ConverseMissing, Severity: Error, Since: "v0.2.0",
		Title: "this request lacks messages, content or the model",
		Text: `Converse needs a model and at least one message with content, unless the model is the ARN of
a prompt of Prompt Management. The SDK does not check; the service refuses the request.`,
		Before:  `out, err := client.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String(model)})`,
		After:   `out, err := client.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String(model), Messages: messages})`,
		Sources: []string{docConverse},
	},
	{
		Code: ConverseValue, Severity: Error, Since: "v0.2.0",
		Title: "Converse or the model refuses this value",
		Text: `Temperature and TopP lie between 0 and 1 on Converse, whatever the native bounds were; MaxTokens
is at least 1 and at most what the model can write; a stop sequence is not empty. Some
models refuse temperature and top-p in one request, the newest refuse both. A tool has a
name of letters, digits, hyphens and underscores, no empty description, and a schema. Images
and documents have a format of Converse's list, which is no media type: "jpeg" and not
"image/jpeg" or "jpg".`,
		Before: `InferenceConfig: &types.InferenceConfiguration{Temperature: aws.Float32(1.5)},`,
		After:  `InferenceConfig: &types.InferenceConfiguration{Temperature: aws.Float32(1)},`,
		Sources: []string{
			"https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html",
			"https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolSpecification.html",
			"https://github.com/mem0ai/mem0/issues/4004", "https://github.com/boto/boto3/issues/4279",
		},
	},
}
