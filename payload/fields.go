package payload

import (
	"go/types"
	"reflect"
	"sort"
	"strings"
	"unicode"
)

// jsonField is one member that encoding/json makes of a struct type.
type jsonField struct {
	name      string
	tagged    bool
	index     []int
	obj       *types.Var
	omitEmpty bool
	omitZero  bool
	quoted    bool // ,string
}

// jsonFields lists the members that encoding/json makes of a struct, in the order in
// which it sends them, by the rules of https://pkg.go.dev/encoding/json#Marshal:
// embedded structs are inlined, the shallowest field of a name wins, a tagged one
// before an untagged one, and a tie removes them all.
func jsonFields(st *types.Struct) []jsonField {
	type level struct {
		st    *types.Struct
		index []int
	}
	var all []jsonField
	next := []level{{st: st}}
	visited := map[*types.Struct]bool{}
	for len(next) > 0 {
		cur := next
		next = nil
		count := map[*types.Struct]int{}
		for _, l := range cur {
			count[l.st]++
		}
		for _, l := range cur {
			if visited[l.st] {
				continue
			}
			visited[l.st] = true
			for i := range l.st.NumFields() {
				f, inline := fieldOf(l.st, i)
				if f == nil {
					continue
				}
				f.index = append(append([]int(nil), l.index...), i)
				if inline != nil {
					next = append(next, level{inline, f.index})
					continue
				}
				all = append(all, *f)
				if count[l.st] > 1 { // embedded twice at this depth: a conflict with itself
					all = append(all, *f)
				}
			}
		}
	}
	return dominant(all)
}

// fieldOf is what field i of st contributes: a member, or a struct to inline.
func fieldOf(st *types.Struct, i int) (f *jsonField, inline *types.Struct) {
	v := st.Field(i)
	tag := reflect.StructTag(st.Tag(i)).Get("json")
	if tag == "-" {
		return nil, nil
	}
	t := v.Type()
	if p, ok := t.(*types.Pointer); ok && v.Embedded() {
		t = p.Elem()
	}
	inner, isStruct := t.Underlying().(*types.Struct)
	if v.Embedded() && !v.Exported() && !isStruct || !v.Embedded() && !v.Exported() {
		return nil, nil
	}
	name, opts, _ := strings.Cut(tag, ",")
	if !validName(name) {
		name = ""
	}
	if name == "" && v.Embedded() && isStruct {
		return &jsonField{obj: v}, inner
	}
	if v.Embedded() && !v.Exported() { // a tagged embedded struct of unexported type is a member
		if !isStruct {
			return nil, nil
		}
	}
	f = &jsonField{name: name, tagged: name != "", obj: v}
	if name == "" {
		f.name = v.Name()
	}
	for _, o := range strings.Split(opts, ",") {
		switch o {
		case "omitempty":
			f.omitEmpty = true
		case "omitzero":
			f.omitZero = true
		case "string":
			f.quoted = quotable(v.Type())
		}
	}
	return f, nil
}

// quotable reports whether the option string applies: to strings, numbers and
// booleans, and pointers to them.
func quotable(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsBoolean|types.IsNumeric|types.IsString) != 0 && b.Info()&types.IsComplex == 0
}

// validName is encoding/json's rule for names in tags.
func validName(s string) bool {
	for _, c := range s {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return s != ""
}

// dominant resolves conflicts of names and sorts by position.
func dominant(all []jsonField) []jsonField {
	sort.SliceStable(all, func(i, k int) bool {
		a, b := all[i], all[k]
		switch {
		case a.name != b.name:
			return a.name < b.name
		case len(a.index) != len(b.index):
			return len(a.index) < len(b.index)
		}
		return a.tagged && !b.tagged
	})
	var out []jsonField
	for i := 0; i < len(all); {
		k := i + 1
		for k < len(all) && all[k].name == all[i].name {
			k++
		}
		if k == i+1 || len(all[i+1].index) != len(all[i].index) || all[i+1].tagged != all[i].tagged {
			out = append(out, all[i])
		}
		i = k
	}
	sort.SliceStable(out, func(i, k int) bool {
		a, b := out[i].index, out[k].index
		for n := 0; n < len(a) && n < len(b); n++ {
			if a[n] != b[n] {
				return a[n] < b[n]
			}
		}
		return len(a) < len(b)
	})
	return out
}
