package converse

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/google/go-cmp/cmp"
)

// Every recorded request converts without loss and comes back as it was, but for the
// documented normalisations.
func TestRecordedRequests(t *testing.T) {
	count := map[string]int{}
	for _, op := range []string{"InvokeModel", "InvokeModelWithResponseStream"} {
		for _, r := range recordings(t, op) {
			f, m := r.family(t)
			if f == nil {
				continue
			}
			count[f.Name]++
			c, err := Request(f, m, r.Request.Body)
			if err != nil {
				t.Errorf("%s %s: %v", r.name, r.Model, err)
				continue
			}
			for _, ch := range c.Stated {
				if ch.Verdict == catalog.Unknown || ch.Verdict == catalog.Lost {
					t.Errorf("%s %s: %s", r.name, r.Model, ch.Message)
				}
			}
			back, err := NativeRequest(f, m, c.JSON())
			if err != nil {
				t.Errorf("%s %s: back: %v", r.name, r.Model, err)
				continue
			}
			want, _ := Decode(r.Request.Body)
			if diff := cmp.Diff(normal(f, m, want), back.Value); diff != "" {
				t.Errorf("%s %s: %s", r.name, r.Model, diff)
			}
		}
	}
	t.Log(count)
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

func TestRecordedResponses(t *testing.T) {
	count := map[string]int{}
	for _, r := range recordings(t, "InvokeModel") {
		f, m := r.family(t)
		if f == nil {
			continue
		}
		count[f.Name]++
		if r.meta().OutputTokens == 0 {
			t.Errorf("%s: no token counts in the headers", r.name)
		}
		c, err := Response(f, m, r.Response.Body, Meta{})
		if err != nil {
			t.Errorf("%s %s: %v", r.name, r.Model, err)
			continue
		}
		for _, ch := range c.Stated {
			if ch.Verdict == catalog.Unknown {
				t.Errorf("%s %s: %s", r.name, r.Model, ch.Message)
			}
		}
		back, err := NativeResponse(f, m, c.JSON())
		if err != nil {
			t.Errorf("%s %s: back: %v", r.name, r.Model, err)
			continue
		}
		want, _ := Decode(r.Response.Body)
		if diff := cmp.Diff(nativeOnly(f, want), back.Value); diff != "" {
			t.Errorf("%s %s: %s\n%s", r.name, r.Model, diff, c.JSON())
		}
	}
	t.Log(count)
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

// Every recorded stream becomes events in Converse's order, and a native stream again
// that tells the same.
func TestRecordedStreams(t *testing.T) {
	count := map[string]int{}
	for _, r := range recordings(t, "InvokeModelWithResponseStream") {
		f, m := r.family(t)
		if f == nil {
			continue
		}
		count[f.Name]++
		var native []json.RawMessage
		for _, fr := range r.Response.Frames {
			native = append(native, fr.Native)
		}
		events := eventsOf(t, f, m, native)
		if err := inOrder(events); err != nil {
			t.Errorf("%s: %v", r.name, err)
		}
		if diff := cmp.Diff(listen(t, f, native), listen(t, f, chunksOf(t, f, m, events))); diff != "" {
			t.Errorf("%s: %s", r.name, diff)
		}
	}
	t.Log(count)
}
