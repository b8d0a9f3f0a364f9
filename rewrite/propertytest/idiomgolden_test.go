package propertytest

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rewrite"
)

var (
	update    = flag.Bool("update", false, "write the golden files of the idioms")
	onlyIdiom = flag.String("idiom", "", "rewrite this idiom alone")
)

const goldens = "../testdata/idioms"

// A cell is one idiom of one family.
type cell struct {
	idiom  *idiom
	family *catalog.Family
	model  *catalog.Model
	files  map[string]string // by their path in the cell's folder
	cannot string            // why there is no such code
	sites  []rewrite.SiteResult
	after  map[string]string
}

func (c *cell) dir() string { return c.idiom.name + "/" + c.family.Name }

// cells are all pairs of an idiom and a family that moves; those of one family under the
// race detector, which sees little of it.
func cells(t *testing.T) []*cell {
	var all []*cell
	families, _ := families()
	if raceDetector {
		families = families[:1]
	}
	for _, i := range idioms() {
		if *onlyIdiom != "" && i.name != *onlyIdiom {
			continue
		}
		for _, f := range families {
			all = append(all, cellOf(t, i, f))
		}
	}
	return all
}

func cellOf(t *testing.T, i *idiom, f *catalog.Family) *cell {
	s := sketchOf(f)
	c := &cell{idiom: i, family: f, model: s.model, after: map[string]string{}}
	if i.stream && (!s.model.Stream || f.Stream == nil) {
		c.cannot = "the family does not stream"
	} else if i.cannot != nil {
		c.cannot = i.cannot(s)
	}
	if c.cannot == "" {
		src := s.source(t, i)
		c.files = s.files
		c.files["ask.go"] = strings.ReplaceAll(src, "example.com/idioms/wire", "example.com/idioms/"+c.dir()+"/wire")
		if wire := c.files["wire/wire.go"]; wire != "" {
			c.files["wire/wire.go"] = s.formatted(t, wire)
		}
	}
	return c
}

// TestIdioms rewrites every idiom of every family in one run, and holds what comes out to
// a golden file each, and to the table of all.
func TestIdioms(t *testing.T) {
	all := cells(t)
	dir := writeIdioms(t, all)
	settle(t, planOf(t, dir), dir, all)
	for _, c := range all {
		if c.cannot == "" && len(c.sites) != 1 {
			t.Errorf("%s: %d calls found, want 1", c.dir(), len(c.sites))
			continue
		}
		if c.cannot == "" {
			compareGolden(t, c.dir()+".txtar", c.golden())
		}
	}
	if *onlyIdiom == "" && !raceDetector {
		compareGolden(t, "README.md", table(all))
		noOthers(t, all)
	}
}

// writeIdioms writes the cells as packages of one module.
func writeIdioms(t *testing.T, all []*cell) string {
	dir := t.TempDir()
	sum, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	mod := strings.Replace(string(moduleFile(t)), "example.com/generated", "example.com/idioms", 1)
	files := map[string]string{
		"go.sum":         string(sum),
		"go.mod":         mod + "\nrequire github.com/tidwall/gjson v1.0.0\n\nreplace github.com/tidwall/gjson => ./gjson\n",
		"gjson/go.mod":   "module github.com/tidwall/gjson\n",
		"gjson/gjson.go": gjsonSource,
	}
	for _, c := range all {
		for name, content := range c.files {
			files[c.dir()+"/"+name] = content
		}
	}
	for name, content := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// gjsonSource declares as much of the real package as type-checks what is generated.
const gjsonSource = `// Package gjson stands for github.com/tidwall/gjson.
package gjson

// Result is a value that was found.
type Result struct{ text string }

// String is the value as text.
func (r Result) String() string { return r.text }

// GetBytes finds a value.
func GetBytes(json []byte, path string) Result { return Result{} }
`

// settle gives the cells what became of them.
func settle(t *testing.T, plan *rewrite.Plan, dir string, all []*cell) {
	byDir := map[string]*cell{}
	for _, c := range all {
		byDir[c.dir()] = c
	}
	of := func(path string) (*cell, string) {
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.SplitN(filepath.ToSlash(rel), "/", 3)
		return byDir[strings.Join(parts[:2], "/")], parts[2]
	}
	for _, s := range plan.Sites {
		c, _ := of(s.Pos.Filename)
		c.sites = append(c.sites, s)
	}
	for _, f := range plan.Files {
		c, name := of(f.Path)
		c.after[name] = string(f.After)
	}
}

// golden is the file that shows a cell: what it is and what is stated, and all files
// before and after.
func (c *cell) golden() []byte {
	site := c.sites[0]
	var about strings.Builder
	fmt.Fprintf(&about, "%s × %s (%s): %s.\n", c.idiom.name, c.family.Name, c.model.ID, c.idiom.about)
	fmt.Fprintf(&about, "%s\n", c.outcome())
	for _, n := range site.Notes {
		fmt.Fprintf(&about, "%s %s: %s\n", n.Code, n.Path, n.Message)
	}
	a := &txtar.Archive{Comment: []byte(about.String())}
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		a.Files = append(a.Files, txtar.File{Name: "before/" + name, Data: []byte(c.files[name])})
	}
	for _, name := range slices.Sorted(maps.Keys(c.after)) {
		a.Files = append(a.Files, txtar.File{Name: "after/" + name, Data: []byte(c.after[name])})
	}
	return txtar.Format(a)
}

// outcome says in a line what became of a cell.
func (c *cell) outcome() string {
	switch {
	case c.cannot != "":
		return "cannot be: " + c.cannot
	case len(c.sites) != 1:
		return "not found"
	case c.sites[0].Status == rewrite.Rewritten:
		return "rewritten, " + string(c.sites[0].Grade)
	}
	var reasons []string
	for _, r := range c.sites[0].Reasons {
		reasons = append(reasons, string(r.Code)+" "+r.Message)
	}
	return string(c.sites[0].Status) + ": " + strings.Join(reasons, "; ")
}

// compareGolden holds a file below the goldens to what it is to be.
func compareGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join(goldens, filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Error(err)
		return
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(string(want), string(got)))
	}
}

// noOthers fails on golden files that no cell has.
func noOthers(t *testing.T, all []*cell) {
	files, err := filepath.Glob(goldens + "/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		used := slices.ContainsFunc(all, func(c *cell) bool {
			return c.cannot == "" && filepath.Join(goldens, c.dir()+".txtar") == filepath.Clean(name)
		})
		if !used && *update {
			if err := os.Remove(name); err != nil {
				t.Error(err)
			}
		} else if !used {
			t.Errorf("%s: no idiom makes this file", name)
		}
	}
}
