package load

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Kind classifies what kept a program from being loaded.
type Kind string

// The kinds of Error.
const (
	NoModule  Kind = "no module"
	NoPackage Kind = "no package"
	GoCommand Kind = "go command"
)

// Error says why nothing could be loaded, where, and what to do.
type Error struct {
	Kind   Kind
	Where  string // directory or pattern
	Msg    string
	Remedy string
}

func (e *Error) Error() string {
	s := e.Msg
	if e.Where != "" {
		s = e.Where + ": " + s
	}
	if e.Remedy != "" {
		s += "; " + e.Remedy
	}
	return s
}

// Problem is an error in one package. The package was loaded as far as it goes.
type Problem struct {
	Package string // import path
	Pos     string // "file:line:col", relative to Config.Dir; "" when unknown
	Msg     string
	Remedy  string
}

// String is the problem in one line.
func (p Problem) String() string {
	where := p.Pos
	if where == "" {
		where = p.Package
	}
	return fmt.Sprintf("%s: %s; %s", where, p.Msg, p.Remedy)
}

// problems lists the errors of pkgs: the first one of each package, since the others
// mostly follow from it.
func problems(pkgs []*packages.Package, dir string) []Problem {
	var out []Problem
	seen := map[packages.Error]bool{} // a package and its test variant have the same
	old := false
	for _, p := range pkgs {
		errs := slices.DeleteFunc(slices.Clone(p.Errors), newerThanTool)
		if len(errs) == 0 && (len(p.Errors) == 0 || old) {
			continue
		}
		if len(errs) == 0 {
			old, errs = true, p.Errors // said once: it holds for the module
		}
		e := worstError(errs)
		if seen[e] {
			continue
		}
		seen[e] = true
		out = append(out, Problem{
			Package: p.PkgPath,
			Pos:     relPos(e.Pos, dir),
			Msg:     firstLine(e.Msg),
			Remedy:  remedy(e, p.PkgPath),
		})
	}
	return out
}

// worstError picks the error to show: one that has a position, and among those one of
// parsing, which the others follow from. The go command's own summary has no position.
func worstError(errs []packages.Error) packages.Error {
	weight := func(e packages.Error) int {
		switch {
		case e.Pos == "" || e.Pos == "-":
			return 2
		case e.Kind == packages.ParseError:
			return 0
		}
		return 1
	}
	return slices.MinFunc(errs, func(a, b packages.Error) int { return weight(a) - weight(b) })
}

func remedy(e packages.Error, path string) string {
	if newerThanTool(e) {
		return "rebuild this tool with that version of Go; calls may be incomplete until then"
	}
	if strings.Contains(e.Msg, "no required module provides package") ||
		strings.Contains(e.Msg, "missing go.sum entry") ||
		strings.Contains(e.Msg, "could not import") {
		return "run go mod tidy or go mod download, then try again; calls in this package may be incomplete"
	}
	return "make it compile (go build " + path + "); calls in this package may be incomplete"
}

// listErrors returns an error when a pattern matched nothing that exists.
func listErrors(pkgs []*packages.Package, patterns []string) error {
	if len(pkgs) == 0 {
		return &Error{Kind: NoPackage, Where: strings.Join(patterns, " "),
			Msg: "no package matches", Remedy: "name packages as for go list, such as ./..."}
	}
	for _, p := range pkgs {
		for _, e := range p.Errors {
			if e.Kind == packages.ListError && p.Name == "" && len(p.Imports) == 0 {
				return &Error{Kind: NoPackage, Where: p.PkgPath,
					Msg:    firstLine(e.Msg),
					Remedy: "check the spelling; patterns are those of go list, such as ./..."}
			}
		}
	}
	return nil
}

// checkDirs refuses a relative pattern whose directory does not exist, before any
// stage could take it for a program without Bedrock.
func checkDirs(dir string, patterns []string) error {
	for _, p := range patterns {
		if !isDirPattern(p) {
			continue
		}
		base, _, _ := strings.Cut(p, "...")
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(base)))
		switch {
		case err != nil && !strings.HasSuffix(base, "/") && base != p:
			// "./cmd..." matches every directory that begins with cmd.
		case err != nil:
			return &Error{Kind: NoPackage, Where: p, Msg: "no such directory",
				Remedy: "check the spelling; patterns are those of go list, such as ./..."}
		case !info.IsDir():
			return &Error{Kind: NoPackage, Where: p, Msg: "is a file, not a package directory",
				Remedy: "name the directory of the package"}
		}
	}
	return nil
}

// goCommandError makes one line of what the go command printed.
func goCommandError(err error) error {
	if errors.Is(err, exec.ErrNotFound) || strings.Contains(err.Error(), "executable file not found") {
		return &Error{Kind: GoCommand, Msg: "the go command was not found", Remedy: "install Go and put it on PATH"}
	}
	msg := err.Error()
	if i := strings.Index(msg, "stderr: "); i >= 0 {
		msg = msg[i+len("stderr: "):]
	}
	return &Error{Kind: GoCommand, Msg: "go list failed: " + strings.TrimSpace(msg),
		Remedy: "go list ./... must work here first"}
}

func absDir(dir string) (string, error) {
	if dir == "" {
		dir = "."
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("cannot resolve directory %s: %w", dir, err)
	}
	info, err := os.Stat(abs)
	if err != nil {
		return "", &Error{Kind: NoPackage, Where: dir, Msg: "no such directory", Remedy: "check the spelling"}
	}
	if !info.IsDir() {
		return "", &Error{Kind: NoPackage, Where: dir, Msg: "is not a directory", Remedy: "name the module's directory"}
	}
	return abs, nil
}

func relPos(pos, dir string) string {
	if pos == "" || pos == "-" {
		return ""
	}
	rest := ""
	file := pos
	if i := strings.Index(pos, ".go:"); i >= 0 {
		file, rest = pos[:i+3], pos[i+3:]
	}
	if rel, err := filepath.Rel(dir, file); err == nil && !strings.HasPrefix(rel, "..") {
		file = rel
	}
	return filepath.ToSlash(file) + rest
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return s
}
