package adapter

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/converse"
)

// exchangeOf is one request and answer whose two bodies have about size bytes together, of
// a shape that callers send: a system prompt, a conversation, and a long last message
// with retrieved text, answered at some length.
func exchangeOf(model string, size int) (k *call, answer []byte) {
	words := strings.Repeat("The river rises in the hills and runs to the sea; ", size/50+1)
	ask, said := strings.TrimSpace(words[:size*3/4]), words[:size/4]
	turn := func(role, text string) map[string]any {
		return map[string]any{"role": role, "content": []any{map[string]any{"text": text}}}
	}
	m, f, _ := catalog.Default().ModelByID(model)
	native, err := converse.NativeRequest(f, m, converse.Encode(map[string]any{
		"system":          []any{map[string]any{"text": "Answer from the text alone."}},
		"messages":        []any{turn("user", "Hello"), turn("assistant", "Good day. What do you want to know?"), turn("user", ask)},
		"inferenceConfig": map[string]any{"maxTokens": json.Number("1000"), "temperature": json.Number("0.5")},
	}))
	if err != nil {
		panic(err)
	}
	raw, err := json.Marshal(native.Value) // as callers write it: with escapes for HTML
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
	for _, model := range []string{"anthropic.claude-3-haiku-20240307-v1:0", "amazon.nova-lite-v1:0", "meta.llama3-8b-instruct-v1:0"} {
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

// BenchmarkPiece is one event of ConverseStream with a piece of the answer, turned into a
// native chunk and its message.
func BenchmarkPiece(b *testing.B) {
	for _, model := range []string{"anthropic.claude-3-haiku-20240307-v1:0", "amazon.nova-lite-v1:0", "meta.llama3-8b-instruct-v1:0", "mistral.mistral-large-2407-v1:0"} {
		m, f, _ := catalog.Default().ModelByID(model)
		b.Run(f.Name, func(b *testing.B) {
			k := &call{core: newCore(newConfig(nil)), op: operations["InvokeModelWithResponseStream"], modelID: model, model: m, family: f}
			chunks, err := converse.NewChunks(f, m)
			if err != nil {
				b.Fatal(err)
			}
			s := &stream{}
			x := &translation{at: k.attempt(viaConverse, byRoute), ctx: b.Context(), s: s, chunks: chunks}
			raw := message(b, converse.ContentBlockDelta, `{"contentBlockIndex":0,"delta":{"text":" river rises"},"p":"abcdefghijkl"}`)
			b.ReportAllocs()
			for b.Loop() {
				s.out.Reset()
				if err := x.take(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func mustMarshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
