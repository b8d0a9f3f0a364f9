package converse

import (
	"encoding/json"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/google/go-cmp/cmp"
)

// The pieces of a stream, joined, are the text of the whole answer.
func TestTaggedReasoningInChunks(t *testing.T) {
	m, f, _ := catalog.Default().ModelByID("openai.gpt-oss-120b-1:0")
	c, err := NewChunks(f, m)
	if err != nil {
		t.Fatal(err)
	}
	delta := func(i int, d map[string]any) Event {
		return Event{ContentBlockDelta, map[string]any{"contentBlockIndex": number(i), "delta": d}}
	}
	thought := func(s string) map[string]any {
		return map[string]any{"reasoningContent": map[string]any{"text": s}}
	}
	said := ""
	for _, ev := range []Event{
		{MessageStart, map[string]any{"role": "assistant"}},
		delta(0, thought("a")), delta(0, thought("b")),
		{ContentBlockStop, map[string]any{"contentBlockIndex": number(0)}},
		delta(1, map[string]any{"text": "c"}),
		{ContentBlockStop, map[string]any{"contentBlockIndex": number(1)}},
		{MessageStop, map[string]any{"stopReason": "end_turn"}},
		{Metadata, map[string]any{"usage": map[string]any{"inputTokens": json.Number("1"), "outputTokens": json.Number("2")}}},
	} {
		chunks, err := c.Event(ev)
		if err != nil {
			t.Fatal(err)
		}
		for _, chunk := range chunks {
			v, _ := Decode(chunk)
			got, _ := fetch(v, "choices[].delta.content", nil)
			said += text(got)
		}
	}
	if diff := cmp.Diff("<reasoning>ab</reasoning>c", said); diff != "" {
		t.Error(diff)
	}
}
