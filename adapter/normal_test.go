package adapter_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// untold are the members of native answers and chunks that Converse's do not tell, as the
// package's documentation lists them.
var untold = []string{
	"id", "message.id", "generations[].id", "response_id", "generation_id", "response.response_id", "response.generation_id",
	"model", "message.model", "object", "created",
	"prompt", "completions[].data.tokens", "chat_history", "response.chat_history",
	"stop", "stop_details", "usage.cache_creation", "usage.output_tokens_details", "usage.service_tier",
	"amazon-bedrock-invocationMetrics.firstByteLatency", "metrics", "metadata.metrics", "metadata.trace",
}

// more are members that the adapter writes and some models of the family do not.
var more = []string{"choices[].finish_reason", "choices[].stop_reason", "choices[].delta", "choices[].message", "meta", "metadata.usage.totalTokens"}

// counts are token counts inside chunks: ConverseStream tells them at the end.
var counts = []string{
	"message.usage.input_tokens", "message.usage.output_tokens", "message.usage.cache_read_input_tokens", "message.usage.cache_creation_input_tokens",
	"usage.input_tokens", "usage.output_tokens", "usage.cache_read_input_tokens", "usage.cache_creation_input_tokens",
	"prompt_token_count", "generation_token_count", "inputTextTokenCount", "totalOutputTextTokenCount",
}

// TestDocumentedNormalisations: nothing is normalised here that the documentation does
// not say.
func TestDocumentedNormalisations(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range slices.Concat(untold, more, counts) {
		name := path[strings.LastIndexByte(path, '.')+1:]
		if !strings.Contains(string(doc), name) {
			t.Errorf("doc.go does not speak of %s", path)
		}
	}
}

// normal is a native body without what is documented to differ; the rest must be equal
// byte for byte.
func normal(t *testing.T, body string) string {
	t.Helper()
	v := reduced("", decoded(t, body))
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func decoded(t *testing.T, body string) any {
	t.Helper()
	var v any
	dec := json.NewDecoder(strings.NewReader(body))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return v
}

func reduced(path string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			p := strings.TrimPrefix(path+"."+k, ".")
			if e = reduced(p, e); slices.Contains(untold, p) || p == "meta" || p == "metadata.usage.totalTokens" || e == nil || e == "" {
				delete(v, k)
				continue
			}
			v[k] = e
		}
		renameReason(path, v)
	case []any:
		for i := range v {
			v[i] = reduced(path+"[]", v[i])
		}
	case string:
		if strings.HasSuffix(strings.ToLower(path), "id") {
			return "an id"
		}
	}
	return v
}

// renameReason makes one name of the two that chat completions have for why they end, and
// of those that their chunks have for what they say.
func renameReason(path string, v map[string]any) {
	if path == "" && v["choices"] != nil {
		delete(v, "usage") // in headers for some, in the body for others
	}
	if path != "choices[]" {
		return
	}
	if r, ok := v["stop_reason"]; ok {
		v["finish_reason"] = r
		delete(v, "stop_reason")
	}
	if delta, ok := v["delta"].(map[string]any); ok && len(delta) == 0 {
		delete(v, "delta")
	}
	if v["delta"] != nil {
		delete(v, "message")
	}
}

// heard is what the chunks of a stream say, one after the other, whichever chunk says
// it: "path=value" for each member, texts joined. Token counts stand at the end.
func heard(t *testing.T, chunks []string) []string {
	t.Helper()
	h := &hearing{counts: map[string]string{}}
	for _, c := range chunks {
		h.visit("", reduced("", decoded(t, c)))
	}
	out := h.said
	for _, k := range slices.Sorted(maps.Keys(h.counts)) {
		out = append(out, k+"="+h.counts[k])
	}
	return out
}

type hearing struct {
	said   []string
	last   string // path of the last text
	counts map[string]string
}

func (h *hearing) visit(path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(endRank(a), endRank(b)) })
		for _, k := range keys {
			h.visit(strings.TrimPrefix(path+"."+k, "."), v[k])
		}
	case []any:
		for _, e := range v {
			h.visit(path+"[]", e)
		}
	default:
		h.leaf(path, fmt.Sprint(v))
	}
}

// endRank puts a chunk's text before why it ends: they may come in one chunk or in two.
func endRank(key string) int {
	switch {
	case strings.Contains(strings.ToLower(key), "reason"), key == "is_finished":
		return 1
	case strings.HasPrefix(key, "amazon-bedrock-"):
		return 2
	}
	return 0
}

func (h *hearing) leaf(path, value string) {
	path = strings.Replace(path, "choices[].message.", "choices[].delta.", 1)
	switch {
	case slices.Contains(counts, path):
		if value != "0" && path != "message.usage.output_tokens" {
			h.counts[strings.TrimPrefix(path, "message.")] = value
		}
	case constant(path, value):
	case path == h.last:
		h.said[len(h.said)-1] += value
	default:
		h.said = append(h.said, path+"="+value)
		h.last = path
	}
}

// constant reports whether a member says nothing in a stream, or says which piece it is.
func constant(path, value string) bool {
	switch path {
	case "choices[].index", "choices[].delta.role", "index", "contentBlockDelta.contentBlockIndex", "contentBlockStop.contentBlockIndex", "contentBlockStart.contentBlockIndex":
		return true
	case "type":
		return value == "content_block_delta" || value == "completion"
	case "delta.type", "choices[].delta.tool_calls[].index", "choices[].delta.tool_calls[].type":
		return true
	case "is_finished":
		return value == "false"
	}
	return false
}
