package callsite

import (
	"fmt"
	"go/constant"
	"slices"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// values judges the constants of the body: those that the family does not take are
// refused today already, and Converse refuses them in other words.
func (j *judge) values() {
	for _, f := range j.site.Fields {
		if f.Shape == nil || f.Shape.Field == nil {
			continue
		}
		for _, v := range cases(f.Field.Value) {
			if f.Field.Presence.OmitEmpty != nil && isZero(v) {
				continue // left out
			}
			if problem := outOfBounds(f.Shape.Field, v); problem != "" {
				j.add(RewriteWithNotes, rules.ValueDiffers, j.place(v.Origin()), "%s %s", f.Path, problem)
			}
		}
	}
}

// isZero reports whether v is a constant that omitempty leaves out.
func isZero(v payload.Value) bool {
	c, ok := v.(*payload.Const)
	if !ok || c.Val == nil {
		return ok
	}
	switch c.Val.Kind() {
	case constant.Bool:
		return !constant.BoolVal(c.Val)
	case constant.String:
		return constant.StringVal(c.Val) == ""
	}
	return constant.Sign(c.Val) == 0
}

// cases returns the values that v can be.
func cases(v payload.Value) []payload.Value {
	alt, ok := v.(*payload.Alt)
	if !ok {
		return []payload.Value{v}
	}
	var out []payload.Value
	for _, c := range alt.Cases {
		out = append(out, cases(c.Value)...)
	}
	return out
}

// outOfBounds says in which way a value is none that the field takes, or "".
func outOfBounds(f *catalog.Field, v payload.Value) string {
	switch v := v.(type) {
	case *payload.Array:
		if f.MaxItems > 0 && len(v.Elems) > f.MaxItems && !slices.ContainsFunc(v.Elems, func(e *payload.Elem) bool { return e.Loop != nil || !e.Presence.Always() }) {
			return fmt.Sprintf("has %d elements, and %d are allowed", len(v.Elems), f.MaxItems)
		}
	case *payload.Const:
		if v.Val == nil {
			return ""
		}
		switch v.Val.Kind() {
		case constant.Int, constant.Float:
			n, _ := constant.Float64Val(v.Val)
			return outOfRange(f, n)
		case constant.String:
			if s := constant.StringVal(v.Val); len(f.Enum) > 0 && !inEnum(f.Enum, s) {
				return fmt.Sprintf("is %q; the documentation allows %s", s, strings.Join(f.Enum, ", "))
			}
		}
	}
	return ""
}

func outOfRange(f *catalog.Field, n float64) string {
	if f.Min != nil && (n < *f.Min || f.MinExcl && n == *f.Min) {
		return fmt.Sprintf("is %s, and the least allowed is %s%s", number(n), number(*f.Min), map[bool]string{true: " exclusive"}[f.MinExcl])
	}
	if f.Max != nil && n > *f.Max {
		return fmt.Sprintf("is %s, and the most allowed is %s", number(n), number(*f.Max))
	}
	return ""
}

func number(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }

// inEnum reports whether s is one of the values; a value may end in "*" for any ending.
func inEnum(enum []string, s string) bool {
	return slices.ContainsFunc(enum, func(e string) bool {
		prefix, open := strings.CutSuffix(e, "*")
		return e == s || open && strings.HasPrefix(s, prefix)
	})
}
