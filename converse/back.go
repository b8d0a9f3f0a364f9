package converse

import (
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
	in     map[string]any
	answer bool // an answer or an event, not a request: members that are always there are filled in
	ident  Identity
	got    []string // the Converse paths whose values were fetched, see concrete
	stated []Change
	spare  []*fetchBack // for the next fields: there are many, and few at a time
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
		b.got = append(b.got, concrete(path, idx))
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
			got.v = []any{got.v}
		}
		return got
	}
	var out found
	var list []any
	for _, src := range sources(elem, len(idx)+1) {
		path := strings.TrimSuffix(src, "[]")
		elems, _ := fetchList(b.in, path, idx)
		if list == nil {
			list = make([]any, 0, len(elems))
		}
		for j := range elems {
			got := b.element(elem, src, append(idx[:len(idx):len(idx)], j))
			if got.err != nil {
				return got
			}
			if got.hits > 0 {
				list = append(list, got.v)
				out.hits += got.hits
			}
		}
	}
	out.v = list
	return out
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
	var marks []string
	before := len(b.got)
	for _, v := range s.Variants {
		if v.Field != nil && len(v.Keys) == 0 && v.Field.Converse == "" {
			continue
		}
		got := b.object(s.Discriminator, idx, s.Keys, v.Keys)
		if got.hits > best.hits || got.err != nil && picked == nil {
			best, picked, marks = got, v, slices.Clone(b.got[before:])
		}
		b.got = b.got[:before]
	}
	if picked == nil || best.err != nil {
		return best
	}
	b.got = append(b.got, marks...)
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
				m = map[string]any{}
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

func compareText(a string, b []byte) int {
	switch {
	case a < string(b):
		return -1
	case a > string(b):
		return 1
	}
	return 0
}

// leftovers states what nothing fetched.
func (b *back) leftovers(code rules.Code) {
	slices.Sort(b.got)
	b.left(code, b.in, make([]byte, 0, 128))
}

func (b *back) left(code rules.Code, v any, path []byte) {
	if _, got := slices.BinarySearchFunc(b.got, path, compareText); got {
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
