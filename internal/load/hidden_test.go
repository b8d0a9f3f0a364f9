package load

import (
	"go/build"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTagsFor(t *testing.T) {
	l := &loader{cfg: Config{Tags: []string{"given"}}}
	foreign := "windows"
	if build.Default.GOOS == foreign {
		foreign = "linux"
	}
	tests := []struct {
		expr string
		want []string // nil when no tags will do
	}{
		{"aws", []string{"aws"}},
		{"aws && bedrock", []string{"aws", "bedrock"}},
		{"aws || gcp", []string{"aws", "gcp"}},
		{"given && aws", []string{"aws"}},
		{"aws && !test", []string{"aws"}},
		{"!(noaws || test)", []string{}},
		{"go1.21 && aws", []string{"aws"}},
		{foreign, nil},
		{foreign + " && aws", nil},
		{build.Default.GOOS + " && aws", []string{"aws"}},
		{"go1.999", nil},
	}
	for _, tt := range tests {
		expr := buildConstraint([]byte("// Comment.\n\n//go:build " + tt.expr + "\n\npackage p\n"))
		if expr == nil {
			t.Errorf("%s: not read", tt.expr)
			continue
		}
		got := l.tagsFor(expr)
		if diff := cmp.Diff(tt.want, got); diff != "" && len(tt.want)+len(got) > 0 {
			t.Errorf("%s (-want +got):\n%s", tt.expr, diff)
		}
	}
}

func FuzzBuildConstraint(f *testing.F) {
	f.Add("//go:build a && !b\n\npackage p\n")
	f.Add("package p\n//go:build late\n")
	f.Add("//go:build ((\n")
	l := &loader{}
	f.Fuzz(func(t *testing.T, src string) {
		expr := buildConstraint([]byte(src))
		if expr == nil {
			return
		}
		tags := map[string]bool{}
		for _, tag := range l.tagsFor(expr) {
			if isPlatform(tag) {
				t.Errorf("%q: proposes the platform tag %q", src, tag)
			}
			tags[tag] = true
		}
	})
}
