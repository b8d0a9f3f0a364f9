package payload

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"math"
)

// maxDepth bounds the calls that are entered below the call site's function.
const maxDepth = 8

// maxSteps bounds the expressions and statements that one request may take to
// evaluate, and the cells that merging branches may look at. Real functions need some
// thousands.
const maxSteps = 100_000

// maxRequestSteps bounds them for a request as a whole, with all callers of the call
// site's function that are evaluated for it.
const maxRequestSteps = 4 * maxSteps

// maxDispatches bounds the calls through interfaces that one evaluation follows into all
// implementations.
const maxDispatches = 24

// Engine reads requests and responses out of a program. It keeps what it has learned
// of the program between calls and is not safe for concurrent use.
type Engine struct {
	prog *Program
	idx  map[*Package]*index
	pure map[*ast.CallExpr]bool // calls that were entered: no effect seen in any entry

	impls  map[*types.Func][]*types.Func // of methods of interfaces
	budget int                           // maxSteps, except in tests
	left   int                           // steps left for the present request
}

// New returns an engine for prog.
func New(prog *Program) *Engine {
	return &Engine{
		prog: prog, idx: make(map[*Package]*index),
		pure: make(map[*ast.CallExpr]bool), impls: make(map[*types.Func][]*types.Func),
		budget: maxSteps,
	}
}

// index is the index of pkg, made when first needed.
func (e *Engine) index(pkg *Package) *index {
	ix, ok := e.idx[pkg]
	if !ok {
		ix = newIndex(e.prog)
		ix.add(pkg)
		e.idx[pkg] = ix
	}
	return ix
}

// declOf is the declaration of a function that there is syntax for, with its package.
func (e *Engine) declOf(fn *types.Func) (*ast.FuncDecl, *Package) {
	if fn == nil || fn.Pkg() == nil {
		return nil, nil
	}
	pkg := e.prog.Package(fn.Pkg())
	if pkg == nil {
		return nil, nil
	}
	d := e.index(pkg).funcs[fn.Origin()]
	if d == nil || d.Body == nil {
		return nil, nil
	}
	return d, pkg
}

// run is one evaluation: of a root function, forward from its start, until the calls
// of interest are reached.
type run struct {
	e        *Engine
	target   *ast.CallExpr
	input    ast.Expr
	siteFns  map[ast.Node]bool // the functions that enclose target
	hits     []hit
	way      map[ast.Node]bool     // the functions on the way from the root to the target
	explored map[*ast.FuncLit]bool // function literals on that way that were evaluated

	exploring map[*ast.FuncLit]bool // those that are being evaluated

	clock, lastAddr, keys int
	effects               int // effects on anything but cells
	oldest                int // lowest address written
	steps, limit, depth   int
	dispatches            int
	loops                 int          // loops being evaluated
	stuck                 bool         // a loop was given up
	missed                bool         // the target was reached in one
	reparsed              bool         // a template was parsed into a second time
	once                  bool         // the target is only reached in the root function: stop there
	fields                []*types.Var // whose assignments are being evaluated
	cellType              map[int]types.Type
	lazyCell              map[int]bool      // cells behind opaque references
	lazyAddr              map[string]int    // their addresses, by key
	initial               map[int]goValue   // what they held before the program wrote to them
	indexes               map[string]int    // see indexCode
	entering              []ast.Node        // functions being evaluated, outermost first
	held, holding         map[ast.Expr]bool // see RequestHolding; those that are being evaluated
	repeats               map[*Loop]*Loop   // see again
	probe                 ast.Expr          // see Encoding
	probing               bool              // the probe is being evaluated
	lengths               map[*piece]string // keys of the lengths of texts, by their first pieces
	positive              map[string]bool   // keys of those that are not 0
	made                  map[string]string // keys of byte slices that were made: that of their length
}

// hit is the moment at which the target is about to be called.
type hit struct {
	st    *state
	act   *activation
	input goValue
	clock int
}

func (e *Engine) newRun(target *ast.CallExpr, input ast.Expr, pkg *Package) *run {
	r := &run{
		e: e, target: target, input: input, limit: min(e.budget, e.left),
		siteFns: make(map[ast.Node]bool), way: make(map[ast.Node]bool),
		explored: make(map[*ast.FuncLit]bool), exploring: make(map[*ast.FuncLit]bool),
		cellType: make(map[int]types.Type),
		lazyCell: make(map[int]bool),
		lazyAddr: make(map[string]int),
		lengths:  make(map[*piece]string),
		positive: make(map[string]bool),
		made:     make(map[string]string),
		initial:  make(map[int]goValue),
		indexes:  make(map[string]int),
		oldest:   math.MaxInt,
		holding:  make(map[ast.Expr]bool),
	}
	for _, n := range enclosingFuncs(pkg, target) {
		r.siteFns[n], r.way[n] = true, true
	}
	return r
}

func (r *run) freshKey() string {
	r.keys++
	return fmt.Sprintf("#%d", r.keys)
}

// exhausted reports whether the budget is spent, now that one more step is taken;
// everything is unknown from then on.
func (r *run) exhausted() bool { return r.spend(1) }

// spend takes n steps: work on values counts as well, each part of it that takes about as
// long as evaluating an expression. It reports whether the budget is spent.
func (r *run) spend(n int) bool {
	r.steps += n
	return r.spent()
}

// tooManySteps is the reason why a value is not known.
const tooManySteps = "the function takes too many steps to follow"

// spent reports whether the budget is spent. What was found before stays true; what is
// found from then on, the ends of functions and loops included, lacks what was not
// evaluated any more.
func (r *run) spent() bool { return r.steps > r.limit }

