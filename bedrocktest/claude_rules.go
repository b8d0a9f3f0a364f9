package bedrocktest

import (
	"regexp"
	"strings"
)

// checkClaude applies the rules of the Messages API that a schema cannot
// express. Texts without a source below are as the Messages API is known to
// give them; their appearance on Bedrock is unconfirmed.
func checkClaude(m *model, body map[string]any) *apiError {
	for _, check := range []func(*model, map[string]any) *apiError{
		claudeLimit, claudeSampling, claudeThinkingRules, claudeTools, claudeStops,
		claudeTurns, claudeToolPairs, claudeCacheMarks, claudeFormat,
	} {
		if err := check(m, body); err != nil {
			return err
		}
	}
	return nil
}

func claudeLimit(m *model, body map[string]any) *apiError {
	n, _ := asInt(body["max_tokens"])
	limit := max(m.maxOutput, claudeOf(m).nativeOutput)
	if contains(asStrings(body["anthropic_beta"]), "output-128k-2025-02-19") {
		limit = max(limit, 128000)
	}
	if n > limit || claudeOf(m).outputBelow && n == limit {
		return modelInvalid("max_tokens: %d > %d, which is the maximum allowed number of output tokens for %s", n, limit, claudeOf(m).name)
	}
	return nil
}

// claudeSampling: newer models take temperature or top_p, the newest neither.
// https://github.com/mem0ai/mem0/issues/4004
// https://github.com/promptfoo/promptfoo/issues/10307
func claudeSampling(m *model, body map[string]any) *apiError {
	switch claudeOf(m).sampling {
	case samplingExclusive:
		if body["temperature"] != nil && body["top_p"] != nil {
			return modelInvalid("`temperature` and `top_p` cannot both be specified for this model. Please use only one.")
		}
	case samplingNone:
		for _, key := range []string{"temperature", "top_p", "top_k"} {
			if body[key] != nil {
				return modelInvalid("`%s` is deprecated for this model.", key)
			}
		}
	}
	return nil
}

// claudeThinkingRules: which kinds of thinking a model has, and what may not be
// combined with it.
// https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
func claudeThinkingRules(m *model, body map[string]any) *apiError {
	thinking := asObject(body["thinking"])
	kind := asString(thinking["type"])
	if err := thinkingKind(m, kind); err != nil || kind == "" || kind == "disabled" {
		return err
	}
	if kind == "enabled" {
		budget, _ := asInt(thinking["budget_tokens"])
		limit, _ := asInt(body["max_tokens"])
		if budget >= limit && !interleaved(body) {
			return modelInvalid("`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size")
		}
	}
	if t, ok := asFloat(body["temperature"]); ok && t != 1 {
		return modelInvalid("`temperature` may only be set to 1 when thinking is enabled. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#important-considerations-when-using-extended-thinking")
	}
	if p, ok := asFloat(body["top_p"]); ok && p < 0.95 {
		return modelInvalid("`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.")
	}
	if body["top_k"] != nil {
		return modelInvalid("`top_k` must be unset when thinking is enabled. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#important-considerations-when-using-extended-thinking")
	}
	if c := asString(asObject(body["tool_choice"])["type"]); c == "any" || c == "tool" {
		return modelInvalid("Thinking may not be enabled when tool_choice forces tool use.")
	}
	if kind == "enabled" {
		return claudeReplayed(body)
	}
	return nil
}

// claudeReplayed wants the turn that is being continued, be it after a tool's
// result or as a prefill, to begin with its thinking.
// https://github.com/RooCodeInc/Roo-Code/pull/11238
func claudeReplayed(body map[string]any) *apiError {
	turns := mergedTurns(asArray(body["messages"]))
	for i := len(turns) - 1; i >= 0; i-- {
		if turns[i]["role"] != "assistant" {
			continue
		}
		continued := i == len(turns)-1 || hasBlock(turns[i+1], "tool_result")
		if first := firstBlock(turns[i]); continued && first != "thinking" && first != "redacted_thinking" {
			return modelInvalid("messages.%d.content.0.type: Expected `thinking` or `redacted_thinking`, but found `%s`. When `thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the lastmost set of `tool_use` and `tool_result` blocks).", i, first)
		}
		return nil
	}
	return nil
}

func hasBlock(turn map[string]any, kind string) bool {
	for _, v := range asArray(turn["content"]) {
		if asString(asObject(v)["type"]) == kind {
			return true
		}
	}
	return false
}

