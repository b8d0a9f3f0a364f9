package limitunsent

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/conversecall"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewConverse("limitunsent", Doc, check) }

func check(r *finding.Reporter, c *conversecall.Call, f *conversecall.Form) {
	if c.Decl == nil || !unlimited(f) {
		return
	}
	k := checker{r.Pass.TypesInfo, r.Pass.Files, c.Decl}
	if v := k.unread(); v != nil {
		r.ReportIn(c.Call, rules.LimitUnsent, c.Name(), fmt.Sprintf("%s is called without MaxTokens, and %s is read nowhere: the model may write as much as it can; send it in InferenceConfig", c.Operation(), v.Name()))
	}
}

// unlimited reports whether a form certainly sends no limit.
func unlimited(f *conversecall.Form) bool {
	if !f.Known || !conversecall.IsNil(f.Members["AdditionalModelRequestFields"]) {
		return false
	}
	config := f.Members["InferenceConfig"]
	if conversecall.IsNil(config) {
		return true
	}
	limit := conversecall.Field(config, "MaxTokens")
	return limit != nil && conversecall.IsNil(limit)
}

type checker struct {
	info  *types.Info
	files []*ast.File
	decl  *ast.FuncDecl
}

// limit is the name of a limit: maxTokens, MaxTokensToSample, max_gen_len.
var limit = regexp.MustCompile(`(?i)^max_?(output_?|new_?|gen(eration)?_?)?(tokens?|len(gth)?)(_?(count|to_?sample))?$`)

// unread returns a parameter, or a field of the receiver, that is a limit by name and
// type, and that nothing reads.
func (k checker) unread() types.Object {
	fn, ok := k.info.Defs[k.decl.Name].(*types.Func)
	if !ok {
		return nil
	}
	for v := range fn.Signature().Params().Variables() {
		if isLimit(v) && !k.reads(k.decl.Body, v) {
			return v
		}
	}
	recv := fn.Signature().Recv()
	if recv == nil {
		return nil
	}
	t := recv.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for v := range s.Fields() {
		if isLimit(v) && !v.Exported() && !k.readsAnywhere(v) {
			return v // an exported one may be read by other packages
		}
	}
	return nil
}

func isLimit(v *types.Var) bool {
	t := v.Type()
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0 && limit.MatchString(v.Name())
}

func (k checker) readsAnywhere(v *types.Var) bool {
	for _, f := range k.files {
		if k.reads(f, v) {
			return true
		}
	}
	return false
}

// reads reports whether code mentions v otherwise than to set it.
func (k checker) reads(root ast.Node, v types.Object) bool {
	set := map[*ast.Ident]bool{}
	return sdk.Any(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				switch l := l.(type) {
				case *ast.Ident:
					set[l] = true
				case *ast.SelectorExpr:
					set[l.Sel] = true
				}
			}
		case *ast.KeyValueExpr:
			if id, ok := n.Key.(*ast.Ident); ok {
				set[id] = true
			}
		case *ast.Ident:
			return k.info.Uses[n] == v && !set[n]
		}
		return false
	})
}
