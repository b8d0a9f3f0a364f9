package rewrite

import (
	"go/ast"
	"go/token"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rules"
)

// stop replaces one read of the stop reason: beside constants by Converse's constants,
// elsewhere by the family's own word.
func (a *answer) stop(read callsite.ResponseField) error {
	a.keepOutput()
	e := read.Use.Expr
	words, tag := a.comparedWith(e)
	converted := map[ast.Expr]string{}
	for _, w := range words {
		value, ok := a.converseStop(w)
		if !ok {
			return because(rules.StopReason, w, "the stop reason is compared with %s, which Converse does not know", a.src.slice(w))
		}
		converted[w] = value
		tag = tag && !a.severalStops(w)
	}
	if !tag {
		a.replaceGone(e, e, a.nativeStop())
		return nil
	}
	a.replaceGone(e, e, a.out+".StopReason")
	for w, text := range converted {
		a.replaceGone(w, w, text)
	}
	return nil
}

// comparedWith lists the constants that e is compared with; ok says that e is used in
// a comparison only.
func (a *answer) comparedWith(e ast.Expr) (words []ast.Expr, ok bool) {
	switch p := a.sweep.parent[e].(type) {
	case *ast.BinaryExpr:
		other := p.Y
		if p.Y == e {
			other = p.X
		}
		if p.Op != token.EQL && p.Op != token.NEQ || a.pkg.TypesInfo.Types[other].Value == nil {
			return nil, false
		}
		return []ast.Expr{other}, true
	case *ast.SwitchStmt:
		for _, st := range p.Body.List {
			for _, w := range st.(*ast.CaseClause).List {
				if a.pkg.TypesInfo.Types[w].Value == nil {
					return nil, false
				}
				words = append(words, w)
			}
		}
		return words, true
	}
	return nil, false
}

// converseStop is the SDK's constant for a native stop reason.
func (a *answer) converseStop(word ast.Expr) (string, bool) {
	value := constantString(a.pkg.TypesInfo, word)
	for _, s := range a.site.Model.Family.StopReasons {
		if s.Native == value && s.Converse != "" {
			return a.names.Import(sdkTypesPath, "types") + "." + stopReasonConst(s.Converse), true
		}
	}
	return `""`, value == ""
}

// severalStops reports whether a native stop reason stands for several of Converse's: the
// code goes on comparing native ones then.
func (a *answer) severalStops(word ast.Expr) bool {
	native, several := constantString(a.pkg.TypesInfo, word), map[string]bool{}
	for _, s := range a.site.Model.Family.StopReasons {
		if s.Native == native && s.Converse != "" {
			several[s.Converse] = true
		}
	}
	return len(several) > 1
}

// nativeStop is an expression for the stop reason in the family's own words.
func (a *answer) nativeStop() string {
	pairs, same := a.stopWords()
	if same {
		return "string(" + a.out + ".StopReason)"
	}
	name := a.stopHelper(a.names, "nativeStopReason", a.site.Model.Family.Provider, pairs)
	return name + "(" + a.out + ".StopReason)"
}

// stopWords are the pairs of Converse's and the family's stop reasons that differ in
// spelling; same says that none does.
func (a *answer) stopWords() (pairs [][2]string, same bool) {
	seen := map[string]bool{}
	for _, s := range a.site.Model.Family.StopReasons {
		if s.Converse == "" || seen[s.Converse] {
			continue
		}
		seen[s.Converse] = true
		if s.Native != s.Converse {
			pairs = append(pairs, [2]string{s.Converse, s.Native})
		}
	}
	return pairs, len(pairs) == 0
}
