package converse

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/google/go-cmp/cmp"
)

// heard joins the pieces of a stream: one line a block, then how it ended.
func heard(events []Event) []string {
	var out []string
	said := map[int]string{}
	for _, e := range events {
		i := index(e.Payload)
		switch e.Type {
		case ContentBlockStart:
			name, _ := fetch(e.Payload, "start.toolUse.name", nil)
			said[i] += "call " + text(name) + " "
		case ContentBlockDelta:
			for _, path := range []string{"delta.text", "delta.toolUse.input", "delta.reasoningContent.text", "delta.reasoningContent.signature"} {
				if v, ok := fetch(e.Payload, path, nil); ok {
					said[i] += text(v)
				}
			}
		case ContentBlockStop:
			out = append(out, said[i])
		case MessageStop:
			out = append(out, text(e.Payload["stopReason"]))
		case Metadata:
			for _, path := range []string{"usage.inputTokens", "usage.outputTokens"} {
				if v, ok := fetch(e.Payload, path, nil); ok {
					out = append(out, path+" "+string(Encode(v)))
				}
			}
		}
	}
	return out
}

// The stand-in's native stream, converted, tells what its Converse stream tells.
func TestStandInStreams(t *testing.T) {
	for _, id := range []string{"us.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-v2:1", "amazon.titan-text-express-v1", "us.deepseek.r1-v1:0", "cohere.command-r-v1:0", "meta.llama3-8b-instruct-v1:0"} {
		t.Run(id, func(t *testing.T) {
			srv := bedrocktest.New()
			m, f, _ := catalog.Default().ModelByID(id)
			compared := 0
			for seed := range uint64(150) {
				srv.Reset()
				g := &gen{Rand: rand.New(rand.NewPCG(seed, 4)), f: f, m: m}
				body := g.body(f.Request)
				delete(body, "amazon-bedrock-guardrailConfig")
				delete(body, "top_p")
				if f.Framing == catalog.FramingBlocks {
					g.conversation(body)
				}
				native := ask(t, srv, id, "invoke-with-response-stream", Encode(body))
				c, err := Request(f, m, Encode(body))
				if err != nil || !c.Lossless() || bare(c) || native.Seen == nil {
					continue
				}
				converse := ask(t, srv, id, "converse-stream", c.JSON())
				if converse.Seen == nil {
					continue // no streaming on this model for this request
				}
				compared++
				compareStreams(t, f, m, native, converse)
			}
			if compared < 20 {
				t.Errorf("only %d streams compared", compared)
			}
		})
	}
}

func compareStreams(t *testing.T, f *catalog.Family, m *catalog.Model, native, converse bedrocktest.Call) {
	t.Helper()
	var chunks []json.RawMessage
	for _, fr := range native.Frames {
		chunks = append(chunks, fr.Native)
	}
	got := eventsOf(t, f, m, chunks)
	if err := inOrder(got); err != nil {
		t.Error(err)
	}
	var want []Event
	for _, fr := range converse.Frames {
		payload, err := Decode(fr.Payload)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, Event{fr.Headers[":event-type"], payload})
	}
	a, b := heard(got), heard(want)
	if f.Framing == catalog.FramingFlat || f.Framing == catalog.FramingEvents { // natively the end and a stop sequence look alike
		a, b = noStop(a), noStop(b)
	}
	if diff := cmp.Diff(b, a); diff != "" {
		t.Errorf("%s", diff)
	}
}

func noStop(lines []string) []string {
	var out []string
	for _, l := range lines {
		if l != "" && l != "end_turn" && l != "stop_sequence" {
			out = append(out, strings.TrimSpace(strings.TrimSuffix(l, "{}"))) // no arguments, or none said
		}
	}
	return out
}
