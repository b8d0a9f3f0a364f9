package rewrite

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rewrite/edit"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
)

// Plan is a rewrite worked out and type-checked, of which nothing is written yet.
type Plan struct {
	Root  string       // directory that Diff's paths are relative to: the module's root
	Files []FileChange // sorted by path
	Sites []SiteResult // in order of position
	GoMod *GoModChange // nil when go.mod can stay as it is

	job *job // what made it; Pick asks it for parts of the plan
}

// FileChange is one file before and after.
type FileChange struct {
	Path   string // absolute
	Before []byte
	After  []byte
	Hash   [sha256.Size]byte // of Before; Apply refuses a file that no longer has it
}

// GoModChange is what go.mod has to require for the code to build.
type GoModChange struct {
	Module   string // module path of the SDK package
	From, To string // versions
}

// Status says what became of a site.
type Status string

// The statuses.
const (
	Rewritten Status = "rewritten"
	Left      Status = "left"    // the rewriter cannot move it
	Skipped   Status = "skipped" // it could move, and was not chosen
	Kept      Status = "kept"    // it could move, and gets a directive to stay
)

// SiteResult is what became of one call site.
type SiteResult struct {
	Site    *callsite.Site
	Pos     token.Position // of the call, before the rewrite
	Status  Status
	Notes   []request.Note    // of a rewritten site: what is stated to differ
	Reasons []callsite.Reason // of a site that was left: why
	Grade   request.Grade
	Edits   []edit.Edit // of a rewritten site, in Pos.Filename before the rewrite
	Why     string      // of a skipped or kept site: the reason of whoever chose
}

// Empty reports whether the plan changes no file.
func (p *Plan) Empty() bool { return len(p.Files) == 0 }

// newFileChange returns the change of the file at path.
func newFileChange(path string, before, after []byte) FileChange {
	return FileChange{Path: path, Before: before, After: after, Hash: sha256.Sum256(before)}
}

// rel is path below the plan's root, with slashes; path itself when it is elsewhere.
func (p *Plan) rel(path string) string {
	if rel, err := filepath.Rel(p.Root, path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(path)
}

// The colours of a diff on a terminal.
const (
	bold, red, green, cyan, reset = "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[36m", "\x1b[m"
)

// Diff writes the plan as one patch, which git apply takes at the plan's root when it
// is written without colour.
func (p *Plan) Diff(w io.Writer, color bool) error {
	for _, f := range p.Files {
		patch := edit.Unified(p.rel(f.Path), f.Before, f.After)
		if color {
			patch = colored(patch)
		}
		if _, err := w.Write(patch); err != nil {
			return fmt.Errorf("write the diff of %s: %w", p.rel(f.Path), err)
		}
	}
	return nil
}

// colored marks the lines of a patch as git does.
func colored(patch []byte) []byte {
	var out bytes.Buffer
	inHunk := false
	for line := range bytes.Lines(patch) {
		text := bytes.TrimSuffix(line, []byte("\n"))
		color := ""
		switch {
		case bytes.HasPrefix(line, []byte("@@")):
			color, inHunk = cyan, true
		case !inHunk:
			color = bold
		case line[0] == '-':
			color = red
		case line[0] == '+':
			color = green
		}
		if color == "" {
			out.Write(line)
			continue
		}
		fmt.Fprintf(&out, "%s%s%s\n", color, text, reset)
	}
	return out.Bytes()
}

// Overlay writes the changed files into dir and returns the path of a JSON file for
// the go command's -overlay flag, with which the program builds as if the plan had
// been applied.
func (p *Plan) Overlay(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("overlay: %w", err)
	}
	replace := map[string]string{}
	for i, f := range p.Files {
		copied := filepath.Join(dir, strconv.Itoa(i)+"_"+filepath.Base(f.Path))
		if err := os.WriteFile(copied, f.After, 0o666); err != nil {
			return "", fmt.Errorf("overlay: %w", err)
		}
		replace[f.Path] = copied
	}
	text, err := json.MarshalIndent(map[string]any{"Replace": replace}, "", "\t")
	if err != nil {
		return "", fmt.Errorf("overlay: %w", err)
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, text, 0o666); err != nil {
		return "", fmt.Errorf("overlay: %w", err)
	}
	return name, nil
}
