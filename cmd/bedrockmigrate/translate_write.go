package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/bedrocklint/bedrocklint/converse"
	"github.com/bedrocklint/bedrocklint/internal/translate"
)

// translation is what -format json prints.
type translation struct {
	Schema  string            `json:"schema"`
	Body    any               `json:"body"` // a list of chunks or events for a stream
	Members map[string]string `json:"members,omitempty"`
	Notes   []translate.Note  `json:"notes"`
}

func writeTranslation(format, name string, r *translate.Result, stdout, stderr io.Writer) error {
	if format == "json" {
		notes := r.Notes
		if notes == nil {
			notes = []translate.Note{}
		}
		return writeJSON(stdout, translation{"bedrocklint/translation/v1", r.Value, membersAsJSON(r.Members), notes})
	}
	if err := writeBody(stdout, r.Value); err != nil {
		return err
	}
	for _, n := range r.Notes {
		if _, err := fmt.Fprintf(stderr, "%s:%d: %s (%s)\n", name, n.Line, aboutPath(n), n.Code); err != nil {
			return err
		}
	}
	return nil
}

// aboutPath is a note's message, with the path before it unless it begins so.
func aboutPath(n translate.Note) string {
	if n.Path == "" || strings.HasPrefix(n.Message, n.Path) {
		return n.Message
	}
	return n.Path + ": " + n.Message
}

// membersAsJSON spells the members' names as the API does.
func membersAsJSON(members converse.Members) map[string]string {
	out := map[string]string{}
	for k, v := range members {
		out[strings.ToLower(k[:1])+k[1:]] = v
	}
	return out
}

// writeBody writes a body over several lines, a stream's parts on one line each.
func writeBody(w io.Writer, v any) error {
	list, stream := v.([]any)
	if !stream {
		return writeJSON(w, v)
	}
	for _, e := range list {
		if _, err := fmt.Fprintf(w, "%s\n", converse.Encode(e)); err != nil {
			return err
		}
	}
	return nil
}

func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}
