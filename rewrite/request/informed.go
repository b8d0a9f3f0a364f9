package request

import (
	"go/ast"
	"go/constant"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// Informed is a value that was read off Go types, with what is known of what the code
// puts there: a member that always has one constant is that constant, and one that is
// never set is left out. Type says nothing of either.
//
//	held: {"type": <b.Type>, "text": <b.Text>, "source": <b.Source>}
//	full: {"type": "text", "text": <question>}
//	informed: {"type": "text", "text": <b.Text>}
//
// Where the code makes several kinds of an object, which shape tells apart by a member,
// there is an alternative for each of these kinds.
func Informed(held, full payload.Value, shape *catalog.Shape) payload.Value {
	k := &knowledge{at: map[string]*known{}, open: map[string]bool{}, shape: shape, dynamic: map[string]*dynamic{}, tests: map[ast.Expr]bool{}}
	k.learn("", full)
	return k.inform("", held)
}

// known is what a member can be, over all objects that can have it.
type known struct {
	objects, set int              // objects at its parent, and those that set it
	consts       []constant.Value // distinct
	lists        []*payload.Array
	other        bool // it can be something that is not constant
}

type knowledge struct {
	at   map[string]*known
	open map[string]bool // paths of which not everything is known

	shape *catalog.Shape

	dynamic map[string]*dynamic
	tests   map[ast.Expr]bool // conditions that ask for a member of a map
}

func (k *knowledge) of(path string) *known {
	if k.at[path] == nil {
		k.at[path] = &known{}
	}
	return k.at[path]
}

// learn takes in a value at a path.
func (k *knowledge) learn(path string, v payload.Value) {
	k.of(path) // it can be there, whatever it is
	if _, several := v.(*payload.Alt); !several && v != nil {
		k.learnType(path, v)
	}
	switch v := v.(type) {
	case *payload.Const:
		k.of(path).add(v.Val)
	case *payload.Object:
		k.countKind(path, v)
		k.of(path).objects++
		if v.Rest != nil {
			k.open[path] = true
		}
		for _, f := range v.Fields {
			member := path + "." + f.Key
			if f.Presence.Always() {
				k.of(member).set++
			}
			k.learn(member, f.Value)
		}
	case *payload.Array:
		if v.Rest != nil {
			k.open[path+"[]"] = true
		}
		k.of(path).lists = append(k.of(path).lists, v)
		for _, e := range v.Elems {
			k.learn(path+"[]", e.Value)
		}
	case *payload.Alt:
		for _, c := range v.Cases {
			k.learn(path, c.Value)
		}
	case *payload.Unknown, nil:
		k.open[path] = true
	default:
		k.of(path).other = true
	}
}

func (n *known) add(v constant.Value) {
	if v == nil {
		return // null, as good as absent
	}
	for _, c := range n.consts {
		if c.Kind() == v.Kind() && constant.Compare(c, token.EQL, v) {
			return
		}
	}
	n.consts = append(n.consts, v)
}

// closed reports whether all is known of the object at a path.
func (k *knowledge) closed(path string) bool {
	for p := path; ; p = parent(p) {
		if k.open[p] || k.at[p] != nil && k.at[p].other {
			return false
		}
		if p == "" {
			return k.at[path] != nil && k.at[path].objects > 0
		}
	}
}

// parent is the path of what a member or an element is in.
func parent(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i] {
		case '.':
			return path[:i]
		case '[':
			return path[:i]
		}
	}
	return ""
}

// inform puts what is known into a value at a path.
func (k *knowledge) inform(path string, v payload.Value) payload.Value {
	switch v := v.(type) {
	case *payload.Object:
		return k.kinds(path, k.object(path, v))
	case *payload.Array:
		out := *v
		out.Elems = make([]*payload.Elem, len(v.Elems))
		for i, e := range v.Elems {
			elem := *e
			elem.Value = k.inform(path+"[]", e.Value)
			out.Elems[i] = &elem
		}
		return &out
	case *payload.Alt:
		out := *v
		out.Cases = make([]payload.AltCase, len(v.Cases))
		for i, c := range v.Cases {
			out.Cases[i] = payload.AltCase{When: c.When, Value: k.inform(path, c.Value)}
		}
		return &out
	case *payload.Expr:
		return k.keyed(path, v)
	}
	return v
}

