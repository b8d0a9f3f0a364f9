package payload

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// matcher checks that JSON which a program really sent is an instance of what was
// predicted. Expressions are evaluated in env, the values that variables had at the
// call, by their text; what cannot be evaluated that way may be anything of its type.
type matcher struct {
	env   map[string]any // "text" → "hi", "items" → []any{map…}
	loose int            // leaves and conditions that could not be evaluated
	exact int
}

// match gives the reason why got is no instance of v, or "".
func (m *matcher) match(v Value, got any) string {
	switch v := v.(type) {
	case *Const:
		return m.constant(v, got)
	case *Expr:
		return m.expr(v, got)
	case *String:
		return m.str(v, got)
	case *Object:
		return m.object(v, got)
	case *Array:
		return m.array(v, got)
	case *Alt:
		return m.alt(v, got)
	case *Unknown:
		m.loose++
		return ""
	}
	return fmt.Sprintf("unexpected %T", v)
}

func (m *matcher) constant(v *Const, got any) string {
	m.exact++
	want := constAny(v.Val)
	if !equalJSON(want, got) {
		return fmt.Sprintf("constant %v, sent %v", want, got)
	}
	return ""
}

func constAny(v constant.Value) any {
	if v == nil {
		return nil
	}
	switch v.Kind() {
	case constant.String:
		return constant.StringVal(v)
	case constant.Bool:
		return constant.BoolVal(v)
	}
	f, _ := constant.Float64Val(v)
	return f
}

