package converse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// back goes through a family's shape and fetches each field's value from a Converse
// value.
type back struct {
	f      *catalog.Family
	m      *catalog.Model // may be nil
	room   *Room
	in     map[string]any
	answer bool // an answer or an event, not a request: members that are always there are filled in
	ident  Identity
	got    []mark // the Converse paths whose values were fetched
	paths  []byte // of the marks
	stated []Change
	spare  []*fetchBack // for the next fields: there are many, and few at a time
}

// mark is a part of back.paths: a path as concrete has it.
type mark struct{ begin, end int }

func (b *back) path(m mark) []byte { return b.paths[m.begin:m.end] }

// newBack begins a way back in the room, which has one at a time.
func (r *Room) newBack(f *catalog.Family, m *catalog.Model, in map[string]any) *back {
	r.back.reset()
	b := &r.back
	b.f, b.m, b.room, b.in = f, m, r, in
	return b
}

// reset makes b one that has not begun; its lists keep their room.
func (b *back) reset() {
	for _, c := range b.spare {
		*c = fetchBack{}
	}
	if len(b.got) > mostKept {
		b.got, b.paths = nil, nil
	}
	*b = back{got: b.got[:0], paths: b.paths[:0], spare: b.spare}
}

// fetcher returns a place for c that is good until it is given back to spare.
func (b *back) fetcher(c fetchBack) *fetchBack {
	n := len(b.spare) - 1
	if n < 0 {
		out := new(fetchBack) // not &c, which would be made anew each time
		*out = c
		return out
	}
	out := b.spare[n]
	b.spare = b.spare[:n]
	*out = c
	return out
}

func (b *back) state(code rules.Code, v catalog.Verdict, path, to, format string, args ...any) {
	b.stated = append(b.stated, Change{Code: code, Path: path, To: to, Verdict: v, Message: fmt.Sprintf(format, args...)})
}

// get returns what stands at a Converse path and marks it as fetched.
func (b *back) get(path string, idx []int) (any, bool) {
	v, ok := fetch(b.in, path, idx)
	if ok {
		begin := len(b.paths)
		b.paths = appendConcrete(b.paths, path, idx)
		b.got = append(b.got, mark{begin, len(b.paths)})
	}
	return v, ok
}

// found is a native value and how many Converse values it took up.
type found struct {
	v    any
	hits int
	err  error
}

// build returns the native value of a node, or no hits when Converse has nothing for it.
func (b *back) build(s *catalog.Shape, idx []int) found {
	if s.Field != nil && s.Field.Alias && !b.ident.Aliases {
		return found{}
	}
	if s.Field != nil && s.Field.Converse != "" {
		t, _ := catalog.TransformNamed(s.Field.Transform)
		if got := b.field(s, idx); got.hits > 0 || got.err != nil || t.Whole {
			return got
		}
	}
	switch {
	case s.Elem != nil && !(s.Field != nil && s.Field.Items != ""):
		return b.array(s.Elem, idx)
	case s.Discriminator != "":
		return b.variants(s, idx)
	case len(s.Keys) > 0:
		return b.object("", idx, s.Keys)
	}
	return found{}
}

// field fetches one field's value. A structured field without a transform is fetched
// part by part instead.
func (b *back) field(s *catalog.Shape, idx []int) found {
	f := s.Field
	structured := len(s.Keys) > 0 || len(s.Variants) > 0 || s.Elem != nil
	if structured && f.Transform == "" && f.Items == "" {
		return found{}
	}
	t, ok := conversions[f.Transform]
	if !ok {
		return found{err: &Error{Path: f.Path, Err: fmt.Errorf("transform %q is not implemented", f.Transform)}}
	}
	c := b.fetcher(fetchBack{b: b, f: f, s: s, idx: idx})
	v, ok, err := t.from(c)
	b.spare = append(b.spare, c)
	if err != nil {
		if e, isError := err.(*Error); isError {
			return found{err: e}
		}
		return found{err: &Error{Path: concrete(f.Converse, idx), Err: err}}
	}
	if !ok {
		return found{}
	}
	return found{v: v, hits: 1}
}

// array builds the elements that Converse's arrays have for a native array.
func (b *back) array(elem *catalog.Shape, idx []int) found {
	if elem.Single() {
		got := b.build(elem, idx)
		if got.hits > 0 {
			got.v = b.room.list([]any{got.v})
		}
		return got
	}
	r, hits := b.room, 0
	begin := len(r.items)
	for _, src := range r.sources(elem, len(idx)+1) {
		elems, _ := fetchList(b.in, strings.TrimSuffix(src, "[]"), idx)
		below := append(idx[:len(idx):len(idx)], 0)
		for j := range elems {
			below[len(idx)] = j
			got := b.element(elem, src, below)
			if got.err != nil {
				r.items = r.items[:begin]
				return got
			}
			if got.hits > 0 {
				r.items = append(r.items, got.v)
				hits += got.hits
			}
		}
	}
	return found{v: r.listFrom(begin), hits: hits}
}

// element builds one element from the Converse array src.
func (b *back) element(elem *catalog.Shape, src string, idx []int) found {
	for _, v := range elem.Variants {
		// A variant that goes as a whole into an array of its own comes from there alone.
		if f := v.Field; f != nil && f.Converse == src {
			return b.whole(v, src, idx)
		}
	}
	return b.build(elem, idx)
}

