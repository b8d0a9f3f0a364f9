package converse

import (
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/google/go-cmp/cmp"
)

// Every recorded Converse request becomes a native request, and means the same when it
// comes back, unless it says that it loses something.
func TestRecordedConverseRequests(t *testing.T) {
	count, lossy := map[string]int{}, map[string]int{}
	for _, op := range []string{"Converse", "ConverseStream"} {
		for _, r := range recordings(t, op) {
			f, m := r.converseFamily()
			if f == nil {
				continue
			}
			if strings.Contains(string(r.Request.Body), " characters, sha256 ") {
				continue // the recording cut a string, so its base64 is none
			}
			count[f.Name]++
			native, err := NativeRequest(f, m, r.Request.Body)
			if err != nil {
				lossy[f.Name+": "+err.Error()]++
				continue
			}
			if !native.Lossless() {
				for _, ch := range native.Stated {
					if ch.Verdict == catalog.Lost {
						lossy[f.Name+": "+ch.Message]++
					}
				}
				continue
			}
			again, err := Request(f, m, native.JSON())
			if err != nil {
				t.Errorf("%s %s: %v\n%.600s", r.name, r.Model, err, native.JSON())
				continue
			}
			want, _ := Decode(r.Request.Body)
			c := &canon{f: f}
			a, b := c.request(prepare(want)), c.request(prepare(again.Value))
			writtenLimit(a, b)
			if f.Prompt != nil {
				oneString(a)
				oneString(b)
			}
			if diff := cmp.Diff(a, b); diff != "" {
				t.Errorf("%s %s: %s\n%.600s", r.name, r.Model, diff, native.JSON())
			}
		}
	}
	t.Log(count)
	for k, n := range lossy {
		t.Log(n, k)
	}
}

// oneString: in a raw prompt a turn is one string, without whitespace around it.
func oneString(v map[string]any) {
	each(v, "messages", func(_ int, msg map[string]any) {
		var said []string
		each(msg, "content", func(_ int, b map[string]any) { said = append(said, text(b["text"])) })
		msg["content"] = strings.TrimSpace(strings.Join(said, "\n"))
	})
}

// writtenLimit: the model's maximum comes back written out, natively there is no other way.
func writtenLimit(a, b map[string]any) {
	if v, _ := fetch(a, "inferenceConfig.maxTokens", nil); v == modelMaximum {
		b["inferenceConfig"].(map[string]any)["maxTokens"] = modelMaximum
	}
}

// converseFamily finds the family of a recorded Converse exchange, complete or nil.
func (r recorded) converseFamily() (*catalog.Family, *catalog.Model) {
	m, f, _ := catalog.Default().ModelByID(r.Model)
	if m != nil && len(m.Also) > 0 {
		f = m.Also[0]
	}
	if f == nil || !f.Complete || !f.Served() {
		return nil, nil
	}
	return f, m
}

func TestRecordedConverseResponses(t *testing.T) {
	count, lossy := map[string]int{}, map[string]int{}
	for _, r := range recordings(t, "Converse") {
		f, m := r.converseFamily()
		if f == nil {
			continue
		}
		count[f.Name]++
		native, err := NativeResponse(f, m, r.Response.Body)
		if err != nil {
			t.Errorf("%s %s: %v", r.name, r.Model, err)
			continue
		}
		for _, ch := range native.Stated {
			lossy[ch.Message]++
		}
		again, err := Response(f, m, native.JSON(), Meta{})
		if err != nil {
			t.Errorf("%s %s: %v", r.name, r.Model, err)
			continue
		}
		if !native.Lossless() {
			continue
		}
		want, _ := Decode(r.Response.Body)
		want, got := prepare(want), prepare(again.Value)
		for _, v := range []map[string]any{want, got} {
			delete(v, "metrics")
			delete(v, "usage")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s: %s\n%.600s", r.name, r.Model, diff, native.JSON())
		}
	}
	t.Log(count)
	for k, n := range lossy {
		t.Log(n, k)
	}
}
