package verify

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ask is a call that asks the given text, on Converse when its name is written in
// capitals in a test table.
func ask(seq int, text string) *Call {
	return &Call{
		Seq: seq, Operation: "Converse", ModelID: "m",
		Request: map[string]any{
			"messages":        []any{map[string]any{"role": "user", "text": text}},
			"inferenceConfig": map[string]any{"maxTokens": text + " tokens"},
		},
	}
}

func asks(texts ...string) []*Call {
	var calls []*Call
	for i, t := range texts {
		calls = append(calls, ask(i+1, t))
	}
	return calls
}

// asText spells pairs as "a=a", "a=" for a missing call and "=a" for a new one.
func asText(pairs []Pair) []string {
	text := func(c *Call) string {
		if c == nil {
			return ""
		}
		return c.Request.(map[string]any)["messages"].([]any)[0].(map[string]any)["text"].(string)
	}
	var all []string
	for _, p := range pairs {
		all = append(all, text(p.Before)+"="+text(p.After))
	}
	return all
}

func TestPairCalls(t *testing.T) {
	for _, test := range []struct {
		name          string
		before, after []string
		want          []string
	}{
		{"same", []string{"a", "b"}, []string{"a", "b"}, []string{"a=a", "b=b"}},
		{"other order", []string{"a", "b", "c"}, []string{"c", "a", "b"}, []string{"a=a", "b=b", "c=c"}},
		{"first missing", []string{"a", "b", "c"}, []string{"b", "c"}, []string{"a=", "b=b", "c=c"}},
		{"made twice", []string{"a", "b"}, []string{"a", "a", "b"}, []string{"a=a", "=a", "b=b"}},
		{"repeated on both sides", []string{"a", "a"}, []string{"a", "a"}, []string{"a=a", "a=a"}},
		{"repeated, one missing", []string{"a", "a", "b"}, []string{"a", "b"}, []string{"a=a", "a=", "b=b"}},
		{"new at the start", []string{"a"}, []string{"x", "a"}, []string{"=x", "a=a"}},
		{"changed", []string{"a", "b", "c"}, []string{"a", "x", "c"}, []string{"a=a", "b=x", "c=c"}},
		{"changed and missing", []string{"a", "b", "c"}, []string{"x", "c"}, []string{"a=x", "b=", "c=c"}},
		{"none before", nil, []string{"a"}, []string{"=a"}},
		{"none after", []string{"a"}, nil, []string{"a="}},
		{"none", nil, nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := asText(pairCalls(asks(test.before...), asks(test.after...)))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("pairs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestPairCallsByLikeness wants a changed call paired with what it came from, and not
// with the call that happens to stand in its place.
func TestPairCallsByLikeness(t *testing.T) {
	before := asks("a", "b")
	after := asks("b", "a")
	after[0].Request.(map[string]any)["stop"] = "lost"
	after[1].Request.(map[string]any)["stop"] = "lost"
	want := []string{"a=a", "b=b"}
	if diff := cmp.Diff(want, asText(pairCalls(before, after))); diff != "" {
		t.Errorf("pairs (-want +got):\n%s", diff)
	}
}

// TestPairCallsProperties checks on random runs what holds for every pairing.
func TestPairCallsProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 11))
	for range 300 {
		before := randomCalls(rng)
		after := slices.Clone(before)
		rng.Shuffle(len(after), func(i, j int) { after[i], after[j] = after[j], after[i] })
		lost := rng.IntN(len(after) + 1)
		after = append(after[lost:], randomCalls(rng)...)
		checkPairing(t, before, after)
	}
}

func randomCalls(rng *rand.Rand) []*Call {
	var texts []string
	for range rng.IntN(8) {
		texts = append(texts, fmt.Sprint("text ", rng.IntN(4)))
	}
	return asks(texts...)
}

// checkPairing wants every call in exactly one pair, calls before in their order, and as
// many pairs of equal calls as there can be.
func checkPairing(t *testing.T, before, after []*Call) {
	t.Helper()
	var gotBefore []*Call
	rest, equal := map[*Call]int{}, 0
	for _, c := range after {
		rest[c]++
	}
	for _, p := range pairCalls(before, after) {
		if p.Before != nil {
			gotBefore = append(gotBefore, p.Before)
		}
		if p.After != nil {
			rest[p.After]--
		}
		if p.Before != nil && p.After != nil && fingerprint(p.Before) == fingerprint(p.After) {
			equal++
		}
	}
	if !slices.Equal(gotBefore, before) {
		t.Errorf("calls before: got %v, want them all once and in order", gotBefore)
	}
	for c, n := range rest {
		if n != 0 {
			t.Errorf("call after %v: paired once too seldom by %d", c, n)
		}
	}
	if want := equalPossible(before, after); equal != want {
		t.Errorf("%d pairs of equal calls, want %d", equal, want)
	}
}

func equalPossible(before, after []*Call) int {
	count := map[string]int{}
	for _, c := range after {
		count[fingerprint(c)]++
	}
	n := 0
	for _, c := range before {
		if key := fingerprint(c); count[key] > 0 {
			count[key]--
			n++
		}
	}
	return n
}
