package mapping

import (
	"slices"

	"github.com/bedrocklint/bedrocklint/payload"
)

// joinBranches makes one of two neighbours that the branches of one condition send alike:
//
//	if system != "" { prompt = system + "\n\nHuman: " + text } else { prompt = "\n\nHuman: " + text }
//
// has the same turn of the user in both.
func joinBranches(elems []*payload.Elem) []*payload.Elem {
	var out []*payload.Elem
	for _, e := range elems {
		if n := len(out); n > 0 && exclude(out[n-1], e) && alike(out[n-1].Value, e.Value) {
			joined := *out[n-1]
			joined.Presence.When = joined.Presence.When[:len(joined.Presence.When)-1]
			out[n-1] = &joined
			continue
		}
		out = append(out, e)
	}
	return out
}

// exclude reports whether two elements are sent under the same conditions but for the
// last, of which one needs the opposite of what the other needs.
func exclude(a, b *payload.Elem) bool {
	x, y := a.Presence.When, b.Presence.When
	last := len(x) - 1
	if a.Loop != nil || b.Loop != nil || a.Presence.OmitEmpty != nil || b.Presence.OmitEmpty != nil || last < 0 || len(y) != len(x) {
		return false
	}
	return sameTest(x[last], y[last]) && x[last].Negate != y[last].Negate &&
		slices.EqualFunc(x[:last], y[:last], func(p, q payload.Cond) bool { return sameTest(p, q) && p.Negate == q.Negate })
}

// sameTest reports whether two conditions are one evaluation of one expression.
func sameTest(a, b payload.Cond) bool {
	return a.Orig.Expr != nil && a.Orig.Expr == b.Orig.Expr && a.Orig.Frame == b.Orig.Frame && a.Stable.OK && b.Stable.OK
}

// alike reports whether the same code yields two values at the call.
func alike(a, b payload.Value) bool {
	switch a := a.(type) {
	case *payload.Const:
		b, ok := b.(*payload.Const)
		return ok && payload.Format(a) == payload.Format(b)
	case *payload.Expr:
		b, ok := b.(*payload.Expr)
		return ok && alikeExpr(a, b)
	case *payload.String:
		b, ok := b.(*payload.String)
		return ok && slices.EqualFunc(a.Parts, b.Parts, alikePart)
	case *payload.Object:
		b, ok := b.(*payload.Object)
		return ok && a.Rest == nil && b.Rest == nil && slices.EqualFunc(a.Fields, b.Fields, func(x, y *payload.Field) bool {
			return x.Key == y.Key && x.Presence.Always() && y.Presence.Always() && alike(x.Value, y.Value)
		})
	case *payload.Array:
		b, ok := b.(*payload.Array)
		return ok && a.Rest == nil && b.Rest == nil && slices.EqualFunc(a.Elems, b.Elems, func(x, y *payload.Elem) bool {
			return x.Loop == nil && y.Loop == nil && x.Presence.Always() && y.Presence.Always() && alike(x.Value, y.Value)
		})
	}
	return false
}

func alikePart(a, b payload.Part) bool {
	if a.Loop != nil || b.Loop != nil || a.Lit != b.Lit || a.Verb != b.Verb || a.Raw != b.Raw || (a.Expr == nil) != (b.Expr == nil) {
		return false
	}
	return a.Expr == nil || alikeExpr(a.Expr, b.Expr)
}

// alikeExpr reports whether two expressions are written alike, in one activation of a
// function: both can be evaluated at the call, where a name has one meaning.
func alikeExpr(a, b *payload.Expr) bool {
	return a.Stable.OK && b.Stable.OK && a.Orig.Frame == b.Orig.Frame && payload.Format(a) == payload.Format(b)
}
