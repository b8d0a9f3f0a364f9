package converse

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/google/go-cmp/cmp"
)

// complete returns the families that convert.
func complete() []*catalog.Family {
	var out []*catalog.Family
	for _, f := range catalog.Default().Families() {
		if f.Served() && f.Complete {
			out = append(out, f)
		}
	}
	return out
}

// To Converse and back is the identity, but for the documented normalisations, for 300
// random requests of every family; and the canonical forms of both sides are equal.
func TestRequestIdentity(t *testing.T) {
	for _, f := range complete() {
		t.Run(f.Name, func(t *testing.T) {
			for seed := range uint64(300) {
				g := &gen{Rand: rand.New(rand.NewPCG(seed, 1)), f: f}
				if len(f.Models) > 0 {
					g.m = f.Models[g.IntN(len(f.Models))]
				}
				body := g.body(f.Request)
				c, err := Request(f, g.m, Encode(body))
				if err != nil {
					t.Fatalf("seed %d: %v\n%s", seed, err, Encode(body))
				}
				for _, ch := range c.Stated {
					if ch.Verdict == catalog.Unknown {
						t.Fatalf("seed %d: %s\n%s", seed, ch.Message, Encode(body))
					}
				}
				back, err := NativeRequest(f, g.m, c.JSON())
				if err != nil {
					t.Fatalf("seed %d: back: %v\n%s\n%s", seed, err, Encode(body), c.JSON())
				}
				want, _ := Decode(Encode(body))
				if diff := cmp.Diff(normal(f, g.m, want), back.Value); diff != "" {
					t.Fatalf("seed %d: %s\n%s\n%s", seed, diff, Encode(body), c.JSON())
				}
				sameMeaning(t, f, g.m, Encode(body), c.JSON())
			}
		})
	}
}

// sameMeaning checks that a native request and what it converts to are one canonical
// request, apart from how the prompt reached the template.
func sameMeaning(t *testing.T, f *catalog.Family, m *catalog.Model, native, converse []byte) {
	t.Helper()
	a, err := CanonicalOf(f, m, InvokeModel, native)
	if err != nil {
		t.Fatal(err)
	}
	b, err := CanonicalOf(f, m, ConverseAPI, converse)
	if err != nil {
		t.Fatal(err)
	}
	delete(a.Value, "prompt")
	delete(b.Value, "prompt")
	if diff := cmp.Diff(a.Value, b.Value); diff != "" {
		t.Fatalf("canonical forms differ: %s", diff)
	}
}

// An answer comes back from Converse as it was, for 300 random answers of every family.
func TestResponseIdentity(t *testing.T) {
	for _, f := range complete() {
		t.Run(f.Name, func(t *testing.T) {
			for seed := range uint64(300) {
				g := &gen{Rand: rand.New(rand.NewPCG(seed, 5)), f: f, answer: true}
				body := Encode(g.body(f.Response))
				c, err := Response(f, nil, body, Meta{})
				if err != nil {
					t.Fatalf("seed %d: %v\n%s", seed, err, body)
				}
				back, err := NativeResponse(f, nil, c.JSON())
				if err != nil {
					t.Fatalf("seed %d: back: %v\n%s\n%s", seed, err, body, c.JSON())
				}
				want, _ := Decode(body)
				addedTotal(want, back.Value)
				if diff := cmp.Diff(nativeOnly(f, want), back.Value); diff != "" {
					t.Fatalf("seed %d: %s\n%s\n%s", seed, diff, body, c.JSON())
				}
			}
		})
	}
}

// addedTotal: a sum of tokens that the native answer did not give comes back with it.
func addedTotal(native, back map[string]any) {
	for _, path := range []string{"totalTokens", "total_tokens"} {
		if _, ok := fetch(native, "usage."+path, nil); !ok {
			if usage, ok := back["usage"].(map[string]any); ok {
				delete(usage, path)
			}
		}
	}
}

// leaf is one value in a body that Converse has a place for.
type leaf struct {
	path string
	f    *catalog.Field
	set  func(any)
	v    any
}

// leaves lists the values of a body that may not change without the meaning changing.
func leaves(s *catalog.Shape, path string, v any, set func(any)) []leaf {
	f := s.Field
	w := &walk{}
	if f != nil && w.scalarForm(s, v) {
		if f.Converse == "" || f.Transform == "cache-point" || f.Transform == "tool-choice" {
			return nil
		}
		return []leaf{{path, f, set, v}}
	}
	var out []leaf
	switch v := v.(type) {
	case map[string]any:
		if s.Discriminator != "" {
			s = s.Variant(text(v[s.Discriminator]))
		}
		for _, k := range sortedKeys(v) {
			out = append(out, leaves(s.Key(k), joinPath(path, k), v[k], func(x any) { v[k] = x })...)
		}
	case []any:
		for i := range v {
			out = append(out, leaves(s.Elem, path+"[]", v[i], func(x any) { v[i] = x })...)
		}
	}
	return out
}

// changed returns a value that means something else, or nil when there is none to try.
func changed(l leaf) any {
	if len(l.f.Enum) > 0 {
		for _, e := range l.f.Enum {
			if e != l.v {
				return e
			}
		}
		return nil
	}
	switch v := l.v.(type) {
	case string:
		if l.f.Transform == "base64-bytes" {
			return "Y2hhbmdlZA=="
		}
		return v + "x"
	case json.Number:
		if f, _ := v.Float64(); f == 1 {
			return json.Number("0")
		}
		return json.Number("1")
	case bool:
		return !v
	case []any:
		return append(v[:len(v):len(v)], "more")
	case map[string]any:
		return map[string]any{"changed": true}
	}
	return nil
}

// Two requests that differ in any one value have different canonical forms.
func TestCanonicalSeesEveryChange(t *testing.T) {
	for _, f := range complete() {
		t.Run(f.Name, func(t *testing.T) {
			tried := 0
			for seed := range uint64(200) {
				g := &gen{Rand: rand.New(rand.NewPCG(seed, 2)), f: f}
				body := g.body(f.Request)
				before, err := CanonicalOf(f, nil, InvokeModel, Encode(body))
				if err != nil {
					t.Fatal(err)
				}
				all := leaves(f.Request, "", body, nil)
				l := all[g.IntN(len(all))]
				v := changed(l)
				if v == nil {
					continue
				}
				l.set(v)
				after, err := CanonicalOf(f, nil, InvokeModel, Encode(body))
				if err != nil {
					continue // the change made it a body that is refused
				}
				tried++
				if l.f.Default != nil && string(Encode(v)) == string(Encode(l.f.Default)) {
					continue
				}
				if cmp.Equal(before.Value, after.Value) {
					t.Errorf("seed %d: %s: %v → %v is not seen\n%s", seed, l.path, l.v, v, Encode(body))
				}
			}
			if tried < 80 {
				t.Errorf("only %d changes tried", tried)
			}
		})
	}
}
