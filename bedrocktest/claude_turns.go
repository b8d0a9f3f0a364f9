package bedrocktest

import (
	"sort"
	"strings"
)

// claudeTurns checks the conversation as a whole. Neighbours of one role are
// allowed: the API joins them. Claude 3 refused them in 2024
// (https://github.com/anthropics/anthropic-sdk-typescript/issues/565); the
// later behaviour is documented and taken for all models here.
// https://docs.anthropic.com/en/api/messages
// https://github.com/langchain-ai/langchain-aws/pull/599 (trailing whitespace)
// https://github.com/strands-agents/harness-sdk/issues/1694 (prefill)
func claudeTurns(m *model, body map[string]any) *apiError {
	messages := asArray(body["messages"])
	last := len(messages) - 1
	for i, v := range messages {
		msg := asObject(v)
		role := asString(msg["role"])
		if i == 0 && role != "user" && !m.assistantFirst {
			return modelInvalid("messages: first message must use the \"user\" role")
		}
		texts, blocks := claudeTexts(msg["content"])
		if blocks == 0 && !(i == last && role == "assistant") {
			// https://github.com/konveyor/kai/issues/645
			return modelInvalid("messages.%d: all messages must have non-empty content except for the optional final assistant message", i)
		}
		for _, t := range texts {
			if err := blankText(t); err != nil {
				return err
			}
		}
	}
	if asString(asObject(messages[last])["role"]) != "assistant" {
		return nil
	}
	if !claudeOf(m).prefill {
		return modelInvalid("This model does not support assistant message prefill. The conversation must end with a user message.")
	}
	if texts, _ := claudeTexts(asObject(messages[last])["content"]); len(texts) > 0 {
		if t := texts[len(texts)-1]; t != strings.TrimRight(t, " \t\r\n") {
			return modelInvalid("messages: final assistant content cannot end with trailing whitespace")
		}
	}
	return nil
}

// blankText refuses empty and blank text blocks.
// https://github.com/anomalyco/opencode/issues/22364
// https://github.com/NousResearch/hermes-agent/pull/63983
func blankText(t string) *apiError {
	switch {
	case t == "":
		return modelInvalid("messages: text content blocks must be non-empty")
	case strings.TrimSpace(t) == "":
		return modelInvalid("messages: text content blocks must contain non-whitespace text")
	}
	return nil
}

// claudeTexts lists the texts of a message's content and counts its blocks. A
// string counts as one block unless it is empty.
func claudeTexts(content any) (texts []string, blocks int) {
	if s, ok := content.(string); ok {
		if s == "" {
			return nil, 0
		}
		return []string{s}, 1
	}
	for _, v := range asArray(content) {
		b := asObject(v)
		blocks++
		if asString(b["type"]) == "text" {
			texts = append(texts, asString(b["text"]))
		}
	}
	return texts, blocks
}

// claudeToolPairs wants each tool call answered in the next message.
func claudeToolPairs(m *model, body map[string]any) *apiError {
	messages := mergedTurns(asArray(body["messages"]))
	var open map[string]bool
	for i, msg := range messages {
		for j, v := range asArray(msg["content"]) {
			b := asObject(v)
			if asString(b["type"]) != "tool_result" {
				continue
			}
			id := asString(b["tool_use_id"])
			if !open[id] {
				return modelInvalid("messages.%d.content.%d: unexpected `tool_use_id` found in `tool_result` blocks: %s. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.", i, j, id)
			}
			delete(open, id)
		}
		if len(open) > 0 {
			return modelInvalid("messages.%d: `tool_use` ids were found without `tool_result` blocks immediately after: %s. Each `tool_use` block must have a corresponding `tool_result` block in the next message.", i-1, strings.Join(setOf(open), ", "))
		}
		open = map[string]bool{}
		for _, v := range asArray(msg["content"]) {
			if b := asObject(v); asString(b["type"]) == "tool_use" {
				open[asString(b["id"])] = true
			}
		}
	}
	return nil
}

func setOf(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