func equalJSON(a, b any) bool {
	if x, ok := a.(float64); ok {
		y, ok := b.(float64)
		return ok && math.Abs(x-y) <= 1e-9*math.Abs(x)
	}
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

func (m *matcher) expr(v *Expr, got any) string {
	if v.Stable.OK {
		if want, ok := m.eval(v.Orig.Expr, v.Orig.Frame); ok {
			m.exact++
			if !equalJSON(want, got) {
				return fmt.Sprintf("%s is %v, sent %v", exprText(v.Orig.Expr), want, got)
			}
			return ""
		}
	}
	m.loose++
	if got == nil {
		switch v.Type.Underlying().(type) {
		case *types.Pointer, *types.Slice, *types.Map, *types.Interface:
			return ""
		}
		return fmt.Sprintf("null for %s", v.Type)
	}
	if marshalsItself(v.Type) {
		return ""
	}
	if _, isStr := got.(string); (isString(v.Type) || isBytes(v.Type)) != isStr {
		return fmt.Sprintf("%v for type %s", got, v.Type)
	}
	return ""
}

// marshalsItself reports whether what values of type t look like in JSON is decided by
// their methods, or by encoding/json for that type alone.
func marshalsItself(t types.Type) bool {
	return typeName(t) == "encoding/json.Number" || methodOf(t, "MarshalJSON", true) != nil || methodOf(t, "MarshalText", true) != nil
}

func (m *matcher) str(v *String, got any) string {
	s, ok := got.(string)
	if !ok {
		return fmt.Sprintf("a string was predicted, sent %v", got)
	}
	var pattern []*string
	for _, p := range v.Parts {
		pattern = append(pattern, m.pieces(p)...)
	}
	if !glob(pattern, s) {
		return fmt.Sprintf("%q is not %s", s, Format(v))
	}
	return ""
}

// pieces are the texts of a part; nil stands for any text.
func (m *matcher) pieces(p Part) []*string {
	switch {
	case p.Each != nil:
		m.loose++
		return []*string{nil}
	case p.Expr == nil:
		return []*string{&p.Lit}
	case p.Expr.Stable.OK:
		if x, ok := m.eval(p.Expr.Orig.Expr, p.Expr.Orig.Frame); ok {
			m.exact++
			verb := p.Verb
			if verb == "" {
				verb = "%v"
			}
			if f, isFloat := x.(float64); isFloat && verb == "%d" {
				x = int(f)
			}
			s := fmt.Sprintf(verb, x)
			return []*string{&s}
		}
	}
	m.loose++
	return []*string{nil}
}

// glob matches s with literal pieces and wildcards.
func glob(pattern []*string, s string) bool {
	if len(pattern) == 0 {
		return s == ""
	}
	if lit := pattern[0]; lit != nil {
		return strings.HasPrefix(s, *lit) && glob(pattern[1:], s[len(*lit):])
	}
	for i := range len(s) + 1 {
		if glob(pattern[1:], s[i:]) {
			return true
		}
	}
	return false
}

func (m *matcher) alt(v *Alt, got any) string {
	var reasons []string
	for _, c := range v.Cases {
		holds := m.holds(c.When)
		if holds == no {
			continue
		}
		r := m.match(c.Value, got)
		if r == "" {
			return ""
		}
		reasons = append(reasons, r)
		if holds == yes {
			break // it is this one
		}
	}
	return "no alternative: " + strings.Join(reasons, " / ")
}

// holds evaluates a conjunction of conditions.
func (m *matcher) holds(cs []Cond) truth {
	all := yes
	for _, c := range cs {
		v, ok := any(nil), false
		if c.Stable.OK {
			v, ok = m.eval(c.Orig.Expr, c.Orig.Frame)
		}
		b, isBool := v.(bool)
		switch {
		case !ok || !isBool:
			m.loose++
			all = maybe
		case b == c.Negate:
			return no
		}
	}
	return all
}

func (m *matcher) object(v *Object, got any) string {
	o, ok := got.(map[string]any)
	if !ok {
		return fmt.Sprintf("an object was predicted, sent %v", got)
	}
	predicted := make(map[string]bool)
	byKey := make(map[string][]*Field)
	for _, f := range v.Fields {
		predicted[f.Key] = true
		byKey[f.Key] = append(byKey[f.Key], f)
	}
	for k := range o {
		if !predicted[k] && v.Rest == nil {
			return fmt.Sprintf("key %q was not predicted", k)
		}
	}
	if v.Rest != nil {
		return "" // what is there may be replaced
	}
	for k, fs := range byKey {
		if r := m.fields(fs, o, k); r != "" {
			return k + ": " + r
		}
	}
	return ""
}

// fields matches one key that may be predicted several times: the last one that is
// present counts.
func (m *matcher) fields(fs []*Field, o map[string]any, k string) string {
	got, present := o[k]
	reason := "absent"
	for i := len(fs) - 1; i >= 0; i-- {
		f := fs[i]
		there := m.holds(f.Presence.When)
		if there != no && f.Presence.OmitEmpty != nil {
			switch m.nonEmpty(f.Presence.OmitEmpty) {
			case no:
				there = no
			case maybe:
				there = maybe
			}
		}
		switch {
		case there == no:
			continue
		case present:
			r := m.match(f.Value, got)
			if r == "" {
				return ""
			}
			reason = r
			if there == yes {
				return r
			}
		case there == yes:
			return "predicted as always there, but absent"
		default:
			reason = ""
		}
	}
	if present {
		return "present although not predicted: " + reason
	}
	return ""
}

// nonEmpty is whether a value passes omitempty.
func (m *matcher) nonEmpty(v Value) truth {
	switch v := v.(type) {
	case *Const:
		if x := constAny(v.Val); x == nil || x == "" || x == 0.0 || x == false {
			return no
		}
		return yes
	case *Expr:
		if v.Stable.OK {
			if x, ok := m.eval(v.Orig.Expr, v.Orig.Frame); ok {
				if l, isList := x.([]any); isList && len(l) == 0 || x == nil || x == "" || x == 0.0 || x == false {
					return no
				}
				return yes
			}
		}
	case *Alt:
		for _, c := range v.Cases {
			switch m.holds(c.When) {
			case yes:
				return m.nonEmpty(c.Value)
			case maybe:
				return maybe
			}
		}
	}
	return maybe
}

func (m *matcher) array(v *Array, got any) string {
	if got == nil {
		if v.NullIfEmpty {
			got = []any{}
		} else if v.Rest == nil {
			return "null for an array"
		} else {
			return ""
		}
	}
	l, ok := got.([]any)
	if !ok {
		return fmt.Sprintf("an array was predicted, sent %v", got)
	}
	if v.NullIfEmpty && len(l) == 0 && got == nil {
		return ""
	}
	if !m.sequence(m.elements(v.Elems), l, v.Rest != nil) {
		return fmt.Sprintf("%v is not %s", l, Format(v))
	}
	return ""
}

// slot is a place of one element in an array, or of any number of iterations of a loop.
type slot struct {
	m     *matcher
	v     Value
	there truth
	each  []slot // of one iteration
	left  int    // how many elements were left after the last one; 0 before the first
}

// elements are the slots of an array. Elements of one loop that stand in a row are added
// in turn by each iteration.
func (m *matcher) elements(es []*Elem) []slot {
	var out []slot
	for len(es) > 0 {
		n := 1
		for es[0].Loop != nil && n < len(es) && es[n].Loop == es[0].Loop {
			n++
		}
		out = append(out, m.slots(es[:n])...)
		es = es[n:]
	}
	return out
}

// slots are those of elements of the same loop, or of one element outside of loops.
func (m *matcher) slots(es []*Elem) []slot {
	loop := es[0].Loop
	if loop == nil {
		return m.iteration(es)
	}
	if over, ok := loop.Over.(*Expr); ok {
		if x, ok := m.eval(over.Orig.Expr, over.Orig.Frame); ok {
			if items, isList := x.([]any); isList || x == nil {
				return m.unrolled(es, items)
			}
		}
	}
	m.loose++
	each := m.iteration(es)
	for i := range each {
		each[i].there = maybe
	}
	return []slot{{each: each, there: maybe}}
}

func (m *matcher) iteration(es []*Elem) []slot {
	var out []slot
	for _, e := range es {
		out = append(out, slot{m: m, v: e.Value, there: m.holds(e.Presence.When)})
	}
	return out
}

func (m *matcher) unrolled(es []*Elem, items []any) []slot {
	var out []slot
	loop := es[0].Loop
	for i, it := range items {
		sub := &matcher{env: maps.Clone(m.env)}
		name := "elem"
		if loop.Value != nil {
			name = loop.Value.Name()
		}
		sub.env[name] = it
		if loop.Key != nil {
			sub.env[loop.Key.Name()] = float64(i)
		}
		out = append(out, sub.iteration(es)...)
	}
	return out
}

func (m *matcher) sequence(slots []slot, l []any, rest bool) bool {
	if len(slots) == 0 {
		return rest || len(l) == 0
	}
	s := slots[0]
	if s.there != yes && m.sequence(slots[1:], l, rest) {
		return true
	}
	if s.there == no || len(l) == 0 {
		return false
	}
	if s.each != nil { // once more, unless the last time added nothing
		again := s
		again.left = len(l)
		return s.left != len(l) && m.sequence(slices.Concat(s.each, []slot{again}, slots[1:]), l, rest)
	}
	return s.m.match(s.v, l[0]) == "" && m.sequence(slots[1:], l[1:], rest)
}

// eval computes an expression over the environment.
func (m *matcher) eval(e ast.Expr, fr *Frame) (any, bool) {
	if e == nil {
		return nil, false
	}
	lit, ok := m.literal(e, fr, 0)
	if !ok {
		return nil, false
	}
	if lit.direct {
		return lit.val, true
	}
	tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, lit.text)
	if err != nil || tv.Value == nil {
		return nil, false
	}
	return constAny(tv.Value), true
}

