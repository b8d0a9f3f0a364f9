package catalog

import "sort"

// A Transform is one way in which a native value and its Converse value differ. The
// data files name transforms; package converse applies them to JSON and package
// rewrite to Go expressions, and nothing else needs to know them.
type Transform struct {
	Name string
	// To says how a native value becomes the Converse value, From the way back.
	To, From string
	// Whole says that the transform takes the native value with everything below it:
	// the fields below are described for diagnostics, but do not map on their own.
	Whole bool
	// Reasoning says that the native text holds the model's reasoning, between tags,
	// and that Converse gives it in a block of its own.
	Reasoning bool
}

// transforms is the finite vocabulary of value transforms.
var transforms = []Transform{
	{Name: "text-block",
		To:   "a string becomes an array of one text block: \"a\" → [{\"text\": \"a\"}]; the Converse path names the block's text",
		From: "an array that is one text block and nothing else becomes the string"},
	{Name: "prompt",
		To:   "a raw prompt is taken apart by the chat template that it was built with: system text → system, turns → messages, text after the last assistant marker → a last assistant message; a bare prompt is one user message",
		From: "system and messages are rendered with the model's chat template"},
	{Name: "base64-bytes",
		To:   "a base64 string becomes bytes, which JSON spells as the same base64 string; in Go the string is decoded",
		From: "the bytes become their base64 string"},
	{Name: "mime-format",
		To:   "a media type becomes Converse's format name: image/png → png, application/pdf → pdf, text/plain → txt",
		From: "the format name becomes its media type"},
	{Name: "document-name",
		To:   "a title becomes a document name: characters other than letters, digits, single spaces and -_()[] give way to spaces, 200 characters at most; a missing title becomes document-1, document-2 … since Converse demands a name that is unique in the request",
		From: "the name becomes the title, except document-N, which stands for none"},
	{Name: "status-of-is-error",
		To:   "true becomes \"error\", false becomes \"success\"; a missing flag stays missing",
		From: "\"error\" becomes true, \"success\" becomes false"},
	{Name: "cache-point", Whole: true,
		To:   "the attribute becomes a block of its own, {\"cachePoint\": {\"type\": \"default\"}}, right after the block that carried it, with ttl when there was one",
		From: "the block becomes the attribute {\"type\": \"ephemeral\"} of the block before it"},
	{Name: "tool-choice", Whole: true,
		To:   "auto, any and tool become the union member of that name; none leaves out toolConfig; disable_parallel_tool_use moves the whole object to additionalModelRequestFields.tool_choice, since toolChoice has no place for it",
		From: "the union member becomes the object's type"},
	{Name: "schema-json", Whole: true,
		To:   "a JSON schema becomes a string that holds it, in a textFormat of type json_schema",
		From: "the string is parsed"},
	{Name: "citations", Whole: true,
		To:   "a text block with citations becomes citationsContent: its text is content[0].text, every citation gets location, title, source and sourceContent; an empty list leaves the text block as it is",
		From: "citationsContent becomes a text block with citations"},
	{Name: "append", Whole: true,
		To:   "the object goes unchanged to the end of the array",
		From: "the array's elements come back after the others"},
	{Name: "stop-reason",
		To:   "the family's stop_reasons table, left to right",
		From: "the same table, right to left; the first native value of a Converse value wins"},
	{Name: "cache-details", Whole: true,
		To:   "ephemeral_5m_input_tokens and ephemeral_1h_input_tokens become cacheDetails entries of ttl 5m and 1h; zero counts are left out",
		From: "the entries become the two counts"},
	{Name: "guardrail-trace", Whole: true,
		To:   "input becomes inputAssessment, the outputs list becomes outputAssessments (each assessment in a list), modelOutput and actionReason stay",
		From: "the other way round"},
	{Name: "guardrail-action",
		To:   "INTERVENED becomes the stop reason guardrail_intervened, whatever the native stop reason says; NONE adds nothing",
		From: "guardrail_intervened becomes INTERVENED, and the native stop reason the family's normal end"},
	{Name: "lower-case",
		To:   "the value is written in lower case: ENABLED_FULL → enabled_full",
		From: "the value is written in upper case"},
	{Name: "stream-mode",
		To:   "SYNCHRONOUS becomes sync, ASYNCHRONOUS becomes async",
		From: "the other way round"},
	{Name: "string-map",
		To:   "a JSON object inside a string becomes an object",
		From: "the object becomes a string that holds it"},
	{Name: "one-or-many",
		To:   "a string becomes an array of one string; an array stays",
		From: "the array stays"},
	{Name: "arguments-object",
		To:   "a JSON document inside a string becomes the document",
		From: "the document becomes a string that holds it"},
	{Name: "chat-messages", Whole: true,
		To:   "messages of the chat-completions form: system and developer messages go to system, tool messages become toolResult blocks of a user message, tool_calls become toolUse blocks, image_url data URIs become image blocks",
		From: "system comes first as a system message, every toolResult becomes a tool message, toolUse blocks become tool_calls"},
	{Name: "chat-message", Whole: true,
		To:   "a message of the chat-completions form becomes content blocks: reasoning_content a reasoning block, content a text block, tool_calls toolUse blocks",
		From: "the blocks become the message's members"},
	{Name: "chat-message-tagged", Whole: true, Reasoning: true,
		To:   "as chat-message, and a text that begins with <reasoning>…</reasoning> is split: what is between the tags becomes a reasoning block",
		From: "reasoning comes back between the tags"},
	{Name: "chat-history", Whole: true,
		To:   "USER and CHATBOT entries become user and assistant messages of one text block",
		From: "the messages before the last user message become entries; where results of tools come last, the calls before them and the user message before those are no history"},
	{Name: "last-message",
		To:   "the text becomes the user message after the history; an empty one becomes none",
		From: "the last user message; where it is results of tools, the user message before their calls"},
	{Name: "tool-results", Whole: true,
		To:   "the calls become toolUse blocks of an assistant message, with ids made up from their place, and the outputs json blocks of toolResults in the user message after it",
		From: "every toolResult of the last message goes with the toolUse block of its id; a text result becomes {\"text\": …}"},
	{Name: "tool-calls", Whole: true,
		To:   "the calls become toolUse blocks after the text, with ids made up from their place; a normal end becomes tool_use",
		From: "the toolUse blocks become calls without ids"},
	{Name: "parameter-definitions", Whole: true,
		To:   "the table of arguments becomes a JSON schema of an object: str is string, int integer, float number, bool boolean, list and List[T] array, dict object; required arguments are listed in required",
		From: "the schema's properties become the table; what a type's name cannot say is left out"},
	{Name: "object-arguments", Whole: true,
		To:   "a JSON document becomes a string that holds it",
		From: "the string is parsed"},
	{Name: "think-tag", Reasoning: true,
		To:   "a text in which </think> ends the reasoning is split there: what stands before becomes a reasoning block after the text block; no newline is added or taken off",
		From: "the reasoning comes first, then </think>, then the text"},
	{Name: "response-format", Whole: true,
		To:   "a response_format of type json_schema becomes a textFormat, its schema a string; Converse has no json_object, and text is what it gives anyway",
		From: "the textFormat becomes a response_format"},
	{Name: "is-end",
		To:   "nothing: messageStop says the same",
		From: "true in the chunk that has the stop reason, false in the others"},
	{Name: "chat-tool-choice", Whole: true,
		To:   "auto becomes auto, required and any become any, {function: {name}} becomes tool; none leaves out toolConfig",
		From: "the union member becomes the word or the object"},
}

// normalizations are the names allowed in a family's normalize list.
var normalizations = []Transform{
	{Name: "merge-roles",
		To:   "neighbouring messages of the same role become one, as the native format reads them; Converse refuses them apart",
		From: "nothing to undo"},
}

// Transforms returns the vocabulary of transforms, sorted by name.
func Transforms() []Transform {
	out := append([]Transform{}, transforms...)
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// TransformNamed returns the transform of that name and whether there is one.
func TransformNamed(name string) (Transform, bool) { return named(transforms, name) }

func named(list []Transform, name string) (Transform, bool) {
	for _, t := range list {
		if t.Name == name {
			return t, true
		}
	}
	return Transform{}, false
}
