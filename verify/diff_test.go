package verify

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiffTrees(t *testing.T) {
	for _, test := range []struct {
		name, before, after string
		want                []Difference
	}{
		{"equal", `{"a":[1,{"b":"x"}]}`, `{"a":[1,{"b":"x"}]}`, nil},
		{"number spelling", `{"t":1.0,"u":1e2}`, `{"t":1,"u":100}`, nil},
		{"huge numbers", `9007199254740993`, `9007199254740992`, []Difference{{Before: "9007199254740993", After: "9007199254740992"}}},
		{"value", `{"a":{"b":[{"c":1}]}}`, `{"a":{"b":[{"c":2}]}}`, []Difference{{Path: "a.b[0].c", Before: "1", After: "2"}}},
		{"lost", `{"a":1,"b":"x<y"}`, `{"a":1}`, []Difference{{Path: "b", Before: `"x<y"`}}},
		{"object lost", `{"a":{"b":1,"c":{"d":[1]}}}`, `{}`, []Difference{{Path: "a.b", Before: "1"}, {Path: "a.c.d", Before: "[1]"}}},
		{"empty object lost", `{"a":{"b":{}}}`, `{}`, []Difference{{Path: "a.b", Before: "{}"}}},
		{"new", `{}`, `{"z":null}`, []Difference{{Path: "z", After: "null"}}},
		{"type", `{"a":"1"}`, `{"a":1}`, []Difference{{Path: "a", Before: `"1"`, After: "1"}}},
		{"element lost", `["x","y","z"]`, `["x","z"]`, []Difference{{Path: "[1]", Before: `"y"`}}},
		{"sorted", `{"b":1,"a":1}`, `{"b":2,"a":2}`, []Difference{{Path: "a", Before: "1", After: "2"}, {Path: "b", Before: "1", After: "2"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := diffTrees("", decode([]byte(test.before)), decode([]byte(test.after)))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("differences (-want +got):\n%s", diff)
			}
		})
	}
}