func (b *back) whole(v *catalog.Shape, src string, idx []int) found {
	got, ok := b.get(src, idx)
	if !ok {
		return found{}
	}
	return found{v: got, hits: 1}
}

// sources is the function, remembered: every list of every body asks.
func (r *Room) sources(elem *catalog.Shape, depth int) []string {
	key := arrayOf{elem, depth}
	got, ok := r.arrays[key]
	if !ok {
		if r.arrays == nil {
			r.arrays = map[arrayOf][]string{}
		}
		got = sources(elem, depth)
		r.arrays[key] = got
	}
	return got
}

// sources returns the Converse arrays, in file order, that the fields below an element
// come from: their paths cut after the array at depth.
func sources(elem *catalog.Shape, depth int) []string {
	var out []string
	elem.Walk(func(n *catalog.Shape) {
		if n.Field == nil || n.Field.Converse == "" || arrays(n.Field.Converse) < depth {
			return
		}
		if path := cutAfter(n.Field.Converse, depth); !slices.Contains(out, path) {
			out = append(out, path)
		}
	})
	return out
}

// cutAfter cuts a path after its nth array: ("a[].b[].c", 2) is "a[].b[]".
func cutAfter(path string, n int) string {
	at := 0
	for ; n > 0; n-- {
		at += strings.Index(path[at:], "[]") + 2
	}
	return path[:at]
}

// variants builds the variant that takes up most of what Converse has. What the other
// variants would have fetched is not marked.
func (b *back) variants(s *catalog.Shape, idx []int) found {
	var best found
	var picked *catalog.Shape
	before := len(b.got)
	kept := before // where the marks of the best one end
	for _, v := range s.Variants {
		if v.Field != nil && len(v.Keys) == 0 && v.Field.Converse == "" {
			continue
		}
		got := b.object(s.Discriminator, idx, s.Keys, v.Keys)
		if got.hits > best.hits || got.err != nil && picked == nil {
			best, picked = got, v
			kept = before + copy(b.got[before:], b.got[kept:])
		}
		b.got = b.got[:kept]
	}
	if picked == nil || best.err != nil {
		b.got = b.got[:before]
		return best
	}
	if !picked.Absent {
		best.v.(map[string]any)[s.Discriminator] = picked.Value
	}
	return best
}

// alone are the transforms whose values make no object by themselves: a cache point stands
// beside the block that it marks, and whether a chunk is the last one beside what it says.
var alone = map[string]bool{"cache-point": true, "is-end": true}

// object builds an object of its members: those of lists, without the one called but.
func (b *back) object(but string, idx []int, lists ...[]*catalog.Shape) found {
	var out found
	var m map[string]any
	for _, keys := range lists {
		for _, k := range keys {
			if k.Name == but {
				continue
			}
			got := b.build(k, idx)
			if got.err != nil {
				return got
			}
			if got.hits == 0 {
				continue
			}
			if m == nil {
				m = b.room.object()
			}
			m[k.Name] = got.v
			if k.Field == nil || !alone[k.Field.Transform] {
				out.hits += got.hits
			}
		}
	}
	if out.hits == 0 {
		return found{}
	}
	for _, keys := range lists {
		for _, k := range keys {
			if k.Name != but {
				b.fill(m, k)
			}
		}
	}
	out.v = m
	return out
}

// fill adds a member that the native form always has and Converse does not.
func (b *back) fill(m map[string]any, k *catalog.Shape) {
	f := k.Field
	if _, ok := m[k.Name]; ok || f == nil {
		return
	}
	if name := b.ident.of(k); name != "" {
		m[k.Name] = name
		return
	}
	constant := f.Verdict == catalog.Drops && len(f.Enum) == 1
	switch {
	case constant && (b.answer || f.Required):
		m[k.Name] = f.Enum[0]
	case b.answer && f.Required && f.Nullable:
		m[k.Name] = nil
	case b.answer && f.Required:
		m[k.Name] = b.empty(k)
	}
}

// empty is a required member that Converse has nothing for.
func (b *back) empty(k *catalog.Shape) any {
	if k.Field.Type != "object" || k.Discriminator != "" {
		return zero(k.Field.Type)
	}
	m := map[string]any{}
	for _, c := range k.Keys {
		b.fill(m, c)
	}
	return m
}

// zero is the empty value of a type.
func zero(typ string) any {
	switch typ {
	case "string":
		return ""
	case "integer", "number":
		return json.Number("0")
	case "boolean":
		return false
	case "array":
		return []any{}
	case "object":
		return map[string]any{}
	}
	return nil
}

// leftovers states what nothing fetched.
func (b *back) leftovers(code rules.Code) {
	slices.SortFunc(b.got, func(x, y mark) int { return bytes.Compare(b.path(x), b.path(y)) })
	var short [128]byte
	b.left(code, b.in, short[:0])
}

func (b *back) left(code rules.Code, v any, path []byte) {
	if _, got := slices.BinarySearchFunc(b.got, path, func(m mark, p []byte) int { return bytes.Compare(b.path(m), p) }); got {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		var few [16]string
		for _, k := range appendKeys(few[:0], v) {
			below := path
			if len(path) > 0 {
				below = append(below, '.')
			}
			b.left(code, v[k], append(below, k...))
		}
	case []any:
		for i, e := range v {
			b.left(code, e, appendIndex(path, i))
		}
	default:
		b.state(code, catalog.Lost, string(path), "", "%s has no place in %s; it is left out", path, b.f.Name)
	}
}