func firstBlock(turn map[string]any) string {
	content := asArray(turn["content"])
	if len(content) == 0 {
		return ""
	}
	return asString(asObject(content[0])["type"])
}

func thinkingKind(m *model, kind string) *apiError {
	rule := claudeOf(m).thinking
	switch {
	case kind == "enabled" && rule >= thinkingAdaptive:
		// Unconfirmed text; the refusal is documented on the model card.
		return modelInvalid("thinking.type: `enabled` is not supported for this model. Use `adaptive` instead.")
	case kind == "adaptive" && rule == thinkingBudget:
		return modelInvalid("adaptive thinking is not supported on this model")
	case kind == "disabled" && rule == thinkingAlways:
		return modelInvalid("thinking.type: `disabled` is not supported for this model.")
	}
	return nil
}

func interleaved(body map[string]any) bool {
	for _, b := range asStrings(body["anthropic_beta"]) {
		if strings.EqualFold(b, "interleaved-thinking-2025-05-14") {
			return true
		}
	}
	return false
}

var claudeToolName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,128}$`)

func claudeTools(m *model, body map[string]any) *apiError {
	tools := asArray(body["tools"])
	if len(tools) > 0 && !m.tools {
		// Unconfirmed text; the model has no tool use.
		return modelInvalid("tools: Extra inputs are not permitted")
	}
	names := map[string]bool{}
	for i, t := range tools {
		name := asString(asObject(t)["name"])
		if !claudeToolName.MatchString(name) {
			return modelInvalid("tools.%d.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'", i)
		}
		if names[name] {
			return modelInvalid("tools: Tool names must be unique.")
		}
		names[name] = true
	}
	choice := asObject(body["tool_choice"])
	if choice == nil {
		return nil
	}
	if len(tools) == 0 {
		return modelInvalid("tool_choice: tool_choice may only be specified while providing tools.")
	}
	if name := asString(choice["name"]); asString(choice["type"]) == "tool" && !names[name] {
		return modelInvalid("tool_choice: Tool '%s' not found in provided tools", name)
	}
	return nil
}

// claudeStops refuses blank stop sequences.
// https://github.com/BerriAI/litellm/issues/3286
func claudeStops(m *model, body map[string]any) *apiError {
	for _, s := range asStrings(body["stop_sequences"]) {
		if strings.TrimSpace(s) == "" {
			return modelInvalid("stop_sequences: each stop sequence must contain non-whitespace")
		}
	}
	return nil
}

// claudeCacheMarks: at most four, longer-lived ones first.
// https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
// https://github.com/BerriAI/litellm/pull/39210
func claudeCacheMarks(m *model, body map[string]any) *apiError {
	var marks []string
	collectMarks(body["tools"], &marks)
	collectMarks(body["system"], &marks)
	for _, v := range asArray(body["messages"]) {
		collectMarks(asObject(v)["content"], &marks)
	}
	if len(marks) > 4 {
		return modelInvalid("A maximum of 4 blocks with cache_control may be provided. Found %d.", len(marks))
	}
	short := false
	for _, ttl := range marks {
		if ttl == "1h" && short {
			return modelInvalid("a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.")
		}
		short = short || ttl != "1h"
	}
	return nil
}

func collectMarks(blocks any, marks *[]string) {
	for _, v := range asArray(blocks) {
		if ttl := cacheMark(asObject(v)); ttl != "" {
			*marks = append(*marks, ttl)
		}
	}
}

// cacheMark is the time to live of a block's cache_control, or "".
func cacheMark(b map[string]any) string {
	c := asObject(b["cache_control"])
	if c == nil {
		return ""
	}
	if ttl := asString(c["ttl"]); ttl != "" {
		return ttl
	}
	return "5m"
}

// claudeFormat: structured output excludes citations.
// https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
func claudeFormat(m *model, body map[string]any) *apiError {
	if asObject(asObject(body["output_config"])["format"]) == nil {
		return nil
	}
	for _, v := range asArray(body["messages"]) {
		for _, b := range asArray(asObject(v)["content"]) {
			if asBool(asObject(asObject(b)["citations"])["enabled"]) {
				return modelInvalid("output_config.format: citations are not supported with structured output") // unconfirmed text
			}
		}
	}
	return nil
}

// checkBetas refuses unknown beta flags.
// https://github.com/anthropics/claude-code/issues/49370
func checkBetas(v any) ([]string, *apiError) {
	betas := asStrings(v)
	for _, b := range betas {
		if _, known := claudeBetas[b]; !known {
			return nil, modelInvalid("invalid beta flag")
		}
	}
	return betas, nil
}
