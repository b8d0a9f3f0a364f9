package converse

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/google/go-cmp/cmp"
)

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
			if diff := cmp.Diff(want, back.Value); diff != "" {
				t.Errorf("%s %s: %s", r.name, r.Model, diff)
			}
		}
	}
	t.Log(count)
}

func TestRecordedResponses(t *testing.T) {
	count := map[string]int{}
	for _, r := range recordings(t, "InvokeModel") {
		f, m := r.family(t)
		if f == nil {
			continue
		}
		count[f.Name]++
		c, err := Response(f, m, r.Response.Body, r.meta())
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
		if diff := cmp.Diff(want, back.Value); diff != "" {
			t.Errorf("%s %s: %s\n%s", r.name, r.Model, diff, c.JSON())
		}
	}
	t.Log(count)
}
