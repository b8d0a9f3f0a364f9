package converse

import (
	"encoding/json"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
)

func TestRecordedStreams(t *testing.T) {
	count := map[string]int{}
	for _, r := range recordings(t, "InvokeModelWithResponseStream") {
		f, m := r.family(t)
		if f == nil {
			continue
		}
		count[f.Name]++
		ev, err := NewEvents(f, m)
		if err != nil {
			t.Fatal(err)
		}
		var events []Event
		for _, fr := range r.Response.Frames {
			got, err := ev.Chunk(fr.Native)
			if err != nil {
				t.Fatalf("%s: %v", r.name, err)
			}
			events = append(events, got...)
		}
		events = append(events, ev.Close()...)
		for _, ch := range ev.Stated() {
			if ch.Verdict == catalog.Unknown {
				t.Errorf("%s: %s", r.name, ch.Message)
			}
		}
		for _, e := range events {
			b, _ := json.Marshal(e)
			t.Logf("%s", b)
		}
		ch, _ := NewChunks(f, m)
		for _, e := range events {
			got, err := ch.Event(e)
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range got {
				t.Logf("   %s", g)
			}
		}
	}
	t.Log(count)
}
