package verify

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/rules"
)

func TestLocate(t *testing.T) {
	sites := []Site{
		{Position: "a.go:1", Operation: "InvokeModel", Models: []string{"m1"}, Keys: []string{"prompt", "top_p"}, Rewritten: true, Notes: []Statement{{Code: rules.PromptBare}}},
		{Position: "b.go:2", Operation: "InvokeModel", Models: []string{"m1"}, Keys: []string{"prompt", "top_k"}, Always: []string{"prompt"}, Rewritten: true, Notes: []Statement{{Code: rules.FieldLost, Path: "top_k"}}},
		{Position: "c.go:3", Operation: "InvokeModelWithResponseStream", Models: []string{"m1"}, Open: true, Rewritten: true},
		{Position: "d.go:4", Operation: "InvokeModel", Models: []string{"m2"}, Open: true},
	}
	for _, test := range []struct {
		name, operation, model, body string
		want                         string
		stated                       int
	}{
		{"by its keys", "InvokeModel", "m1", `{"prompt":"x","top_k":1}`, "b.go:2", 1},
		{"several fit", "InvokeModel", "m1", `{"prompt":"x"}`, "a.go:1 or b.go:2", 2},
		{"without what it always sends", "InvokeModel", "m1", `{"top_p":1}`, "a.go:1", 1},
		{"stream", "InvokeModelWithResponseStream", "m1", `{"x":1}`, "c.go:3", 0},
		{"by its model", "InvokeModel", "m2", `{"prompt":"x"}`, "d.go:4", 0},
		{"model from elsewhere", "InvokeModel", "m3", `{"prompt":"x","top_p":1}`, "a.go:1 or d.go:4", 1},
		{"Converse of its own", "Converse", "m2", `{}`, "a.go:1 or b.go:2", 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			place, stated := Locate(sites)(Pair{Before: &Call{Operation: test.operation, ModelID: test.model, Native: decode([]byte(test.body))}})
			if place != test.want || len(stated) != test.stated {
				t.Errorf("got %q with %d statements, want %q with %d", place, len(stated), test.want, test.stated)
			}
		})
	}
}

func TestUnreached(t *testing.T) {
	sites := []Site{
		{Position: "a.go:1", Operation: "InvokeModel", Models: []string{"m1"}, Open: true, Rewritten: true},
		{Position: "b.go:2", Operation: "InvokeModel", Models: []string{"m2"}, Open: true, Rewritten: true},
		{Position: "c.go:3", Operation: "InvokeModel", Models: []string{"m3"}, Open: true},
	}
	pairs := []PairResult{{Pair: Pair{Before: &Call{Operation: "InvokeModel", ModelID: "m1"}}}}
	notes, reached := Unreached(sites, pairs)
	want := []string{"b.go:2: rewritten, but the run did not reach it; nothing is proved about it"}
	if diff := cmp.Diff(want, notes); diff != "" || reached != 1 {
		t.Errorf("%d reached, notes (-want +got):\n%s", reached, diff)
	}
}
