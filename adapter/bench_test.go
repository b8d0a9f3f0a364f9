package adapter

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// exchangeOf is one request and answer whose two bodies have about size bytes together, of
// a shape that callers send: a system prompt, a conversation, and a long last message
// with retrieved text, answered at some length.
func exchangeOf(model string, size int) (k *call, answer []byte) {
	words := strings.Repeat("The river rises in the hills and runs to the sea; ", size/50+1)
	ask, said := strings.TrimSpace(words[:size*3/4]), words[:size/4]
	body := map[string]any{
		"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1000, "temperature": 0.5, "system": "Answer from the text alone.",
		"messages": []any{
			map[string]any{"role": "user", "content": "Hello"},
			map[string]any{"role": "assistant", "content": "Good day. What do you want to know?"},
			map[string]any{"role": "user", "content": []any{map[string]any{"type": "text", "text": ask}}},
		},
	}
	m, f, _ := catalog.Default().ModelByID(model)
	if f.Prompt != nil {
		prompt, err := f.TemplateFor(m).Render(&catalog.Chat{Turns: []catalog.Turn{{Role: "user", Text: ask}}})
		if err != nil {
			panic(err)
		}
		body = map[string]any{"prompt": prompt, "max_gen_len": 500}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	answer, err = json.Marshal(map[string]any{
		"metrics": map[string]any{"latencyMs": 900}, "stopReason": "end_turn",
		"output": map[string]any{"message": map[string]any{"role": "assistant", "content": []any{map[string]any{"text": said}}}},
		"usage":  map[string]any{"inputTokens": 100, "outputTokens": 20, "totalTokens": 120},
	})
	if err != nil {
		panic(err)
	}
	c := newCore(newConfig([]Option{WithLogger(slog.New(slog.DiscardHandler))}))
	return &call{core: c, op: operations["InvokeModel"], modelID: model, model: m, family: f, body: raw}, answer
}

// BenchmarkExchange is what the adapter adds to one InvokeModel call beside the SDK's own
// work: converting the request body and the answer's body. No HTTP, signing, tracing.
// allocs/KB counts both bodies.
func BenchmarkExchange(b *testing.B) {
	for _, model := range []string{"anthropic.claude-3-haiku-20240307-v1:0", "meta.llama3-8b-instruct-v1:0"} {
		for _, size := range []int{1 << 10, 4 << 10, 16 << 10, 64 << 10} {
			k, answer := exchangeOf(model, size)
			b.Run(fmt.Sprintf("%s/%dKB", k.family.Name, size>>10), func(b *testing.B) {
				b.ReportAllocs()
				allocs := testing.AllocsPerRun(20, func() { exchange(b, k, answer) })
				for b.Loop() {
					exchange(b, k, answer)
				}
				b.ReportMetric(allocs/(float64(len(k.body)+len(answer))/1024), "allocs/KB")
			})
		}
	}
}

func exchange(b *testing.B, k *call, answer []byte) {
	at := k.attempt(viaConverse, byRoute)
	if _, err := at.convert(http.Header{}); err != nil {
		b.Fatal(err)
	}
	if _, err := at.native(b.Context(), answer, http.Header{}); err != nil {
		b.Fatal(err)
	}
}