func (k *knowledge) object(path string, o *payload.Object) *payload.Object {
	out := *o
	out.Fields = nil
	closed := k.closed(path)
	for _, f := range o.Fields {
		member := path + "." + f.Key
		n := k.at[member]
		if closed && (n == nil && !k.open[member]) {
			continue // never set
		}
		field := *f
		if c := k.constant(path, member, f.Value); closed && c != nil {
			field.Value, field.Presence = c, payload.Presence{}
		} else {
			field.Value = k.inform(member, f.Value)
		}
		out.Fields = append(out.Fields, &field)
	}
	return &out
}

// kinds are the alternatives of an object of which the code makes several kinds; the
// object itself where it does not, or not of kinds that are all known.
func (k *knowledge) kinds(path string, o *payload.Object) payload.Value {
	shape := k.shape.Lookup(strings.TrimPrefix(path, "."))
	if shape == nil || shape.Discriminator == "" {
		return o
	}
	member := path + "." + shape.Discriminator
	n := k.at[member]
	if n == nil || !k.closed(path) || k.open[member] || n.other || len(n.consts) < 2 {
		return o
	}
	at := slices.IndexFunc(o.Fields, func(f *payload.Field) bool { return f.Key == shape.Discriminator })
	if at < 0 {
		return o
	}
	kind, ok := o.Fields[at].Value.(*payload.Expr)
	if !ok {
		return o
	}
	out := &payload.Alt{Orig: payload.Origin{At: o.Orig.At, Frame: o.Orig.Frame}}
	for _, c := range n.consts {
		field := *o.Fields[at]
		field.Value, field.Presence = &payload.Const{Orig: kind.Orig, Val: c}, payload.Presence{}
		one := ofKind(o, shape, constant.StringVal(c))
		for i, f := range one.Fields {
			one.Fields[i] = k.untested(path, constant.StringVal(c), f)
		}
		one.Fields = append([]*payload.Field{&field}, one.Fields...)
		out.Cases = append(out.Cases, payload.AltCase{When: []payload.Cond{is(kind, c)}, Value: one})
	}
	return out
}

// ofKind is an object with those members that a kind has, less the one that tells kinds
// apart. Any other would be refused natively.
func ofKind(o *payload.Object, shape *catalog.Shape, kind string) *payload.Object {
	out := *o
	out.Fields = nil
	variant := shape.Variant(kind)
	for _, f := range o.Fields {
		if f.Key != shape.Discriminator && (variant == nil || variant.Key(f.Key) != nil) {
			out.Fields = append(out.Fields, f)
		}
	}
	return &out
}

// is the condition that a run-time string has a value.
func is(e *payload.Expr, c constant.Value) payload.Cond {
	orig := e.Orig
	orig.Expr = &ast.BinaryExpr{X: e.Orig.Expr, Op: token.EQL, Y: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(constant.StringVal(c))}}
	return payload.Cond{Orig: orig, Stable: e.Stable}
}

// constant is the one value that a member always has, or the one list; nil when it has
// several, when it is not always there, or where the program decides about a part of it.
func (k *knowledge) constant(path, member string, v payload.Value) payload.Value {
	n := k.at[member]
	if n == nil || k.open[member] || n.other || n.objects > 0 || n.set < k.at[path].objects {
		return nil
	}
	switch {
	case len(n.consts) == 1 && len(n.lists) == 0:
		return &payload.Const{Orig: v.Origin(), Val: n.consts[0]}
	case len(n.consts) == 0 && len(n.lists) == 1 && spelt(n.lists[0]):
		return n.lists[0]
	}
	return nil
}

// spelt reports whether a value is there always and constant in all its parts.
func spelt(v payload.Value) bool {
	switch v := v.(type) {
	case *payload.Const:
		return v.Val != nil
	case *payload.Object:
		return v.Rest == nil && !slices.ContainsFunc(v.Fields, func(f *payload.Field) bool { return !f.Presence.Always() || !spelt(f.Value) })
	case *payload.Array:
		return v.Rest == nil && !slices.ContainsFunc(v.Elems, func(e *payload.Elem) bool {
			return e.Loop != nil || !e.Presence.Always() || !spelt(e.Value)
		})
	}
	return false
}
