package rules

const docParameters = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html"

// bodyPages are the pages of native bodies and model ids that the service refuses.
var bodyPages = []*Doc{
	{
		Code: FieldRefused, Severity: Error, Since: "v0.2.0",
		Title: "the model refuses this field",
		Text: `The family has the field, and this model of it refuses it: newer Claude models take temperature
or top_p and not both, the newest take neither. The service answers with a
ValidationException, on InvokeModel and on Converse.

The check reports only fields that are always sent, to models that are all known.`,
		Before: `body := map[string]any{"max_tokens": 500, "temperature": 0.5, "top_p": 0.9, "messages": messages}
// to us.anthropic.claude-sonnet-4-5-20250929-v1:0`,
		After: `body := map[string]any{"max_tokens": 500, "temperature": 0.5, "messages": messages}`,
		Sources: []string{
			"https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html",
			"https://github.com/mem0ai/mem0/issues/4004", "https://github.com/cline/cline/issues/10572",
		},
	},
	{
		Code: FieldMissing, Severity: Error, Since: "v0.2.0",
		Title: "a field that the family requires is not sent",
		Text: `The body is known in full, and one form of it lacks a field without which the service refuses
the request ("required key [max_tokens] not found").`,
		Before:  `body := map[string]any{"anthropic_version": "bedrock-2023-05-31", "messages": messages}`,
		After:   `body := map[string]any{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1000, "messages": messages}`,
		Sources: []string{docParameters},
	},
	{
		Code: ForeignBody, Severity: Error, Since: "v0.2.0",
		Title: "the body is in the format of another family than the model's",
		Text: `On InvokeModel each family has a format of its own. This body has the fields of one family and
goes to a model of another, which refuses it ("extraneous key [prompt] is not permitted").
It happens when the model id is changed and the body is not.

Converse has one format for all text models; there the id is all that changes.`,
		Before: `body := map[string]any{"prompt": prompt, "max_tokens_to_sample": 200}
// to anthropic.claude-3-haiku-20240307-v1:0`,
		After:   `body := map[string]any{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 200, "messages": messages}`,
		Sources: []string{docParameters, "https://github.com/rollwagen/bods/issues/51"},
	},
	{
		Code: ProfileNeeded, Severity: Error, Since: "v0.2.0",
		Title: "the model cannot be called by its plain id",
		Text: `Many newer models have no on-demand capacity in a single region: the service refuses the plain
id ("Invocation of model ID … with on-demand throughput isn't supported. Retry your request
with the ID or ARN of an inference profile"). An inference profile has the id with the
geography before it (us., eu., apac., jp., au.), or global.

The check looks at ids that are written out in full where they are used.`,
		Before: `ModelId: aws.String("anthropic.claude-sonnet-4-5-20250929-v1:0"),`,
		After:  `ModelId: aws.String("us.anthropic.claude-sonnet-4-5-20250929-v1:0"),`,
		Sources: []string{
			"https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html",
			"https://github.com/awsdocs/aws-doc-sdk-examples/pull/7292",
		},
	},
}
