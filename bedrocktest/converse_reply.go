package bedrocktest

import (
	"strings"
)

// Converse answers have their keys in alphabetical order, which is how maps
// are marshalled.

// converseReply writes a Converse answer.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_ResponseSyntax
func converseReply(c *conversation) map[string]any {
	content := make([]any, len(c.answer.Content))
	for i, b := range c.answer.Content {
		content[i] = converseBlock(c.reading.model, b)
	}
	if c.reading.model.textFirst && len(content) == 2 && c.answer.Content[0].Type == "thinking" {
		content[0], content[1] = content[1], content[0] // recorded on DeepSeek-R1
	}
	out := map[string]any{
		"metrics":    map[string]any{"latencyMs": c.answer.LatencyMs},
		"output":     map[string]any{"message": map[string]any{"role": "assistant", "content": content}},
		"stopReason": c.answer.StopReason,
		"usage":      converseUsage(c.reading.model, c.answer),
	}
	c.addDelivery(out)
	if extra := c.responseFields(); extra != nil {
		out["additionalModelResponseFields"] = extra
	}
	if trace := c.trace(); trace != nil {
		out["trace"] = trace
	}
	return out
}

// conversation is a Converse call that has been answered.
type conversation struct {
	request *converseRequest
	reading *reading
	answer  *Answer
}

// addDelivery echoes the performance configuration and the tier asked for.
// Modelled, not recorded.
func (c *conversation) addDelivery(out map[string]any) {
	if s := c.request.service; s != nil {
		if s.Latency != "" {
			out["performanceConfig"] = map[string]any{"latency": s.Latency}
		}
		if s.Tier != "" {
			out["serviceTier"] = map[string]any{"type": s.Tier}
		}
	}
}

func (c *conversation) trace() map[string]any {
	g := c.request.guardrail
	if g == nil || g.Trace == "" {
		return nil
	}
	return map[string]any{"guardrail": converseTrace(g, c.reading.seen, c.answer)}
}

// toolUsePrefix goes before the id of a tool call on Converse (recorded).
const toolUsePrefix = "tooluse_"

func converseBlock(m *model, b AnswerBlock) map[string]any {
	switch b.Type {
	case "thinking":
		text := map[string]any{"text": b.Text}
		if b.Signature != "" {
			text["signature"] = b.Signature
		}
		return map[string]any{"reasoningContent": map[string]any{"reasoningText": text}}
	case "tool_use":
		use := map[string]any{"input": b.Input, "name": b.Name, "toolUseId": toolUsePrefix + b.ID}
		if m.typedToolUse {
			use["type"] = "tool_use"
		}
		return map[string]any{"toolUse": use}
	}
	return map[string]any{"text": b.Text}
}

// converseUsage counts tokens. Models with caching report it under two
// spellings (recorded on Claude 3.7 to 4.6).
func converseUsage(m *model, a *Answer) map[string]any {
	usage := map[string]any{
		"inputTokens":  a.InputTokens,
		"outputTokens": a.OutputTokens,
		"totalTokens":  a.InputTokens + a.CacheWrite + a.OutputTokens,
	}
	if !m.caching {
		return usage
	}
	usage["cacheReadInputTokens"], usage["cacheReadInputTokenCount"] = 0, 0
	usage["cacheWriteInputTokens"], usage["cacheWriteInputTokenCount"] = a.CacheWrite, a.CacheWrite
	usage["serverToolUsage"] = map[string]any{}
	if a.CacheWrite > 0 {
		usage["cacheDetails"] = []any{map[string]any{"inputTokens": a.CacheWrite, "ttl": a.CacheTTL}}
	}
	return usage
}

// responseFields picks what additionalModelResponseFieldPaths asks for out of
// the native answer. A path that leads nowhere is ignored.
func (c *conversation) responseFields() map[string]any {
	if len(c.request.responsePaths) == 0 {
		return nil
	}
	v, err := parseJSON(mustMarshal(c.reading.model.family.reply(c.reading, c.answer)))
	if err != nil {
		return nil
	}
	native := asObject(v)
	out := map[string]any{}
	for _, path := range c.request.responsePaths {
		copyPath(out, native, strings.Split(path[1:], "/"))
	}
	return out
}

func copyPath(to, from map[string]any, path []string) {
	key := strings.NewReplacer("~1", "/", "~0", "~").Replace(path[0])
	v, ok := from[key]
	if !ok {
		return
	}
	if len(path) == 1 {
		to[key] = v
		return
	}
	inner := asObject(v)
	if inner == nil {
		return
	}
	if asObject(to[key]) == nil {
		to[key] = map[string]any{}
	}
	copyPath(asObject(to[key]), inner, path[1:])
}

// streamEvent is one event of ConverseStream.
type streamEvent struct {
	name    string
	payload map[string]any
}

// converseEvents writes a ConverseStream answer: only tool calls have a
// contentBlockStart (recorded on every family).
func converseEvents(c *conversation) []streamEvent {
	out := []streamEvent{{"messageStart", map[string]any{"role": "assistant"}}}
	for i, b := range c.answer.Content {
		out = append(out, converseBlockEvents(c.reading.model, i, b)...)
	}
	stop := map[string]any{"stopReason": c.answer.StopReason}
	if extra := c.responseFields(); extra != nil {
		stop["additionalModelResponseFields"] = extra
	}
	meta := map[string]any{
		"metrics": map[string]any{"latencyMs": c.answer.LatencyMs},
		"usage":   converseUsage(c.reading.model, c.answer),
	}
	c.addDelivery(meta)
	if trace := c.trace(); trace != nil {
		meta["trace"] = trace
	}
	return append(out, streamEvent{"messageStop", stop}, streamEvent{"metadata", meta})
}

func converseBlockEvents(m *model, index int, b AnswerBlock) []streamEvent {
	var out []streamEvent
	add := func(delta map[string]any) {
		out = append(out, streamEvent{"contentBlockDelta", map[string]any{"contentBlockIndex": index, "delta": delta}})
	}
	switch b.Type {
	case "thinking":
		for _, piece := range split(b.Text) {
			add(map[string]any{"reasoningContent": map[string]any{"text": piece}})
		}
		if b.Signature != "" {
			add(map[string]any{"reasoningContent": map[string]any{"signature": b.Signature}})
		}
	case "tool_use":
		out = append(out, streamEvent{"contentBlockStart", map[string]any{
			"contentBlockIndex": index,
			"start":             map[string]any{"toolUse": map[string]any{"name": b.Name, "toolUseId": toolUsePrefix + b.ID}},
		}})
		for _, piece := range inputPieces(b) {
			add(map[string]any{"toolUse": map[string]any{"input": piece}})
		}
	default:
		for _, piece := range group(split(b.Text), max(m.chunk, 1)) {
			add(map[string]any{"text": piece})
		}
	}
	return append(out, streamEvent{"contentBlockStop", map[string]any{"contentBlockIndex": index}})
}
