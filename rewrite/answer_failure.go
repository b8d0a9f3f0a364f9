package rewrite

import (
	"go/ast"
	"slices"

	"github.com/bedrocklint/bedrocklint/payload"
)

// withoutFailure is the answer where the body is shown only when it cannot be decoded, by
// code that goes with the decoding; nil when that is not so.
//
//	if err := json.Unmarshal(out.Body, &resp); err != nil {
//		log.Printf("no answer: %s", out.Body)
//		return "", err
//	}
func (a *answer) withoutFailure() *answer {
	if a.r.Decode == nil || a.funcOf(a.r.Decode) != a.funcOf(a.site.Call) || !a.findDecoding() || a.decode.check == nil {
		return nil
	}
	failure := a.decode.check.Body
	inside := func(n ast.Node) bool { return failure.Pos() <= n.Pos() && n.End() <= failure.End() }
	if len(a.r.Escapes) == 0 || slices.ContainsFunc(a.r.Escapes, func(e payload.Escape) bool { return !inside(e.Expr) }) {
		return nil
	}
	mentions, err := a.bodyMentions()
	if err != nil || slices.ContainsFunc(mentions, func(m *ast.SelectorExpr) bool { return !inside(m) && !a.decodes(m) }) {
		return nil
	}
	r := *a.r
	r.Escapes = nil
	rest := &answer{operation: a.operation, out: a.out, r: &r}
	if !rest.direct() || rest.keepsCheck() {
		return nil
	}
	return rest
}

// keepsCheck reports whether what the code does when decoding fails is going to be what it
// does when the answer has no text; see text.
func (a *answer) keepsCheck() bool {
	return a.decode.guard != nil || len(a.texts) > 0 && len(a.guards) == 0 && a.returned() == nil
}
