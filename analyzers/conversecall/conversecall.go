package conversecall

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// Analyzer finds the calls of one package. Its result is a *Result.
var Analyzer = &analysis.Analyzer{
	Name:             "conversecall",
	Doc:              "find and resolve calls of Bedrock Runtime's Converse\n\nReports nothing; other analyzers of the suite are made from its result.",
	URL:              "https://pkg.go.dev/github.com/bedrocklint/bedrocklint/analyzers/conversecall",
	Requires:         []*analysis.Analyzer{callsite.Analyzer},
	Run:              run,
	RunDespiteErrors: true,
	ResultType:       reflect.TypeFor[*Result](),
}

// Result is what Analyzer knows of a package.
type Result struct {
	Calls []*Call // in source order; those in tests are left out
}

// Call is one call of Converse or ConverseStream.
type Call struct {
	Call   *ast.CallExpr
	Decl   *ast.FuncDecl // around it; nil in a variable's initialiser
	Stream bool
	Forms  []*Form // what it can send; at least one

	// GaveUp says that reading the call ended in a panic, and which: then nothing is known
	// of what it sends. It is empty elsewhere.
	GaveUp string
}

// Form is what a call sends on one way through the program.
type Form struct {
	// Members are the members of the input that are set, by Go name, with pointers
	// followed. Known says that these are all.
	Members map[string]payload.Value
	Known   bool

	IDs      []string         // model ids that can reach the call, sorted
	Complete bool             // IDs are all of them
	Models   []*catalog.Model // those of IDs that the catalog knows
}

// Operation is the name of the method.
func (c *Call) Operation() string {
	if c.Stream {
		return "ConverseStream"
	}
	return "Converse"
}

// Name is the method's name in the call.
func (c *Call) Name() ast.Expr {
	if sel, ok := ast.Unparen(c.Call.Fun).(*ast.SelectorExpr); ok {
		return sel.Sel
	}
	return c.Call.Fun
}

// Every returns the first model of a form if f holds for all of its models, all are
// known, and no other model can reach the call; else nil.
func (f *Form) Every(holds func(*catalog.Model) bool) *catalog.Model {
	if !f.Complete || len(f.IDs) == 0 || len(f.Models) != len(f.IDs) {
		return nil
	}
	for _, m := range f.Models {
		if !holds(m) {
			return nil
		}
	}
	return f.Models[0]
}

func run(pass *analysis.Pass) (any, error) {
	res := &Result{}
	if !sdk.ImportedBy(pass.Pkg) {
		return res, nil
	}
	cfg, err := pass.ResultOf[callsite.Analyzer].(*callsite.Result).Config()
	if err != nil {
		return nil, err
	}
	pkg := &payload.Package{Fset: pass.Fset, Files: pass.Files, Types: pass.Pkg, Info: pass.TypesInfo}
	var engine *payload.Engine
	for _, file := range pass.Files {
		if strings.HasSuffix(pass.Fset.Position(file.FileStart).Filename, "_test.go") {
			continue
		}
		for _, c := range find(file, pass.TypesInfo) {
			if engine == nil {
				engine = payload.New(payload.NewProgram(pkg))
			}
			c.resolve(engine, pkg, cfg.Catalog())
			res.Calls = append(res.Calls, c)
		}
	}
	return res, nil
}

// find returns the calls in a file, not resolved.
func find(file *ast.File, info *types.Info) []*Call {
	var out []*Call
	for _, d := range file.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 2 {
				return true
			}
			_, name := sdk.Method(info, call)
			if name != "Converse" && name != "ConverseStream" || !answers(info.TypeOf(call), name+"Output") {
				return true
			}
			if sdk.Is(info.TypeOf(call.Args[1]), sdk.Client, name+"Input") {
				c := &Call{Call: call, Stream: name == "ConverseStream"}
				c.Decl, _ = d.(*ast.FuncDecl)
				out = append(out, c)
			}
			return true
		})
	}
	return out
}

// answers reports whether t is (*output, error).
func answers(t types.Type, output string) bool {
	tuple, ok := t.(*types.Tuple)
	return ok && tuple.Len() == 2 && sdk.Is(tuple.At(0).Type(), sdk.Client, output)
}

func (c *Call) resolve(engine *payload.Engine, pkg *payload.Package, cat *catalog.Catalog) {
	defer func() {
		// A bug of the engine costs the knowledge of this call, and says so.
		if p := recover(); p != nil {
			c.Forms, c.GaveUp = []*Form{{}}, fmt.Sprint(p)
		}
	}()
	for _, r := range engine.Requests(pkg, c.Call, c.Call.Args[1]) {
		f := &Form{Members: r.Members, Known: len(r.Members) > 0}
		if id := r.Members["ModelId"]; id != nil {
			f.IDs, f.Complete = engine.Strings(id)
			f.IDs = slices.DeleteFunc(slices.Clone(f.IDs), func(id string) bool { return strings.TrimSpace(id) == "" })
			slices.Sort(f.IDs)
			f.IDs = slices.Compact(f.IDs)
		}
		for _, id := range f.IDs {
			if m, _, _ := cat.ModelByID(id); m != nil {
				f.Models = append(f.Models, m)
			}
		}
		c.Forms = append(c.Forms, f)
	}
}
