package rewrite

import (
	"go/ast"
	"maps"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/rewrite/edit"
)

// A fork edits copies of functions that others need as they are: each gets a twin, which
// stands behind it. What a fork removes counts for the twins alone.
type fork struct {
	unit  *unit
	order []*ast.FuncDecl
}

// forked returns the fork of the operation, made when first needed.
func (o *operation) forked() *fork {
	if o.dispatch.fork == nil {
		u := *o.unit
		u.sources = nil
		for _, s := range o.unit.sources {
			u.sources = append(u.sources, &source{path: s.path, text: s.text, file: s.file, tok: s.tok, buf: edit.NewBuffer(s.text)})
		}
		u.sweep = newSweep(o.sweep.sweepIndex)
		u.sweep.keep = o.sweep.keep
		u.taken = map[ast.Node]map[string]bool{}
		o.dispatch.fork = &fork{unit: &u}
	}
	return o.dispatch.fork
}

// in returns the operation that edits a function: itself, or one on the function's twin
// where the function is shared with others. A twin has a name of its own, and so has a
// function whose old one says what it no longer makes.
func (o *operation) in(fn *ast.FuncDecl, shared bool, suffixes []string, becomes string) *operation {
	if !shared {
		if o.dispatch.renamed[fn] == "" && misnamed(fn.Name.Name) {
			o.rename(fn, o.twinName(fn, suffixes, becomes))
		}
		return o
	}
	f := o.forked()
	op := *o
	op.unit = f.unit
	switch name := o.twins[fn]; {
	case o.dispatch.renamed[fn] != "":
	case name != "": // of another site
		o.dispatch.renamed[fn] = name
	default:
		o.twins[fn] = o.twinName(fn, suffixes, becomes)
		f.order = append(f.order, fn)
		op.rename(fn, o.twins[fn])
	}
	return &op
}

// misnamed reports whether the name of a function says that it makes or takes bytes.
func misnamed(name string) bool {
	return strings.HasSuffix(name, "Body") || strings.HasSuffix(name, "Payload") || strings.HasSuffix(name, "JSON")
}

// rename gives a function another name, in its doc comment as well.
func (o *operation) rename(fn *ast.FuncDecl, name string) {
	o.dispatch.renamed[fn] = name
	src := o.sourceOf(fn)
	src.replace(fn.Name, name)
	if doc := fn.Doc; doc != nil && strings.HasPrefix(doc.List[0].Text, "// "+fn.Name.Name+" ") {
		at := src.offset(doc.Pos()) + len("// ")
		src.buf.Replace(at, at+len(fn.Name.Name), name)
	}
}

// twinName is the name of a function's twin: of buildRequestBody, buildConverseInput.
func (o *operation) twinName(fn *ast.FuncDecl, suffixes []string, becomes string) string {
	base := fn.Name.Name
	if suffixes == nil {
		base, becomes = converseName(base), ""
	}
	for _, s := range suffixes {
		if rest, ok := strings.CutSuffix(base, s); ok && rest != "" {
			base = rest
			break
		}
	}
	names := o.fileNames(o.sourceOf(fn))
	for name := range numbered(base + becomes) {
		if !names.declaredInFile(name) && !o.isMethod(name) && !slices.Contains(slices.Collect(maps.Values(o.twins)), name) {
			return name
		}
	}
	return base + becomes
}

// isMethod reports whether the package has a method or field of that name.
func (o *operation) isMethod(name string) bool {
	for id, obj := range o.pkg.TypesInfo.Defs {
		if id.Name == name && obj != nil && obj.Parent() == nil {
			return true
		}
	}
	return false
}

// The ends of names of functions that make bodies and read them, which say something else
// of those that make requests and read answers.
var (
	bodyNames   = []string{"RequestBody", "RequestPayload", "Body", "Payload", "Request", "JSON"}
	answerNames = []string{"ResponseBody", "ModelResponse", "Response", "Body", "Output", "Reply"}
)

// callRenamed makes the calls of a function call its twin, or use its new name.
func (o *operation) callRenamed(fn *ast.FuncDecl, calls ...*ast.CallExpr) {
	name := o.dispatch.renamed[fn]
	if name == "" {
		return
	}
	for _, call := range calls {
		id, ok := ast.Unparen(call.Fun).(*ast.Ident)
		if sel, isSel := ast.Unparen(call.Fun).(*ast.SelectorExpr); isSel {
			id, ok = sel.Sel, true
		}
		if ok && !o.sweep.gone[id] {
			o.sourceOf(id).replace(id, name)
			o.sweep.gone[id] = o.twins[fn] != ""
		}
	}
}

// finishTwins puts the twins behind the functions that they are made of. One that cannot be
// made is missed by the type-check.
func (o *operation) finishTwins() {
	f := o.dispatch.fork
	if f == nil {
		return
	}
	for _, st := range f.unit.sweep.statements {
		f.unit.sourceOf(st).deleteStatement(st, f.unit.sweep.list(st), f.unit.sweep.isGone)
	}
	for _, fn := range f.order {
		src := o.sourceOf(fn)
		text, err := f.unit.sourceOf(fn).declText(fn)
		if err != nil {
			continue
		}
		if !o.sweep.isGone(fn) {
			text = "\n" + text
		}
		src.buf.Insert(edit.LineEnd(src.text, src.offset(fn.End())), text+"\n")
	}
	for i, s := range f.unit.sources {
		for _, add := range s.adds {
			if !slices.Contains(o.sources[i].adds, add) {
				o.sources[i].adds = append(o.sources[i].adds, add)
			}
		}
	}
}

// declText is what a function is going to be, with its doc comment.
func (s *source) declText(fn *ast.FuncDecl) (string, error) {
	start := fn.Pos()
	if fn.Doc != nil {
		start = fn.Doc.Pos()
	}
	edits, err := s.buf.Edits()
	if err != nil {
		return "", err
	}
	from, to := s.offset(start), s.offset(fn.End())
	var inside []edit.Edit
	for _, e := range edits {
		if from <= e.Start && e.End <= to {
			inside = append(inside, edit.Edit{Start: e.Start - from, End: e.End - from, New: e.New})
		}
	}
	text, err := edit.Apply(s.text[from:to], inside)
	return strings.ReplaceAll(string(text), "\r\n", "\n"), err
}
