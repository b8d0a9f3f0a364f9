package load

import (
	"bytes"
	"fmt"
	"go/build"
	"go/build/constraint"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Hidden is a file that names the SDK and that build constraints leave out: its calls
// are in the program, only not in this build of it.
type Hidden struct {
	File       string   // relative to Config.Dir when below it
	Constraint string   // the expression of its //go:build line
	Tags       []string // the tags that bring it in; nil when tags alone cannot

	path string
}

// String says what to do about the file.
func (h Hidden) String() string {
	if h.Tags == nil {
		return fmt.Sprintf("%s: left out of this build (%s)", h.File, h.Constraint)
	}
	return fmt.Sprintf("%s: left out by its build constraint (%s); use -tags %s", h.File, h.Constraint, strings.Join(h.Tags, ","))
}

// hiddenFiles finds the files that constraints leave out: single files of listed
// packages, and packages of which nothing is left, which go list does not mention.
func (l *loader) hiddenFiles(listed []*packages.Package) []Hidden {
	built := map[string]bool{}
	candidates := map[string]bool{}
	for _, p := range listed {
		for _, file := range p.GoFiles {
			built[file] = true
		}
		for _, file := range p.IgnoredFiles {
			candidates[file] = true
		}
	}
	for _, file := range l.unlisted() {
		candidates[file] = true
	}
	var out []Hidden
	for file := range candidates {
		if built[file] || !l.cfg.Tests && strings.HasSuffix(file, "_test.go") {
			continue
		}
		if h, ok := l.hidden(file); ok {
			out = append(out, h)
		}
	}
	slices.SortFunc(out, func(a, b Hidden) int { return strings.Compare(a.path, b.path) })
	return out
}

// hidden describes a file if it names the SDK and a constraint leaves it out. One that is
// left out for another reason (its name, say), or that is a program of its own for go
// run, is none of this build in any form.
func (l *loader) hidden(file string) (Hidden, bool) {
	if !strings.HasSuffix(file, ".go") {
		return Hidden{}, false
	}
	src, err := os.ReadFile(file)
	if err != nil || !bytes.Contains(src, []byte(sdkMarker)) {
		return Hidden{}, false
	}
	expr := buildConstraint(src)
	if expr == nil || mentions(expr, "ignore") {
		return Hidden{}, false
	}
	return Hidden{File: relPos(file, l.cfg.Dir), Constraint: expr.String(), Tags: l.tagsFor(expr), path: file}, true
}

// unlisted returns the .go files below the directories that the patterns name.
func (l *loader) unlisted() []string {
	var out []string
	for _, p := range l.cfg.Patterns {
		base, _, all := strings.Cut(p, "...")
		if !isDirPattern(p) {
			continue
		}
		root := filepath.Join(l.cfg.Dir, filepath.FromSlash(base))
		filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil
			case d.IsDir() && path != root && (!all || exists(filepath.Join(path, "go.mod"))):
				return filepath.SkipDir // another package, or another module
			case d.IsDir():
				return skipDir(root, path, d.Name())
			case strings.HasSuffix(path, ".go"):
				out = append(out, path)
			}
			return nil
		})
	}
	return out
}

// buildConstraint returns the //go:build expression of a file, or nil.
func buildConstraint(src []byte) constraint.Expr {
	for line := range bytes.Lines(src) {
		text := strings.TrimSpace(string(line))
		if strings.HasPrefix(text, "package ") {
			return nil
		}
		if constraint.IsGoBuild(text) {
			expr, err := constraint.Parse(text)
			if err != nil {
				return nil
			}
			return expr
		}
	}
	return nil
}

// tagsFor returns the tags to add in order that expr holds, or nil if no tags will do.
func (l *loader) tagsFor(expr constraint.Expr) []string {
	have := map[string]bool{build.Default.GOOS: true, build.Default.GOARCH: true, "gc": true, "cgo": build.Default.CgoEnabled}
	for _, t := range append(slices.Clone(build.Default.ReleaseTags), l.cfg.Tags...) {
		have[t] = true
	}
	if isUnix(build.Default.GOOS) {
		have["unix"] = true
	}
	var add []string
	for _, t := range tagsOf(expr, true) {
		if !have[t] && !isPlatform(t) {
			add = append(add, t)
		}
	}
	if !expr.Eval(func(tag string) bool { return have[tag] || slices.Contains(add, tag) }) {
		return nil
	}
	slices.Sort(add)
	return slices.Compact(add)
}

// tagsOf lists the tags of an expression that stand there without a negation (or, for
// positive false, with one).
func tagsOf(expr constraint.Expr, positive bool) []string {
	switch e := expr.(type) {
	case *constraint.TagExpr:
		if positive {
			return []string{e.Tag}
		}
	case *constraint.NotExpr:
		return tagsOf(e.X, !positive)
	case *constraint.AndExpr:
		return append(tagsOf(e.X, positive), tagsOf(e.Y, positive)...)
	case *constraint.OrExpr:
		return append(tagsOf(e.X, positive), tagsOf(e.Y, positive)...)
	}
	return nil
}

func mentions(expr constraint.Expr, tag string) bool {
	return slices.Contains(tagsOf(expr, true), tag)
}

// isPlatform reports whether a tag is an operating system or architecture that is not
// this build's, or a compiler's; go list sets these, not a person.
func isPlatform(tag string) bool {
	switch tag {
	case "linux", "darwin", "windows", "freebsd", "netbsd", "openbsd", "plan9", "solaris", "aix", "android", "illumos",
		"dragonfly", "ios", "js", "wasip1", "unix", "amd64", "arm64", "386", "arm", "ppc64", "ppc64le", "mips", "mipsle",
		"mips64", "mips64le", "riscv64", "s390x", "loong64", "wasm", "cgo", "gc", "gccgo", "race", "msan", "asan":
		return true
	}
	return strings.HasPrefix(tag, "go1.")
}

func isUnix(goos string) bool {
	return goos != "windows" && goos != "plan9" && goos != "js" && goos != "wasip1"
}

// reveal loads the hidden files that tags bring in, in a build of their own, and adds
// the packages that hold them. A file and its counterpart with the opposite constraint
// are thus both seen, though never in one package.
func (l *loader) reveal(res *Result) error {
	var tags []string
	want := map[string]bool{}
	for _, h := range res.Hidden {
		if h.Tags != nil {
			tags = append(tags, h.Tags...)
			want[h.path] = true
		}
	}
	if len(want) == 0 {
		return nil
	}
	slices.Sort(tags)
	other := *l
	other.cfg.Tags = slices.Concat(l.cfg.Tags, slices.Compact(tags))
	other.cfg.EveryTag = false
	more := &Result{Fset: res.Fset}
	if err := other.fillFrom(more); err != nil {
		return err
	}
	for _, p := range more.Packages {
		if slices.ContainsFunc(p.CompiledGoFiles, func(f string) bool { return want[f] }) {
			res.Packages = append(res.Packages, p)
			for _, f := range p.CompiledGoFiles {
				delete(want, f)
			}
		}
	}
	res.All = append(res.All, more.All...)
	res.Problems = append(res.Problems, more.Problems...)
	res.Hidden = slices.DeleteFunc(res.Hidden, func(h Hidden) bool { return h.Tags != nil && !want[h.path] })
	res.Modules = more.Modules
	return nil
}