// evaluated is a value of the environment, or constant Go text.
type evaluated struct {
	val    any
	direct bool
	text   string
}

func constText2(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v), true
	case float64:
		if v == math.Trunc(v) {
			return strconv.FormatInt(int64(v), 10), true
		}
		return strconv.FormatFloat(v, 'g', -1, 64), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}

func (m *matcher) literal(e ast.Expr, fr *Frame, depth int) (evaluated, bool) {
	if depth > 20 {
		return evaluated{}, false
	}
	switch e := e.(type) {
	case *ast.BasicLit:
		return evaluated{text: e.Value}, true
	case *ast.ParenExpr:
		return m.literal(e.X, fr, depth+1)
	case *ast.Ident:
		if e.Name == "true" || e.Name == "false" {
			return evaluated{text: e.Name}, true
		}
		if fr != nil {
			for obj, arg := range fr.Args {
				if fr.Info.Uses[e] == obj {
					return m.literal(arg.Expr, arg.Frame, depth+1)
				}
			}
			if c, ok := fr.Info.Uses[e].(*types.Const); ok {
				return evaluated{text: c.Val().ExactString()}, true
			}
			if fr.Caller != nil {
				if _, isVar := fr.Info.Uses[e].(*types.Var); isVar {
					return evaluated{}, false
				}
			}
		}
		v, ok := m.env[e.Name]
		return evaluated{val: v, direct: true}, ok
	case *ast.SelectorExpr:
		x, ok := m.literal(e.X, fr, depth+1)
		o, isObj := x.val.(map[string]any)
		if !ok || !x.direct || !isObj {
			return evaluated{}, false
		}
		v, ok := o[e.Sel.Name]
		return evaluated{val: v, direct: true}, ok
	case *ast.StarExpr:
		return m.literal(e.X, fr, depth+1)
	case *ast.UnaryExpr, *ast.BinaryExpr, *ast.CallExpr:
		return m.operator(e, fr, depth)
	}
	return evaluated{}, false
}

func (m *matcher) operator(e ast.Expr, fr *Frame, depth int) (evaluated, bool) {
	text := func(x ast.Expr) (string, bool) {
		v, ok := m.literal(x, fr, depth+1)
		if ok && v.direct {
			return constText2(v.val)
		}
		return "(" + v.text + ")", ok
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		x, ok := text(e.X)
		return evaluated{text: e.Op.String() + x}, ok
	case *ast.BinaryExpr:
		if id, ok := e.Y.(*ast.Ident); ok && id.Name == "nil" {
			v, ok := m.literal(e.X, fr, depth+1)
			return evaluated{text: strconv.FormatBool((v.val == nil) == (e.Op == token.EQL))}, ok && v.direct
		}
		x, okX := text(e.X)
		y, okY := text(e.Y)
		return evaluated{text: x + " " + e.Op.String() + " " + y}, okX && okY
	case *ast.CallExpr:
		if id, ok := e.Fun.(*ast.Ident); ok && id.Name == "len" {
			v, ok := m.literal(e.Args[0], fr, depth+1)
			if l, isList := v.val.([]any); isList || v.val == nil {
				return evaluated{text: strconv.Itoa(len(l))}, ok && v.direct
			}
			if s, isStr := v.val.(string); isStr {
				return evaluated{text: strconv.Itoa(len(s))}, ok
			}
		}
		if exprText(e.Fun) == "strings.ToUpper" {
			if v, ok := m.literal(e.Args[0], fr, depth+1); ok && v.direct {
				if s, isStr := v.val.(string); isStr {
					return evaluated{val: strings.ToUpper(s), direct: true}, true
				}
			}
		}
	}
	return evaluated{}, false
}
