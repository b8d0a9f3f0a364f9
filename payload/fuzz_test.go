package payload

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
	"testing"
)

// FuzzHoles parses arbitrary text, with holes where it has NUL bytes. Without holes the
// parser must agree with encoding/json about what is JSON and what it means.
func FuzzHoles(f *testing.F) {
	for _, s := range []string{
		`{"a": [1, -2.5e3, true, null, {}], "b": "x\n\u00e9\ud83d\ude00"}`, `{"p": "a` + "\x00" + `b", "n": ` + "\x00" + `}`,
		`[]`, `"`, `{"a":1,}`, `[` + "\x00" + `,"\` + "\x00" + `"]`, `{"` + "\x00" + `": 1}`, "1\x00", `{"a":1,"a":2}`, `01`, strings.Repeat("[", 300),
	} {
		f.Add(s)
	}
	r := &run{e: New(NewProgram())}
	n := enc{a: &activation{r: r, fr: &Frame{}}}
	f.Fuzz(func(t *testing.T, s string) {
		var ps []piece
		for i, lit := range strings.Split(s, "\x00") {
			if i > 0 {
				ps = append(ps, piece{val: &opaque{typ: types.Typ[types.String], key: fmt.Sprint(i)}, verb: "%q"})
			}
			ps = append(ps, piece{lit: lit})
		}
		v := r.parse(ps, n)
		if len(ps) > 1 {
			Format(v)
			return
		}
		_, isUnknown := v.(*Unknown)
		var want any
		err := json.Unmarshal([]byte(s), &want)
		if isUnknown {
			if err == nil && !tooMuch(s) {
				t.Fatalf("%q is JSON, but: %s", s, Format(v))
			}
			return
		}
		if err != nil {
			t.Fatalf("%q is no JSON (%v), but understood as %s", s, err, Format(v))
		}
		if reason := (&matcher{}).match(v, want); reason != "" {
			t.Fatalf("%q: %s", s, reason)
		}
	})
}

// tooMuch reports whether s is JSON that the parser gives up on: nested beyond its
// bound, or with numbers beyond a float64.
func tooMuch(s string) bool {
	return strings.Count(s, "[")+strings.Count(s, "{") > maxJSONDepth
}

// FuzzFormat splits arbitrary format strings. With the arguments that it asks for, the
// segments must print what fmt prints.
func FuzzFormat(f *testing.F) {
	for _, s := range []string{"", "plain", "%d", "100%% %5.2f", "%[1]d", "%*d", "%", "%!", "%+v %#x % d", "a%sb%qc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, format string) {
		segs, ok := parseFormat(format)
		if !ok {
			return
		}
		var args []any
		var b strings.Builder
		for _, s := range segs {
			if s.verb == "" {
				b.WriteString(s.lit)
				continue
			}
			args = append(args, "x")
			text, ok := formatConst(s.verb, constant.MakeString("x"), types.Typ[types.String])
			if !ok {
				t.Fatalf("%q is not printed", s.verb)
			}
			b.WriteString(text)
		}
		if want := fmt.Sprintf(format, args...); want != b.String() {
			t.Fatalf("%q printed as %q, fmt prints %q", format, b.String(), want)
		}
	})
}

// FuzzPaths sets a value at an arbitrary path, in nothing and in what another path made.
// Where the path is understood, the value must be found there again.
func FuzzPaths(f *testing.F) {
	for _, s := range [][2]string{
		{"a", "a.b"}, {"a.0.b", "a.-1"}, {`a\.b.:1`, "0"}, {"l.-1.x", "l.1"}, {"..", ""}, {"+1", "a.-2"}, {"a|b", `\`}, {"9", "99999999999999999999"},
	} {
		f.Add(s[0], s[1])
	}
	at := ast.NewIdent("path")
	f.Fuzz(func(t *testing.T, first, second string) {
		var doc Value = &Const{}
		for i, path := range []string{first, second} {
			keys := jsonPath(path)
			if keys == nil {
				continue
			}
			v := &Const{Val: constant.MakeInt64(int64(i))}
			doc = setAt(doc, keys, v, at)
			Format(doc)
			if got := valueAt(doc, keys); got != v && got != nil {
				t.Fatalf("%q in %s is %s", path, Format(doc), Format(got))
			}
		}
	})
}

// valueAt is the value at a path, nil when it is not certain.
func valueAt(doc Value, keys []string) Value {
	for _, key := range keys {
		switch d := doc.(type) {
		case *Object:
			doc = nil
			for _, f := range d.Fields {
				if f.Key == strings.TrimPrefix(key, ":") {
					doc = f.Value
				}
			}
			if doc == nil {
				return &Unknown{Reason: "no such member"}
			}
		case *Array:
			i := len(d.Elems) - 1
			if key != "-1" {
				if _, err := fmt.Sscan(key, &i); err != nil || i >= len(d.Elems) {
					return &Unknown{Reason: "no such element"}
				}
			}
			doc = d.Elems[i].Value
		default:
			return nil
		}
	}
	if _, ok := doc.(*Unknown); ok {
		return nil
	}
	return doc
}
