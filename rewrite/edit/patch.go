package edit

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// Unified returns the change of one file as a patch that git apply takes, or nil when
// there is none. Path is the file's slash-separated path below the root that the
// patch is applied at.
func Unified(path string, before, after []byte) []byte {
	body := hunks(before, after)
	if body == nil {
		return nil
	}
	var out bytes.Buffer
	a, b := "a/"+path, "b/"+path
	fmt.Fprintf(&out, "diff --git %s %s\n", quote(a), quote(b))
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", quote(a)+tab(a), quote(b)+tab(b))
	out.Write(body)
	return out.Bytes()
}

// hunks is the unified diff of two texts without its three header lines.
func hunks(before, after []byte) []byte {
	text := diff.Diff("a", before, "b", after)
	for range 3 {
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			text = text[i+1:]
		}
	}
	return text
}

// quote writes a path as git does: in C quotes when it holds a character that would
// end or garble the line.
func quote(path string) string {
	if strings.ContainsAny(path, "\"\\") || strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return strconv.Quote(path)
	}
	return path
}

// tab ends a header line whose path has a space in it, as git does: what follows a
// tab is no part of the name.
func tab(path string) string {
	if strings.Contains(path, " ") {
		return "\t"
	}
	return ""
}

// Between returns the edits, whole lines each, that turn before into after.
func Between(before, after []byte) []Edit {
	var edits []Edit
	for _, hunk := range splitHunks(hunks(before, after)) {
		edits = append(edits, hunk.edits(before)...)
	}
	return edits
}

// hunk is one hunk of a unified diff: the number of its first line in the old text,
// from 0, and its lines with their marks.
type hunk struct {
	line  int
	lines [][]byte
}

// splitHunks reads the hunks back from the text of a diff.
func splitHunks(text []byte) []hunk {
	var out []hunk
	for line := range bytes.Lines(text) {
		if bytes.HasPrefix(line, []byte("@@ -")) {
			out = append(out, hunk{line: firstLine(line)})
			continue
		}
		h := &out[len(out)-1]
		if line[0] == '\\' { // no newline at end of file: the mark before it had none
			last := h.lines[len(h.lines)-1]
			h.lines[len(h.lines)-1] = bytes.TrimSuffix(last, []byte("\n"))
			continue
		}
		h.lines = append(h.lines, line)
	}
	return out
}

// firstLine reads N from "@@ -N,M +N,M @@", counted from 0.
func firstLine(header []byte) int {
	text := string(header[len("@@ -"):])
	start, rest, _ := strings.Cut(text, ",")
	count, _, _ := strings.Cut(rest, " ")
	n, _ := strconv.Atoi(start)
	if count == "0" { // an empty range is named by the line before it
		return n
	}
	return n - 1
}

// edits turns a hunk's runs of removed and added lines into edits of before.
func (h hunk) edits(before []byte) []Edit {
	at := offsetOfLine(before, h.line)
	var out []Edit
	var run *Edit
	for _, line := range h.lines {
		mark, text := line[0], line[1:]
		if mark == ' ' {
			at += len(text)
			run = nil
			continue
		}
		if run == nil {
			out = append(out, Edit{Start: at, End: at})
			run = &out[len(out)-1]
		}
		if mark == '-' {
			at += len(text)
			run.End = at
		} else {
			run.New += string(text)
		}
	}
	return out
}

// offsetOfLine is the offset at which line n, from 0, starts.
func offsetOfLine(src []byte, n int) int {
	at := 0
	for range n {
		at = LineEnd(src, at)
	}
	return at
}
