package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const source = `package p

func f() {
	a := c.
		One().
		InvokeModel(ctx,
			in)
	if b, err := c.InvokeModel(ctx, in); err != nil {
		use(b)
	}
	g.Go(func() error {
		d, err := c.InvokeModel(ctx,
			in)
		return err
	})
}

var e, _ = c.
	InvokeModel(ctx, in)
`

func writeSource(t *testing.T) *statements {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "p.go"), []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	return newStatements(dir)
}

func TestStatementAround(t *testing.T) {
	stmts := writeSource(t)
	for _, test := range []struct {
		name string
		file string
		line int
		want lineRange
	}{
		{"chain", "p.go", 6, lineRange{4, 7}},
		{"if header, not its body", "p.go", 8, lineRange{8, 8}},
		{"body", "p.go", 9, lineRange{9, 9}},
		{"inside a closure, not the whole call", "p.go", 13, lineRange{12, 13}},
		{"package variable", "p.go", 19, lineRange{18, 19}},
		{"no statement", "p.go", 1, lineRange{1, 1}},
		{"no file", "q.go", 5, lineRange{5, 5}},
	} {
		if got := stmts.around(test.file, test.line); got != test.want {
			t.Errorf("%s: around(%s, %d) = %v, want %v", test.name, test.file, test.line, got, test.want)
		}
	}
}

func TestMatch(t *testing.T) {
	at := func(line int) site {
		var s site
		s.Position.File, s.Position.Line = "p.go", line
		return s
	}
	on := func(line int) label { return label{place: place{File: "p.go", Line: line}} }

	labels := []label{on(6), on(8), on(12), on(9)}
	// Two sites in the first statement: the nearer one answers the label. The
	// label on line 9 has none, although line 8 is next to it.
	sites := []site{at(4), at(5), at(8), at(13), at(18)}
	pairs, rest := match(labels, sites, writeSource(t))

	got := make(map[int]int)
	for _, p := range pairs {
		if p.Site != nil {
			got[p.Label.Line] = p.Site.Position.Line
		}
	}
	if diff := cmp.Diff(map[int]int{6: 5, 8: 8, 12: 13}, got); diff != "" {
		t.Errorf("pairs: %s", diff)
	}
	var left []int
	for _, s := range rest {
		left = append(left, s.Position.Line)
	}
	if diff := cmp.Diff([]int{4, 18}, left); diff != "" {
		t.Errorf("rest: %s", diff)
	}
}

func TestModuleOf(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "a", "b", "go.mod"), 0o777); err != nil { // a folder of that name is no module
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a", "go.mod"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		file, want string
		ok         bool
	}{
		{"a/b/c.go", "a", true},
		{"a/c.go", "a", true},
		{"c.go", "", false},
		{"x/y/z.go", "", false},
	} {
		if got, ok := moduleOf(dir, test.file); got != test.want || ok != test.ok {
			t.Errorf("moduleOf(%q) = %q, %v, want %q, %v", test.file, got, ok, test.want, test.ok)
		}
	}
}

func TestKeys(t *testing.T) {
	labelled := []string{"messages", "content[].text", "textGenerationConfig.topP", "top_p", "usage"}
	got := []string{"messages[].content", "content.text", "textGenerationConfig", "top_pp", "usage.input_tokens", "stream"}

	found, missing := recalled(labelled, got)
	if diff := cmp.Diff([]string{"messages", "content[].text", "usage"}, found); diff != "" {
		t.Errorf("found: %s", diff)
	}
	// A container alone does not show that the key in it was understood.
	if diff := cmp.Diff([]string{"textGenerationConfig.topP", "top_p"}, missing); diff != "" {
		t.Errorf("missing: %s", diff)
	}
	if diff := cmp.Diff([]string{"top_pp", "stream"}, extra(labelled, got)); diff != "" {
		t.Errorf("extra: %s", diff)
	}
}
