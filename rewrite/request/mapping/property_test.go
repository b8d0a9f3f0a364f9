package mapping_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/constant"
	"go/token"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/converse"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rewrite/request/mapping"
	"github.com/bedrocklint/bedrocklint/rules"
)

// TestOneMeaning holds this package and package converse together: a body that is
// constant throughout must become the same Converse request, whichever of the two
// converts it, and what one of them refuses the other must not pass in silence.
func TestOneMeaning(t *testing.T) {
	for _, f := range catalog.Default().Families() {
		if !f.Served() || !f.Complete {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			g := &generator{rng: rand.New(rand.NewPCG(7, uint64(len(f.Name))))}
			moved := 0
			for range 400 {
				m := g.model(f)
				body := g.object(f.Request, 0)
				g.conversation(f, body)
				if oneMeaning(t, f, m, body) {
					moved++
				}
				if t.Failed() {
					return
				}
			}
			if moved < 40 {
				t.Errorf("only %d of 400 bodies could be moved: the generator proves too little", moved)
			}
		})
	}
}

// usesChat reports whether the family's messages have the chat-completions form.
func usesChat(f *catalog.Family) bool {
	s := f.Request.Lookup("messages")
	return s != nil && s.Field != nil && s.Field.Transform == "chat-messages"
}

// oneMeaning compares the two conversions of one body, and reports whether there is one.
func oneMeaning(t *testing.T, f *catalog.Family, m *catalog.Model, body map[string]any) bool {
	t.Helper()
	src, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	want, wantErr := converse.Request(f, m, src)
	got, gotErr := mapping.Map(mapping.Native{Family: f, Model: m, Body: constant_(decode(t, src))})
	if wantErr != nil || hasLosses(want) {
		if gotErr == nil && (wantErr != nil || !noted(got, want)) {
			t.Errorf("mapped, but converse says %v %v\n%s", wantErr, losses(want), src)
		}
		return false
	}
	if gotErr != nil {
		if !strictly(gotErr) {
			t.Errorf("not mapped: %v\n%s", gotErr, src)
		}
		return false
	}
	if diff := cmp.Diff(normal(want.Value), normal(plain(got.Tree))); diff != "" {
		t.Errorf("-converse +mapping:\n%s\n%s", diff, src)
	}
	return true
}

// strictly reports whether every problem is one of those in which code is held to more
// than a converted body: Converse is known to refuse the result, or the way in which
// Claude's own citations are replayed is not printed.
func strictly(err error) bool {
	for _, p := range err.(mapping.Problems) {
		known := false
		for _, s := range []string{"Converse refuses", "with citations", "for Go expressions yet", "without tools"} {
			known = known || strings.Contains(p.Message, s)
		}
		if !known {
			return false
		}
	}
	return true
}

// noted reports whether all that a conversion loses is a default, and the mapped request
// says so: code whose model is not known keeps it that way.
func noted(got *mapping.Request, want *converse.Converted) bool {
	for _, s := range want.Stated {
		if s.Verdict != catalog.Lost && s.Verdict != catalog.Unknown {
			continue
		}
		if s.Code != rules.DefaultDiffers || !slices.ContainsFunc(got.Notes, func(n mapping.Note) bool { return n.Code == s.Code }) {
			return false
		}
	}
	return true
}

func hasLosses(c *converse.Converted) bool { return len(losses(c)) > 0 }

func losses(c *converse.Converted) []string {
	var out []string
	if c == nil {
		return nil
	}
	for _, s := range c.Stated {
		if s.Verdict == catalog.Lost || s.Verdict == catalog.Unknown {
			out = append(out, s.Message)
		}
	}
	return out
}

func decode(t *testing.T, src []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// constant_ is JSON as the engine would give it for a body that is spelt out.
func constant_(v any) payload.Value {
	switch v := v.(type) {
	case nil:
		return &payload.Const{}
	case string:
		return &payload.Const{Val: constant.MakeString(v)}
	case bool:
		return &payload.Const{Val: constant.MakeBool(v)}
	case json.Number:
		kind := token.FLOAT
		if !strings.ContainsAny(string(v), ".eE") {
			kind = token.INT
		}
		return &payload.Const{Val: constant.MakeFromLiteral(string(v), kind, 0)}
	case []any:
		a := &payload.Array{}
		for _, e := range v {
			a.Elems = append(a.Elems, &payload.Elem{Value: constant_(e)})
		}
		return a
	case map[string]any:
		o := &payload.Object{}
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			o.Fields = append(o.Fields, &payload.Field{Key: k, Value: constant_(v[k])})
		}
		return o
	}
	panic(fmt.Sprintf("%T", v))
}

// plain is a symbolic request without conditions as JSON.
func plain(v payload.Value) any {
	switch v := v.(type) {
	case *payload.Const:
		switch {
		case v.Val == nil:
			return nil
		case v.Val.Kind() == constant.String:
			return constant.StringVal(v.Val)
		case v.Val.Kind() == constant.Bool:
			return constant.BoolVal(v.Val)
		}
		f, _ := constant.Float64Val(v.Val)
		return f
	case *payload.Array:
		out := []any{}
		for _, e := range v.Elems {
			out = append(out, plain(e.Value))
		}
		return out
	case *payload.Object:
		out := map[string]any{}
		for _, f := range v.Fields {
			out[f.Key] = plain(f.Value)
		}
		return out
	}
	return fmt.Sprintf("not constant: %T", v)
}

// normal makes numbers comparable, and leaves out the empty lists and nulls that the
// printer leaves out.
func normal(v any) any {
	switch v := v.(type) {
	case json.Number:
		f, _ := v.Float64()
		return f
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, normal(e))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			if list, ok := e.([]any); ok && len(list) == 0 || e == nil {
				continue
			}
			out[k] = normal(e)
		}
		return out
	}
	return v
}
