package payload

import (
	"go/constant"
	"go/types"
)

// zero is the zero value of t.
func zero(t types.Type, s src) goValue {
	if t == nil { // in a program with type errors
		t = types.Typ[types.Invalid]
	}
	if isBuffer(t) {
		return &bufVal{src: s, typ: t}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return zeroBasic(t, u, s)
	case *types.Struct:
		v := &structVal{src: s, typ: t, fields: make([]goValue, u.NumFields()), sets: make([]fieldSet, u.NumFields())}
		for i := range v.fields {
			v.fields[i] = zero(u.Field(i).Type(), s)
		}
		return v
	case *types.Pointer, *types.Slice, *types.Map, *types.Interface, *types.Signature, *types.Chan:
		if _, ok := t.(*types.TypeParam); ok {
			return &unknown{src: s, typ: t, reason: "zero value of a type parameter"}
		}
		return &constVal{src: s, typ: t}
	}
	if u := arrayOfType(t); u != nil {
		return zeroArray(t, u, s)
	}
	return &unknown{src: s, typ: t, reason: "has a type that is not followed"}
}

func zeroBasic(t types.Type, u *types.Basic, s src) goValue {
	switch info := u.Info(); {
	case info&types.IsString != 0:
		return &constVal{src: s, typ: t, val: constant.MakeString("")}
	case info&types.IsBoolean != 0:
		return &constVal{src: s, typ: t, val: constant.MakeBool(false)}
	case info&types.IsNumeric != 0:
		return &constVal{src: s, typ: t, val: constant.MakeInt64(0)}
	case u.Kind() == types.UntypedNil:
		return &constVal{src: s, typ: t}
	}
	return &unknown{src: s, typ: t, reason: "unsafe pointers are not followed"}
}

// isBuffer reports whether t is a type whose content is kept as a bufVal.
func isBuffer(t types.Type) bool {
	switch typeName(t) {
	case "strings.Builder", "bytes.Buffer", "bytes.Reader", "strings.Reader":
		return true
	}
	return false
}

// typeName is the qualified name of a named type, as in "strings.Builder", with the
// import path in full; "" for other types.
func typeName(t types.Type) string {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return ""
	}
	obj := n.Obj()
	if obj.Pkg() == nil {
		return obj.Name()
	}
	return obj.Pkg().Path() + "." + obj.Name()
}

func isString(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func isBytes(t types.Type) bool {
	if t == nil {
		return false
	}
	s, ok := t.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	b, ok := s.Elem().Underlying().(*types.Basic)
	return ok && b.Kind() == types.Byte
}

func isBasic(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() != types.UntypedNil && b.Kind() != types.Invalid
}
