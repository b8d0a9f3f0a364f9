package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// changed are the lines that are new or different, by file. A nil set stands for every
// line of the file.
type changed map[string]map[int]bool

// onlyNew takes out of results what stands on lines that are as they were in a revision.
func onlyNew(ctx context.Context, rev string, results []analyzed) error {
	lines, err := changedSince(ctx, rev)
	if err != nil {
		return err
	}
	keep(results, func(u *unit, d analysis.Diagnostic) bool {
		start := u.fset.Position(d.Pos)
		last := start.Line
		if d.End.IsValid() {
			last = u.fset.Position(d.End).Line
		}
		return lines.any(start.Filename, start.Line, last)
	})
	return nil
}

func (c changed) any(file string, first, last int) bool {
	set, ok := c[realPath(file)]
	if !ok {
		return false
	}
	for l := first; l <= last; l++ {
		if set == nil || set[l] {
			return true
		}
	}
	return false
}

// realPath follows symbolic links, as git does for its own root.
func realPath(file string) string {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		return real
	}
	return file
}

// changedSince asks git for the lines of the work tree that differ from a revision.
// Files that git does not track are new as a whole.
func changedSince(ctx context.Context, rev string) (changed, error) {
	top, err := git(ctx, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fmt.Errorf("-new-from-rev needs a git repository: %w", err)
	}
	root := realPath(strings.TrimSpace(string(top)))
	if strings.HasPrefix(rev, "-") {
		return nil, fmt.Errorf("-new-from-rev: %q is not a revision", rev)
	}
	if _, err := git(ctx, "rev-parse", "--verify", "--quiet", rev+"^{commit}"); err != nil {
		return nil, fmt.Errorf("-new-from-rev: git knows no revision %q; in a shallow clone, fetch it first (git fetch --depth=1 origin %s) or clone with full history", rev, rev)
	}
	diff, err := git(ctx, "-c", "core.quotePath=false", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/", rev, "--", ":/*.go")
	if err != nil {
		return nil, err
	}
	out := parseDiff(diff, root)
	untracked, err := git(ctx, "-C", root, "ls-files", "--others", "--exclude-standard", "-z", "--", "*.go")
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(untracked), "\x00"), "\x00") {
		if name != "" {
			out[filepath.Join(root, filepath.FromSlash(name))] = nil
		}
	}
	return out, nil
}

// parseDiff reads the added lines of a unified diff without context. The lines of a hunk
// are counted and not looked at: one of them may look like a header.
func parseDiff(diff []byte, root string) changed {
	out := changed{}
	file, body := "", 0
	for line := range strings.Lines(string(diff)) {
		line = strings.TrimSuffix(line, "\n")
		if body > 0 {
			if !strings.HasPrefix(line, `\`) { // "\ No newline at end of file"
				body--
			}
			continue
		}
		if name, ok := strings.CutPrefix(line, "+++ "); ok {
			file = ""
			if name, ok := strings.CutPrefix(unquote(strings.TrimSuffix(name, "\t")), "b/"); ok {
				file = filepath.Join(root, filepath.FromSlash(name))
			}
			continue
		}
		m := hunkHeader.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		first, n := number(m[2], 0), min(number(m[3], 1), len(diff)) // no hunk has more lines than there are bytes
		body = number(m[1], 1) + n
		for l := first; l < first+n && file != ""; l++ {
			if out[file] == nil {
				out[file] = map[int]bool{}
			}
			out[file][l] = true
		}
	}
	return out
}

// hunkHeader is "@@ -first,n +first,n @@"; ",n" is left out for 1.
var hunkHeader = regexp.MustCompile(`^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@`)

func number(s string, missing int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return missing
	}
	return n
}

// unquote undoes git's quoting of names with unusual bytes.
func unquote(name string) string {
	if s, err := strconv.Unquote(name); err == nil {
		return s
	}
	return name
}

func git(ctx context.Context, args ...string) ([]byte, error) {
	out, err := exec.CommandContext(ctx, "git", args...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if msg := strings.TrimSpace(string(exit.Stderr)); msg != "" {
			return nil, errors.New(msg)
		}
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, err
}
