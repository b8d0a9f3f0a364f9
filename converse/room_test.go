package converse

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// One room, used for all families in turn and reset between them, gives what the functions
// give that begin anew; so does what it gave before it was reset, where that may be kept.
func TestRoom(t *testing.T) {
	var shared Room
	for seed := range uint64(60) {
		for _, f := range complete() {
			g := &gen{Rand: rand.New(rand.NewPCG(seed, 7)), f: f}
			if len(f.Models) > 0 {
				g.m = f.Models[g.IntN(len(f.Models))]
			}
			request, answer := Encode(g.body(f.Request)), Encode(g.body(f.Response))
			want, wantErr := RequestWith(f, g.m, request, nil)
			got, gotErr := shared.RequestWith(f, g.m, request, nil)
			sameConverted(t, want, got, wantErr, gotErr)

			asked, err := Response(f, g.m, answer, Meta{})
			if err != nil {
				t.Fatal(f.Name, err)
			}
			id := Identity{ID: "id", Model: "model", Aliases: seed%2 == 0}
			v, err := shared.Decode(asked.JSON())
			if err != nil {
				t.Fatal(f.Name, err)
			}
			back, gotErr := shared.NativeAnswer(f, g.m, v, id)
			fresh, err := Decode(asked.JSON())
			if err != nil {
				t.Fatal(f.Name, err)
			}
			wantBack, wantErr := NativeAnswer(f, g.m, fresh, id)
			sameConverted(t, wantBack, back, wantErr, gotErr)
			if seed%3 != 0 {
				shared.Reset()
			}
		}
	}
}

func sameConverted(t *testing.T, want, got *Converted, wantErr, gotErr error) {
	t.Helper()
	if diff := cmp.Diff(message(wantErr), message(gotErr)); diff != "" {
		t.Fatal(diff)
	}
	if wantErr != nil {
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A reset leaves nothing of the last body behind: not in what the next one gets, nor in
// memory.
func TestRoomForgets(t *testing.T) {
	var r Room
	long := `{"a":[` + strings.Repeat(`{"secret":"x","l":[1,2]},`, 100) + `null],"b":{"c":"secret"}}`
	if _, err := r.Decode([]byte(long)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Decode([]byte(`{"a":[1,2,`)); err == nil {
		t.Fatal("half a body was decoded")
	}
	r.Reset()
	for i, m := range r.maps {
		if len(m) > 0 {
			t.Fatalf("object %d still has %v", i, m)
		}
	}
	for n, free := range r.lists {
		for _, l := range free {
			if cmp.Diff(l.list, make([]any, n)) != "" {
				t.Fatalf("a list still has %v", l.list)
			}
		}
	}
	for _, v := range r.items[:cap(r.items)] {
		if v != nil {
			t.Fatalf("still there: %v", v)
		}
	}
	got, err := r.Decode([]byte(`{"x":[3,4]}`))
	if want := `{"x":[3,4]}`; err != nil || string(Encode(got)) != want {
		t.Errorf("%s, %v, want %s", Encode(got), err, want)
	}
}

// Long bodies leave no more than a bound behind.
func TestRoomKeepsLittle(t *testing.T) {
	var r Room
	long := "[" + strings.Repeat(`{"a":[1]},`, 5000) + "null]"
	if _, err := r.Decode([]byte(`{"l":` + long + `}`)); err != nil {
		t.Fatal(err)
	}
	r.Reset()
	if len(r.maps) > mostKept || len(r.lists) > 0 || cap(r.items) > mostKept {
		t.Errorf("kept %d objects, %d kinds of list, %d items", len(r.maps), len(r.lists), cap(r.items))
	}
}
