package converse

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/google/go-cmp/cmp"
)

// requestBack converts a recorded request and back. It wants no loss, and what was sent but
// for the documented normalisations.
func requestBack(f *catalog.Family, m *catalog.Model, body []byte) (*Converted, error) {
	c, err := Request(f, m, body)
	if err != nil {
		return nil, err
	}
	if !c.Lossless() {
		return c, fmt.Errorf("not lossless: %v", c.Stated)
	}
	back, err := NativeRequest(f, m, c.JSON())
	if err != nil {
		return c, err
	}
	want, _ := Decode(body)
	return c, differ(normal(f, m, want), back.Value)
}

func differ(want, got any) error {
	if diff := cmp.Diff(want, got); diff != "" {
		return errors.New(diff)
	}
	return nil
}

// nativeOnly are the members of an answer that Converse cannot carry: the catalog says
// so, field by field.
func nativeOnly(f *catalog.Family, v map[string]any) map[string]any {
	dropLost(f.Response, v)
	return noZeroCounts(v)
}

func dropLost(s *catalog.Shape, v any) {
	switch v := v.(type) {
	case map[string]any:
		if s.Discriminator != "" {
			s = s.Variant(text(v[s.Discriminator]))
		}
		for k, e := range v {
			switch child := s.Key(k); {
			case child == nil:
			case child.Field != nil && child.Field.Verdict == catalog.Lost:
				delete(v, k)
			default:
				dropLost(child, e)
			}
		}
	case []any:
		for _, e := range v {
			if s.Elem != nil {
				dropLost(s.Elem, e)
			}
		}
	}
}

// noZeroCounts: counts per cache lifetime that are all zero come back as nothing.
func noZeroCounts(v map[string]any) map[string]any {
	usage, _ := v["usage"].(map[string]any)
	counts, ok := usage["cache_creation"].(map[string]any)
	for _, n := range counts {
		ok = ok && n == json.Number("0")
	}
	if ok {
		delete(usage, "cache_creation")
	}
	return v
}

// answerBack converts a recorded answer and back, and wants what was answered but for what
// the catalog says is lost.
func answerBack(f *catalog.Family, m *catalog.Model, body []byte) (*Converted, error) {
	c, err := Response(f, m, body, Meta{})
	if err != nil {
		return nil, err
	}
	back, err := NativeResponse(f, m, c.JSON())
	if err != nil {
		return c, err
	}
	want, _ := Decode(body)
	return c, differ(nativeOnly(f, want), back.Value)
}

// told is what a reader of a stream learns, however it was cut into chunks.
type told struct {
	Text, JSON  string
	Blocks      []string // the kinds of blocks, in order
	Stop        string
	Input, Out  string
	Latency     string
	Intervened  bool
	TraceKeys   []string
	SawLastPart bool
}

// listen reads native chunks.
func listen(t *testing.T, f *catalog.Family, chunks []json.RawMessage) told {
	t.Helper()
	var out told
	first := func(dst *string, v any) {
		if n, ok := v.(json.Number); ok {
			*dst = strings.TrimSuffix(n.String(), ".0")
		}
	}
	for _, c := range chunks {
		v, err := Decode(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range []string{"generation", "outputText", "completion"} {
			out.Text += text(v[k])
		}
		for _, path := range []string{"stop_reason", "completionReason", "delta.stop_reason", "messageStop.stopReason"} {
			if s, ok := fetch(v, path, nil); ok && s != nil {
				out.Stop = text(s)
			}
		}
		if s, ok := fetch(v, "content_block.type", nil); ok {
			out.Blocks = append(out.Blocks, text(s))
		}
		if s, ok := fetch(v, "delta.text", nil); ok {
			out.Text += text(s)
		}
		for _, path := range []string{"delta.partial_json", "contentBlockDelta.delta.toolUse.input"} {
			if s, ok := fetch(v, path, nil); ok {
				out.JSON += text(s)
			}
		}
		if s, ok := fetch(v, "contentBlockDelta.delta.text", nil); ok {
			out.Text += text(s)
		}
		m, last := v[metrics].(map[string]any)
		out.SawLastPart = out.SawLastPart || last
		first(&out.Input, m["inputTokenCount"])
		if u, ok := fetch(v, "usage.output_tokens", nil); ok {
			first(&out.Out, u)
		} else if f.Framing == catalog.FramingFlat {
			first(&out.Out, m["outputTokenCount"])
		}
		first(&out.Latency, m["invocationLatency"])
		out.Intervened = out.Intervened || v["amazon-bedrock-guardrailAction"] == "INTERVENED"
		if g, ok := fetch(v, "amazon-bedrock-trace.guardrail", nil); ok {
			out.TraceKeys = sortedKeys(g.(map[string]any))
		}
	}
	if out.Intervened {
		// A guardrail that blocks the input leaves no stop reason and no metrics;
		// Converse always has both.
		out.Stop, out.Input, out.Out, out.SawLastPart = "", "", "", false
	}
	return out
}

// streamBack converts a recorded stream to events in Converse's order, and to a native
// stream again that tells the same.
func streamBack(t *testing.T, f *catalog.Family, m *catalog.Model, native []json.RawMessage) error {
	t.Helper()
	events := eventsOf(t, f, m, native)
	if err := inOrder(events); err != nil {
		return err
	}
	return differ(listen(t, f, native), listen(t, f, chunksOf(t, f, m, events)))
}
