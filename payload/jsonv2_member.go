package payload

import (
	"go/constant"
	"go/types"
	"reflect"
	"slices"
	"strings"
)

// commonTagOptions are the options of tags that mean the same to both encoders, or nothing
// to an encoder. The option string is another matter: see tagV2.
var commonTagOptions = set("omitempty omitzero case:ignore case:strict")

// tagsV2 says why the members of a struct are not those that encoding/json makes of it;
// "" when they are.
func tagsV2(st *types.Struct, depth int) string {
	for i := range st.NumFields() {
		if inner, ok := deptr(st.Field(i).Type()).Underlying().(*types.Struct); ok && st.Field(i).Embedded() && depth < maxNesting {
			if why := tagsV2(inner, depth+1); why != "" {
				return why
			}
		}
		tag, ok := reflect.StructTag(st.Tag(i)).Lookup("json")
		if !ok || tag == "-" {
			continue
		}
		name, opts, _ := strings.Cut(tag, ",")
		if name != "" && !validName(name) {
			return "json/v2 reads names in tags by other rules"
		}
		for _, o := range strings.Split(opts, ",") {
			if o != "" && !commonTagOptions[o] && !(o == "string" && quotable(st.Field(i).Type())) {
				return "the option " + o + " of a json tag is not followed"
			}
		}
	}
	return ""
}

// fieldV2 applies the options of a member's tag as json/v2 understands them: string is for
// numbers only, and omitempty leaves out what is encoded as null, "", {} or []. left is
// whether that is so; a value whose own emptiness says the same as encoding/json's rule is
// not left out here.
func (n enc) fieldV2(f jsonField, whole Value) (g jsonField, left truth) {
	t := f.obj.Type()
	f.quoted = f.quoted && isNumeric(deptr(t))
	if !f.omitEmpty {
		return f, no
	}
	switch emptyJSON(whole) {
	case yes:
		return f, yes
	case no:
		f.omitEmpty = false
		return f, no
	}
	alike := false
	switch u := t.Underlying().(type) {
	case *types.Basic, *types.Slice, *types.Map, *types.Array:
		alike = methodOf(t, "MarshalJSON", true) == nil && methodOf(t, "MarshalText", true) == nil
	case *types.Pointer:
		alike = isNumeric(u.Elem()) || isNilOr(whole)
	}
	if alike {
		return f, no
	}
	return f, maybe
}

// maybeV2 is a member of which only a run can tell whether json/v2 sends it.
func (n enc) maybeV2(m *Field, v goValue) *Field {
	u := n.unknown(v, "json/v2 decides by what it encodes whether to send it")
	m.Value, m.Presence.OmitEmpty = u, u
	return m
}

func isNumeric(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

func isNull(v Value) bool {
	c, ok := v.(*Const)
	return ok && c.Val == nil
}

// isNilOr reports whether v is null or something that is not empty.
func isNilOr(v Value) bool {
	alt, ok := v.(*Alt)
	return ok && !slices.ContainsFunc(alt.Cases, func(c AltCase) bool { return !isNull(c.Value) && emptyJSON(c.Value) != no })
}

// emptyJSON is whether a value is null, "", {} or [].
func emptyJSON(v Value) truth {
	switch v := v.(type) {
	case *Const:
		if v.Val == nil || v.Val.Kind() == constant.String && constant.StringVal(v.Val) == "" {
			return yes
		}
		return no
	case *String:
		if slices.ContainsFunc(v.Parts, func(p Part) bool { return p.Expr == nil && p.Lit != "" }) {
			return no
		}
	case *Expr:
		if b, ok := v.Type.Underlying().(*types.Basic); ok && b.Info()&(types.IsNumeric|types.IsBoolean) != 0 {
			return no
		}
	case *Object:
		return emptyIf(len(v.Fields) == 0 && v.Rest == nil, slices.ContainsFunc(v.Fields, func(f *Field) bool { return f.Presence.Always() }))
	case *Array:
		return emptyIf(len(v.Elems) == 0 && v.Rest == nil, slices.ContainsFunc(v.Elems, func(e *Elem) bool { return e.Presence.Always() && e.Loop == nil }))
	case *Alt:
		first := emptyJSON(v.Cases[0].Value)
		for _, c := range v.Cases[1:] {
			if emptyJSON(c.Value) != first {
				return maybe
			}
		}
		return first
	}
	return maybe
}

func emptyIf(empty, filled bool) truth {
	switch {
	case empty:
		return yes
	case filled:
		return no
	}
	return maybe
}
