package bedrocktest

import (
	"fmt"
	"regexp"
	"strings"
)

// place names a part in the service's 0-based notation.
type place struct {
	message, block, inner int // inner is -1 outside a tool result
	role                  string
}

func (at place) String() string {
	s := fmt.Sprintf("messages.%d.content.%d", at.message, at.block)
	if at.inner >= 0 {
		s += fmt.Sprintf(".toolResult.content.%d", at.inner)
	}
	return s
}

// checkConverse applies the rules that Converse itself has for every model,
// given what the model can do. The order of the checks is unconfirmed.
// https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-call.html
func checkConverse(m *model, r *converseRequest, stream bool) *apiError {
	checks := []func() *apiError{
		func() *apiError { return checkServed(m, r, stream) },
		func() *apiError { return checkTurns(m, r) },
		func() *apiError { return checkSystem(m, r) },
		func() *apiError { return checkMedia(m, r) },
		func() *apiError { return checkDocuments(r) },
		func() *apiError { return checkText(r) },
		func() *apiError { return checkTools(m, r, stream) },
		func() *apiError { return checkToolTurns(r) },
		func() *apiError { return checkCache(m, r) },
		func() *apiError { return checkLimit(m, r) },
	}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// checkServed refuses what a model does not take on Converse at all.
// https://github.com/aws-samples/bedrock-access-gateway/issues/99 (embeddings)
// https://github.com/langgenius/dify-official-plugins/issues/1767 (stopSequences)
// https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html (limited)
func checkServed(m *model, r *converseRequest, stream bool) *apiError {
	switch {
	case m.invokeOnly:
		return invalid("This action doesn't support the model that you provided. Try again with a supported text or chat model.")
	case stream && m.noStream:
		return invalid("The model is unsupported for streaming.") // unconfirmed on Converse
	case m.singleTurn && len(r.messages) > 1:
		// Unconfirmed text.
		return invalid("This model doesn't support conversation history. Try again with input that only contains one user message.")
	case m.noStops && len(r.stops) > 0:
		return invalid("This model doesn't support the stopSequences field. Remove stopSequences and try again.")
	}
	return nil
}

// checkTurns wants user and assistant in turn, beginning with the user.
// Claude 4 and later take a conversation that begins with the assistant
// (recorded on Claude Sonnet 4.5).
// https://github.com/microsoft/semantic-kernel/issues/10281
// https://github.com/earendil-works/pi/pull/3443
func checkTurns(m *model, r *converseRequest) *apiError {
	if len(r.messages) == 0 || r.messages[0].role != "user" && !m.assistantFirst {
		return invalid("A conversation must start with a user message. Try again with a conversation that starts with a user message.")
	}
	for i, msg := range r.messages {
		if len(msg.content) == 0 {
			return invalid("The content field in the Message object at messages.%d is empty. Add a ContentBlock object to the content field and try again.", i)
		}
		if msg.role == "system" && !m.systemTurns {
			// The value the service's enum had before it knew "system".
			// https://github.com/continuedev/continue/issues/1938
			return invalid("1 validation error detected: Value 'system' at 'messages.%d.member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant]", i+1)
		}
		if i > 0 && msg.role == r.messages[i-1].role {
			return invalid("A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.")
		}
	}
	return nil
}

// checkSystem refuses a system prompt on models without one.
// https://github.com/danny-avila/LibreChat/issues/6456
func checkSystem(m *model, r *converseRequest) *apiError {
	if len(r.system) > 0 && !m.system {
		return invalid("This model doesn't support system messages. Try again without a system message or use a model that supports system messages.")
	}
	return nil
}

// checkText refuses blank text blocks.
// https://github.com/langchain-ai/langchainjs/pull/8618
func checkText(r *converseRequest) *apiError {
	return r.each(func(at place, p *part) *apiError {
		if p.kind == "text" && at.inner < 0 && strings.TrimSpace(p.text) == "" {
			return invalid("The text field in the ContentBlock object at %s is blank. Add text to the text field, and try again.", at)
		}
		return nil
	})
}

// checkMedia refuses content that the model cannot take. The texts for video
// and for images in S3 are recorded; those for other kinds follow their form.
func checkMedia(m *model, r *converseRequest) *apiError {
	images := 0
	return r.each(func(at place, p *part) *apiError {
		supported := true
		switch p.kind {
		case "image":
			supported = m.vision
			images++
			if supported && !m.s3 && p.source.kind == "s3Location" {
				return invalid("This model doesn't support the s3Uri field. Remove s3Uri and try again.")
			}
			if supported && images > m.maxImages {
				// https://github.com/cline/cline/issues/1844
				return modelInvalid("too many images and documents: %d + 0 > %d", images, m.maxImages)
			}
		case "document":
			supported = m.documents
		case "video":
			supported = m.video
		case "audio":
			supported = false
		case "searchResult", "citationsContent":
			supported = m.searchable
		case "reasoningContent":
			supported = m.reasoning
		}
		if !supported {
			return invalid("This model doesn't support the %s content block that you provided. Update the content block and try again.", p.kind)
		}
		if (p.kind == "image" || p.kind == "document") && at.role != "user" {
			// Only the user role may carry media. Unconfirmed text.
			// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html
			return invalid("The %s content block at %s is only supported in user messages.", p.kind, at)
		}
		return nil
	})
}

// documentName is letters, digits, single spaces, hyphens, parentheses and
// square brackets. An underscore is documented nowhere but accepted (recorded).
var documentName = regexp.MustCompile(`^[A-Za-z0-9_()\[\]-]+(\s[A-Za-z0-9_()\[\]-]+)*\s?$`)

// checkDocuments applies the rules for document names, and wants a text block
// beside each document.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html
// https://github.com/maximhq/bifrost/issues/7003
// https://github.com/BerriAI/litellm/pull/36499
func checkDocuments(r *converseRequest) *apiError {
	seen := map[string]bool{}
	err := r.each(func(at place, p *part) *apiError {
		if p.kind != "document" {
			return nil
		}
		if !documentName.MatchString(p.name) {
			return invalid("The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Rename the document and retry your request.")
		}
		if seen[p.name] {
			return invalid("Messages can't contain duplicate document names. Rename the document and retry your request.")
		}
		seen[p.name] = true
		return nil
	})
	if err != nil {
		return err
	}
	for _, msg := range r.messages {
		if documents, texts := countKind(msg, "document"), countKind(msg, "text"); documents > 0 && texts == 0 {
			return invalid("A text block must be included when using documents. Add a text block and retry your request.")
		} else if documents > 5 {
			// Unconfirmed text; the limit is documented.
			return invalid("The number of document blocks in a message exceeds the limit of 5.")
		}
	}
	return nil
}

func countKind(m message, kind string) int {
	n := 0
	for _, p := range m.content {
		if p.kind == kind {
			n++
		}
	}
	return n
}

// checkTools refuses tools, or a choice among them, that the model lacks.
// https://github.com/langchain-ai/langchain-aws/issues/140 (streaming)
// https://github.com/patriceckhart/zot/pull/18 (toolConfig missing)
func checkTools(m *model, r *converseRequest, stream bool) *apiError {
	for _, msg := range r.messages {
		if blocks := countKind(msg, "toolUse") + countKind(msg, "toolResult"); blocks > 0 && !r.hasTools {
			return invalid("The toolConfig field must be defined when using toolUse and toolResult content blocks.")
		}
	}
	switch {
	case !r.hasTools:
		return nil
	case !m.tools:
		return invalid("This model doesn't support tool use.")
	case stream && !m.streamTools:
		return invalid("This model doesn't support tool use in streaming mode.")
	}
	if c := r.toolChoice; c != nil && c.Type != "auto" && !m.forcedTools {
		return invalid("This model doesn't support the toolConfig.toolChoice.%[1]s field. Remove toolConfig.toolChoice.%[1]s and try again.", c.Type)
	}
	for _, t := range r.tools {
		if t.kind == "systemTool" && !m.systemTools {
			// Unconfirmed text.
			return invalid("This model doesn't support the systemTool field. Remove systemTool and try again.")
		}
	}
	return nil
}

// checkToolTurns wants a result for every tool call in the very next message,
// and well-formed inputs and results.
// https://github.com/agno-agi/agno/issues/6698 (missing)
// https://github.com/pydantic/pydantic-ai/issues/2327 (too many)
// https://github.com/aws/aws-sdk-js-v3/issues/7330 (json)
func checkToolTurns(r *converseRequest) *apiError {
	for i, msg := range r.messages {
		var before message
		if i > 0 {
			before = r.messages[i-1]
		}
		if err := checkResults(i, before, msg); err != nil {
			return err
		}
	}
	return r.each(func(at place, p *part) *apiError {
		_, isObject := p.input.(map[string]any)
		switch {
		case p.kind == "toolUse" && !p.hasInput:
			return invalid("The value at %s.toolUse.input is empty. Add a JSON object and try again.", at)
		case p.kind == "toolUse" && !isObject:
			return invalid("The format of the value at %s.toolUse.input is invalid. Provide a json object for the field and try again.", at)
		case p.kind == "json" && !isObject:
			return invalid("The format of the value at %s.json is invalid. Provide a json object for the field and try again.", at)
		case p.kind == "toolResult" && p.status == "error" && len(p.content) == 0:
			return invalid("The content field at %s.toolResult cannot be empty when status value is error.", at)
		}
		return nil
	})
}

func checkResults(i int, before, msg message) *apiError {
	given := map[string]bool{}
	for _, p := range msg.content {
		if p.kind == "toolResult" {
			given[p.id] = true
		}
	}
	asked := 0
	var missing []string
	for _, p := range before.content {
		if p.kind == "toolUse" {
			asked++
			if !given[p.id] {
				missing = append(missing, p.id)
			}
		}
	}
	if len(missing) > 0 {
		return invalid("Expected toolResult blocks at messages.%d.content for the following Ids: %s", i, strings.Join(missing, ", "))
	}
	if countKind(msg, "toolResult") > asked {
		return invalid("The number of toolResult blocks at messages.%d.content exceeds the number of toolUse blocks of previous turn.", i)
	}
	return nil
}

// checkCache refuses cache marks on models without prompt caching.
// https://github.com/BerriAI/litellm/pull/39210
func checkCache(m *model, r *converseRequest) *apiError {
	marks := 0
	count := func(parts []part) {
		for _, p := range parts {
			if p.kind == "cachePoint" {
				marks++
			}
		}
	}
	count(r.system)
	count(r.tools)
	for _, msg := range r.messages {
		count(msg.content)
	}
	if marks > 0 && !m.caching {
		return newException("AccessDeniedException", "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.")
	}
	return nil
}

// checkLimit compares maxTokens with the model's output limit.
// https://github.com/vercel/ai/issues/2772
func checkLimit(m *model, r *converseRequest) *apiError {
	if r.maxTokens != nil && *r.maxTokens > m.maxOutput {
		return invalid("The maximum tokens you requested exceeds the model limit of %[1]d. Try again with a maximum tokens value that is lower than %[1]d.", m.maxOutput)
	}
	return nil
}
