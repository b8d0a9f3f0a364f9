package translate

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sort"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/converse"
)

// lines knows the line on which each member and element of a JSON text stands, by path:
// "messages[0].content".
type lines map[string]int

// linesOf reads a JSON text as far as it can be read.
func linesOf(data []byte) lines {
	r := &lineReader{dec: json.NewDecoder(bytes.NewReader(data)), data: data, line: 1, out: lines{}}
	r.value("")
	return r.out
}

// of returns the line of a path, or of the nearest thing around it: a member that is
// missing has the line of the object that lacks it.
func (l lines) of(path string) int {
	for {
		if n, ok := l[path]; ok {
			return n
		}
		i := strings.LastIndexAny(path, ".[")
		if i < 0 {
			return max(l[""], 1)
		}
		path = path[:i]
	}
}

// lineReader walks through a text token by token.
type lineReader struct {
	dec  *json.Decoder
	data []byte
	at   int // offset up to which line is counted
	line int
	out  lines
}

// next returns the next token, and the line on which it ends; ok is false at the end of
// what is JSON. A JSON string cannot span lines.
func (r *lineReader) next() (t json.Token, ok bool) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, false
	}
	at := int(r.dec.InputOffset())
	r.line += bytes.Count(r.data[r.at:at], []byte("\n"))
	r.at = at
	return t, true
}

// value reads the value at path, and reports whether there was one.
func (r *lineReader) value(path string) bool {
	t, ok := r.next()
	if !ok {
		return false
	}
	if _, named := r.out[path]; !named {
		r.out[path] = r.line
	}
	switch t {
	case json.Delim('{'):
		return r.members(path)
	case json.Delim('['):
		return r.elements(path)
	}
	return true
}

func (r *lineReader) members(path string) bool {
	for r.dec.More() {
		t, ok := r.next()
		if !ok {
			return false
		}
		key, _ := t.(string)
		if path != "" {
			key = path + "." + key
		}
		r.out[key] = r.line
		if !r.value(key) {
			return false
		}
	}
	_, ok := r.next()
	return ok
}

func (r *lineReader) elements(path string) bool {
	for i := 0; r.dec.More(); i++ {
		if !r.value(path + "[" + strconv.Itoa(i) + "]") {
			return false
		}
	}
	_, ok := r.next()
	return ok
}

// syntax gives an error of decoding its line.
func syntax(data []byte, err error) error {
	at := len(data)
	var s *json.SyntaxError
	switch {
	case errors.As(err, &s):
		at = min(int(s.Offset), len(data))
	case !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF):
		at = 0
	}
	return &Error{Line: 1 + bytes.Count(bytes.TrimRight(data[:at], "\n"), []byte("\n")), Err: err}
}

// noteOf is a change as a note.
func noteOf(ch converse.Change, l lines) Note {
	return Note{Line: l.of(ch.Path), Code: ch.Code, Path: ch.Path, To: ch.To, Verdict: string(ch.Verdict), Message: ch.Message}
}

func sortNotes(notes []Note) {
	sort.SliceStable(notes, func(i, j int) bool { return notes[i].Line < notes[j].Line })
}
