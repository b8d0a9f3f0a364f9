package converse

import (
	"encoding/json"
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

// sameStream sends a request to the streaming operations, and wants the native stream,
// converted, to tell what the Converse stream tells. It reports whether both were taken.
func sameStream(t testing.TB, srv *bedrocktest.Server, f *catalog.Family, m *catalog.Model, body []byte) bool {
	t.Helper()
	c, err := Request(f, m, body)
	if err != nil || !c.Lossless() || bare(c) {
		return false
	}
	srv.Reset()
	native := ask(srv, m.ID, "invoke-with-response-stream", body)
	converse := ask(srv, m.ID, "converse-stream", c.JSON())
	if native.Seen == nil || converse.Seen == nil {
		return false // no streaming on this model for this request
	}
	compareStreams(t, f, m, native, converse)
	return true
}

func compareStreams(t testing.TB, f *catalog.Family, m *catalog.Model, native, converse bedrocktest.Call) {
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
	if endsAlike(f, native.NativeStopReason) {
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
