package converse

import (
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/spell"
	"github.com/bedrocklint/bedrocklint/rules"
)

// walk goes through a native value along its family's shape and builds the Converse
// value.
type walk struct {
	f      *catalog.Family
	m      *catalog.Model // may be nil
	out    *node
	stated []Change
	// codes of what is said about fields that are lost and fields that move: those of
	// requests or of answers
	lost, moves rules.Code

	noTools    bool      // tool_choice none: leave the tools out
	intervened bool      // a guardrail intervened
	cited      []spotted // text blocks that have citations
	bare       bool      // the prompt had no chat template
	spare      []*carry  // for the next fields: there are many, and few at a time
	differs    string    // how the prompt differs from what the template makes
}

// spot is a native value's place: the shape's node, the path with real indexes for
// messages, and the indexes that Converse's arrays share.
type spot struct {
	s    *catalog.Shape
	path string
	idx  []int
}

func (w *walk) fail(path, format string, args ...any) error {
	return &Error{Path: path, Err: fmt.Errorf(format, args...)}
}

func (w *walk) state(code rules.Code, v catalog.Verdict, path, to, format string, args ...any) {
	w.stated = append(w.stated, Change{Code: code, Path: path, To: to, Verdict: v, Message: fmt.Sprintf(format, args...)})
}

// value converts v, which stands at p.
func (w *walk) value(p spot, v any) error {
	s := p.s
	if f := s.Field; f != nil && w.scalarForm(s, v) {
		return w.field(p, v)
	}
	switch v := v.(type) {
	case map[string]any:
		if len(s.Keys) > 0 || len(s.Variants) > 0 {
			return w.object(p, v)
		}
	case []any:
		if s.Elem != nil {
			return w.array(p, v)
		}
	}
	return w.fail(p.path, "a JSON %s, which %s does not take here", kind(v), w.f.Name)
}

// scalarForm reports whether v goes through the node's own field rather than through
// the fields below it.
func (w *walk) scalarForm(s *catalog.Shape, v any) bool {
	if v == nil {
		return s.Field.Nullable || s.Field.Type == "any"
	}
	structured := len(s.Keys) > 0 || len(s.Variants) > 0 || s.Elem != nil
	if t, ok := catalog.TransformNamed(s.Field.Transform); ok && t.Whole {
		return fits(v, s.Field.Type)
	}
	if structured && s.Field.Items == "" && (kind(v) == "object" || kind(v) == "array") {
		return false
	}
	return fits(v, s.Field.Type)
}

// object converts the members of an object.
func (w *walk) object(p spot, v map[string]any) error {
	s := p.s
	if s.Discriminator != "" {
		if s = s.Variant(text(v[s.Discriminator])); s == nil {
			w.unknown(p.path, "of type %q", text(v[p.s.Discriminator]))
			return nil
		}
		if s.Field != nil && s.Field.Verdict != catalog.Drops {
			return w.value(spot{s, p.path, p.idx}, v)
		}
	}
	var few [16]string
	for _, k := range appendKeys(few[:0], v) {
		path := joinPath(p.path, k)
		child := s.Key(k)
		if child == nil {
			w.unknown(path, "")
			w.near(k, s)
			continue
		}
		if err := w.value(spot{child, path, p.idx}, v[k]); err != nil {
			return err
		}
	}
	return nil
}

func joinPath(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// array converts the elements of an array.
func (w *walk) array(p spot, list []any) error {
	for i, v := range list {
		idx := p.idx
		if !p.s.Elem.Single() {
			idx = append(idx[:len(idx):len(idx)], i)
		} else if i > 0 {
			w.state(w.lost, catalog.Lost, fmt.Sprintf("%s[%d]", p.path, i), "", "Converse has one answer; this one is left out")
			continue
		}
		if err := w.value(spot{p.s.Elem, indexed(p.path, i), idx}, v); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) unknown(path, format string, args ...any) {
	what := strings.TrimSpace(fmt.Sprintf(format, args...))
	if what != "" {
		what = " " + what
	}
	w.state(rules.FieldUnknown, catalog.Unknown, path, "", "%s%s is not part of %s; it is left out", path, what, w.f.Name)
}

// near names, with the change stated last, the member of s that an unknown one is spelt
// most like.
func (w *walk) near(key string, s *catalog.Shape) {
	var names []string
	for _, k := range s.Keys {
		names = append(names, k.Name)
	}
	if s.Value != "" && s.Parent != nil {
		for _, k := range s.Parent.Keys {
			names = append(names, k.Name)
		}
	}
	w.stated[len(w.stated)-1].Near = spell.Nearest(key, names)
}

// field converts a value by its field's verdict and transform.
func (w *walk) field(p spot, v any) error {
	f := p.s.Field
	switch f.Verdict {
	case catalog.Drops:
		return nil
	case catalog.Lost:
		if v != nil && !isDefault(f, v) {
			w.state(w.lost, catalog.Lost, p.path, "", "%s is lost: %s", p.path, f.Note)
		}
		return nil
	}
	if v == nil {
		return nil
	}
	c := w.carrier(carry{w: w, f: f, spot: p, to: f.Converse})
	defer func() { w.spare = append(w.spare, c) }()
	t, ok := conversions[f.Transform]
	if !ok {
		return w.fail(p.path, "transform %q is not implemented", f.Transform)
	}
	if err := t.to(c, v); err != nil {
		if e, ok := err.(*Error); ok {
			return e
		}
		return &Error{Path: p.path, Err: err}
	}
	if f.Verdict == catalog.Moves && !c.silent {
		w.state(w.moves, catalog.Moves, p.path, concrete(c.to, p.idx), "%s moves to %s", p.path, concrete(c.to, p.idx))
	}
	return nil
}

// carrier returns a place for c that is good until it is given back to spare.
func (w *walk) carrier(c carry) *carry {
	n := len(w.spare) - 1
	if n < 0 {
		out := new(carry) // not &c, which would be made anew each time
		*out = c
		return out
	}
	out := w.spare[n]
	w.spare = w.spare[:n]
	*out = c
	return out
}

// isDefault reports whether a value is what its absence means.
func isDefault(f *catalog.Field, v any) bool {
	return f.Default != nil && string(Encode(numbers(v))) == string(Encode(numbers(jsonValue(f.Default))))
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
