package gocode

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompatible(t *testing.T) {
	tests := []struct {
		name  string
		conds []string
		want  []string // nil when they cannot all hold
	}{
		{"alone", []string{`b.Type != "tool_use"`}, []string{`b.Type != "tool_use"`}},
		{"implied", []string{`b.Type != "tool_use"`, `b.Type == "text"`}, []string{`b.Type == "text"`}},
		{"contradictory", []string{`b.Type != "text"`, `b.Type == "text"`}, nil},
		{"two values", []string{`b.Type == "image"`, `b.Type == "text"`}, nil},
		{"of others", []string{`a.Type != "text"`, `b.Type == "text"`}, []string{`a.Type != "text"`, `b.Type == "text"`}},
		{"members of a map", []string{`m["type"].(string) != "a"`, `m["type"].(string) == "b"`}, []string{`m["type"].(string) == "b"`}},
		{"calls may differ each time", []string{`next() != 1`, `next() == 1`}, []string{`next() != 1`, `next() == 1`}},
		{"lengths", []string{`len(req.Tools) != 0`, `len(req.Tools) > 0`}, []string{`len(req.Tools) > 0`}},
		{"no length", []string{`len(req.Tools) == 0`, `len(req.Tools) > 0`}, nil},
		{"more than nothing", []string{`x != 0`, `x > 0`}, []string{`x > 0`}},
		{"no comparison", []string{`ok`, `x > 1`, `x != 0`}, []string{`ok`, `x > 1`, `x != 0`}},
	}
	for _, test := range tests {
		got, ok := compatible(test.conds)
		if diff := cmp.Diff(test.want, got); diff != "" || ok != (test.want != nil) {
			t.Errorf("%s: %v %s", test.name, ok, diff)
		}
	}
}