// root evaluates fn from its start with unknown parameters.
func (r *run) root(pkg *Package, fn *ast.FuncDecl) {
	st := newState()
	a := r.activate(pkg, fn, fn.Type, nil, nil)
	a.bindOpaque(fn.Recv, st)
	a.bindOpaque(fn.Type.Params, st)
	a.bindResults(st)
	r.entering = append(r.entering, fn)
	a.block(fn.Body, st)
}

// done reports whether what follows cannot matter any more.
func (r *run) done() bool { return r.once && r.loops == 0 && len(r.hits) > 0 }

// enclosingFuncs are the function declaration and literals around n, outermost first.
func enclosingFuncs(pkg *Package, n ast.Node) []ast.Node {
	var out []ast.Node
	for _, f := range pkg.Files {
		if f.FileStart > n.Pos() || n.Pos() >= f.FileEnd {
			continue
		}
		ast.Inspect(f, func(m ast.Node) bool {
			if m == nil || m.Pos() > n.Pos() || n.End() > m.End() {
				return false
			}
			switch m.(type) {
			case *ast.FuncDecl, *ast.FuncLit:
				out = append(out, m)
			}
			return true
		})
	}
	return out
}

// activation is one entry of a function while it is being evaluated.
type activation struct {
	r       *run
	fr      *Frame
	pkg     *Package
	typ     *ast.FuncType
	targs   map[*types.TypeParam]types.Type
	base    int // length of the path at entry
	rets    []outcome
	results []types.Object // named results
	jumps   []*jump
	left    int // jumps out of statements that are evaluated once
	inLoop  int
	defers  []*ast.FuncLit
	late    []goValue // arguments of deferred calls
	explore bool      // of a function literal whose calls are not seen
}

func (r *run) activate(pkg *Package, fn ast.Node, typ *ast.FuncType, call *ast.CallExpr, caller *Frame) *activation {
	fr := &Frame{
		Fn: fn, Info: pkg.Info, Pkg: pkg.Types, Call: call, Caller: caller,
		Args: make(map[types.Object]Origin), env: make(map[types.Object]int), entry: r.tick(),
	}
	return &activation{r: r, fr: fr, pkg: pkg, typ: typ}
}

// bindOpaque makes run-time values of parameters of which the arguments are not seen.
func (a *activation) bindOpaque(fields *ast.FieldList, st *state) {
	if fields == nil {
		return
	}
	for _, f := range fields.List {
		for _, name := range f.Names {
			if obj := a.pkg.Info.Defs[name]; obj != nil {
				v := a.r.newOpaque(a.subst(obj.Type()), a.r.freshKey(), a.src(name))
				a.declare(obj, v, st)
			}
		}
	}
}

// bindResults declares named results.
func (a *activation) bindResults(st *state) {
	if a.typ.Results == nil {
		return
	}
	for _, f := range a.typ.Results.List {
		for _, name := range f.Names {
			if obj := a.pkg.Info.Defs[name]; obj != nil {
				a.declare(obj, zero(a.subst(obj.Type()), a.src(name)), st)
				a.results = append(a.results, obj)
			}
		}
	}
}

func (a *activation) declare(obj types.Object, v goValue, st *state) {
	addr := a.r.alloc(st, v, a.subst(obj.Type()))
	st.changed[addr] = mark{a.r.clock, obj.Pos()} // no tick: nothing can have read it before
	a.fr.env[obj] = addr
}

// lookup is the address of a variable in this activation or the ones around it.
func (a *activation) lookup(obj types.Object) (int, bool) { return a.fr.lookup(obj) }

func (fr *Frame) lookup(obj types.Object) (int, bool) {
	for ; fr != nil; fr = fr.outer {
		if addr, ok := fr.env[obj]; ok {
			return addr, true
		}
	}
	return 0, false
}

func (a *activation) src(e ast.Expr) src {
	return src{expr: e, pos: e.Pos(), fr: a.fr, clock: a.r.clock}
}

func (a *activation) unknown(e ast.Expr, format string, args ...any) *unknown {
	return &unknown{src: a.src(e), typ: a.typeOf(e), reason: fmt.Sprintf(format, args...)}
}

func (a *activation) typeOf(e ast.Expr) types.Type {
	t := a.pkg.Info.TypeOf(e)
	if t == nil { // in a program with type errors
		return types.Typ[types.Invalid]
	}
	return a.subst(t)
}

// subst replaces the type parameters of the activation's function.
func (a *activation) subst(t types.Type) types.Type {
	if len(a.targs) == 0 {
		return t
	}
	switch t := t.(type) {
	case *types.TypeParam:
		if s, ok := a.targs[t]; ok {
			return s
		}
	case *types.Pointer:
		return types.NewPointer(a.subst(t.Elem()))
	case *types.Slice:
		return types.NewSlice(a.subst(t.Elem()))
	case *types.Map:
		return types.NewMap(a.subst(t.Key()), a.subst(t.Elem()))
	case *types.Named:
		return a.substNamed(t)
	}
	return t
}

func (a *activation) substNamed(t *types.Named) types.Type {
	if t.TypeArgs().Len() == 0 {
		return t
	}
	args := make([]types.Type, t.TypeArgs().Len())
	for i := range args {
		args[i] = a.subst(t.TypeArgs().At(i))
	}
	inst, err := types.Instantiate(nil, t.Origin(), args, false)
	if err != nil {
		return t
	}
	return inst
}

// position prints a position for reasons.
func (a *activation) line(pos token.Pos) int { return a.pkg.Fset.Position(pos).Line }
