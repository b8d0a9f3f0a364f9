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
	room   *Room
	out    *node
	trail  []crumb // to the value that is being converted
	idx    []int   // backs the indexes of spots
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

// newWalk begins a walk in the room, which has one walk at a time.
func (r *Room) newWalk(f *catalog.Family, m *catalog.Model, lost, moves rules.Code) *walk {
	r.walk.reset()
	w := &r.walk
	w.f, w.m, w.room, w.out, w.lost, w.moves = f, m, r, r.node(), lost, moves
	return w
}

// reset makes w a walk that has not begun; its lists keep their room.
func (w *walk) reset() {
	for _, c := range w.spare {
		*c = carry{}
	}
	*w = walk{trail: w.trail[:0], idx: w.idx[:0], spare: w.spare}
}

// spot is a native value's place: the shape's node, and the indexes that Converse's
// arrays share, which are good as long as the value is being converted.
type spot struct {
	s   *catalog.Shape
	idx []int
}

// crumb is one step on the way to a value: a member's name, or, without one, an index.
type crumb struct {
	name string
	i    int
}

// path is the place of the value that is being converted, with real indexes, for messages.
func (w *walk) path() string {
	var short [64]byte
	b := short[:0]
	for _, c := range w.trail {
		switch {
		case c.name == "":
			b = appendIndex(b, c.i)
		case len(b) == 0:
			b = append(b, c.name...)
		default:
			b = append(append(b, '.'), c.name...)
		}
	}
	return string(b)
}

// below converts v, which stands one step below the value that is being converted.
func (w *walk) below(c crumb, p spot, v any) error {
	w.trail = append(w.trail, c)
	err := w.value(p, v)
	w.trail = w.trail[:len(w.trail)-1]
	return err
}

// apart converts v, which stands one step below the value that is being converted and has
// no indexes on Converse.
func (w *walk) apart(c crumb, s *catalog.Shape, v any) error {
	idx := w.idx
	w.idx = nil
	err := w.below(c, spot{s: s}, v)
	w.idx = idx
	return err
}

// within does something one step below the value that is being converted.
func (w *walk) within(c crumb, do func() error) error {
	w.trail = append(w.trail, c)
	err := do()
	w.trail = w.trail[:len(w.trail)-1]
	return err
}

func (w *walk) fail(format string, args ...any) error {
	return &Error{Path: w.path(), Err: fmt.Errorf(format, args...)}
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
	return w.fail("a JSON %s, which %s does not take here", kind(v), w.f.Name)
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
			w.unknown(w.path(), "of type %q", text(v[p.s.Discriminator]))
			return nil
		}
		if s.Field != nil && s.Field.Verdict != catalog.Drops {
			return w.value(spot{s, p.idx}, v)
		}
	}
	var few [16]string
	for _, k := range appendKeys(few[:0], v) {
		child := s.Key(k)
		if child == nil {
			w.unknown(joinPath(w.path(), k), "")
			w.near(k, s)
			continue
		}
		if err := w.below(crumb{name: k}, spot{child, p.idx}, v[k]); err != nil {
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
			idx = w.deeper(idx, i)
		} else if i > 0 {
			w.state(w.lost, catalog.Lost, fmt.Sprintf("%s[%d]", w.path(), i), "", "Converse has one answer; this one is left out")
			continue
		}
		if err := w.below(crumb{i: i}, spot{p.s.Elem, idx}, v); err != nil {
			return err
		}
	}
	return nil
}

// deeper adds an index. All spots on the way share one array: a spot's own part of it
// changes when the spot's value has been converted.
func (w *walk) deeper(idx []int, i int) []int {
	w.idx = append(w.idx[:len(idx)], i)
	return w.idx
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
			path := w.path()
			w.state(w.lost, catalog.Lost, path, "", "%s is lost: %s", path, f.Note)
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
		return w.fail("transform %q is not implemented", f.Transform)
	}
	if err := t.to(c, v); err != nil {
		if e, ok := err.(*Error); ok {
			return e
		}
		return &Error{Path: w.path(), Err: err}
	}
	if f.Verdict == catalog.Moves && !c.silent {
		path, to := w.path(), concrete(c.to, p.idx)
		w.state(w.moves, catalog.Moves, path, to, "%s moves to %s", path, to)
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
