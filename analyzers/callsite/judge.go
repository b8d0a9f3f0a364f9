package callsite

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// rank orders the verdicts by how much they leave to a person. A reason can only raise
// a site's rank.
var rank = map[Verdict]int{Rewrite: 0, RewriteWithNotes: 1, Adapter: 2, Keep: 3}

// judge gathers the reasons of one site.
type judge struct {
	cat     *catalog.Catalog
	pkg     *payload.Package
	site    *Site
	verdict Verdict
	reasons []Reason
	opaque  []opaque
	tangled string // what is not understood of a dispatch; "" for none

	elsewhere []ast.Node // code that makes the bodies of the dispatch's other arms
}

// judge decides the verdict of a site. What nobody can change (the model is not served)
// comes first; then what cannot be known; then what differs.
func (r *resolver) judge(pkg *payload.Package, s *Site) {
	j := &judge{cat: r.cat, pkg: pkg, site: s, verdict: Rewrite}
	switch {
	case s.Kept != "":
		j.add(Keep, rules.ModelStays, j.call(), "InvokeModel is kept here: %s", s.Kept)
	case len(s.Model.Families) > 0 && j.openWrapper():
	case j.unserved():
	case len(s.Model.Families) != 1 && j.dispatch(r):
	case j.understood():
		j.members()
		j.body()
		j.fields()
		j.values()
		j.callers()
		j.prompt()
		j.defaults()
		j.response()
		j.opaquePrompts(r.engine)
	}
	j.wrapped(r)
	j.forwarded(r)
	j.returned(r)
	j.forbidden(r.cfg)
	j.lifecycle()
	s.Verdict, s.Reasons = j.verdict, sortReasons(j.reasons)
}

// add records a reason, and that the verdict is v at best.
func (j *judge) add(v Verdict, code rules.Code, at ast.Node, format string, args ...any) {
	if rank[v] > rank[j.verdict] {
		j.verdict = v
	}
	j.reasons = append(j.reasons, Reason{Code: code, Message: fmt.Sprintf(format, args...), Node: at})
}

func sortReasons(rs []Reason) []Reason {
	slices.SortStableFunc(rs, func(a, b Reason) int {
		if a.Node.Pos() != b.Node.Pos() {
			return int(a.Node.Pos()) - int(b.Node.Pos())
		}
		if c := strings.Compare(string(a.Code), string(b.Code)); c != 0 {
			return c
		}
		return strings.Compare(a.Message, b.Message)
	})
	return slices.CompactFunc(rs, func(a, b Reason) bool {
		return a.Code == b.Code && a.Message == b.Message && a.Node.Pos() == b.Node.Pos()
	})
}

// span is a place without a syntax node of its own.
type span struct{ pos, end token.Pos }

func (s span) Pos() token.Pos { return s.pos }
func (s span) End() token.Pos { return s.end }

// call is where the site itself is shown: from the method's name on.
func (j *judge) call() ast.Node { return span{j.site.Pos(), j.site.Call.End()} }

// place returns where a value was written, or the call.
func (j *judge) place(o payload.Origin) ast.Node {
	switch {
	case o.Expr != nil && o.Expr.Pos().IsValid():
		return o.Expr
	case o.At.IsValid():
		return span{o.At, o.At}
	}
	return j.call()
}

// keyPlace returns where a member's key is written.
func (j *judge) keyPlace(f *payload.Field) ast.Node {
	switch {
	case f.KeyExpr != nil && f.KeyExpr.Pos() == f.KeyAt:
		return f.KeyExpr
	case f.KeyAt.IsValid():
		return span{f.KeyAt, f.KeyAt}
	}
	return j.call()
}
