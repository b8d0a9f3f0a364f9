package config

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// Mapping says which models are behind something that code reads at run time.
type Mapping struct {
	Env    string // name of an environment variable
	Expr   string // a Go expression, as go/types prints it
	Object string // a package-level name, or a field or method: path/of/pkg.Type.Name

	Models []string // ids; empty when only the family is known
	Family string
	Where  string // file:line

	nodes []*yaml.Node // of Models, or of Family
}

// the keys of an entry that say what is mapped.
var subjects = []string{"env", "expr", "object", "arn", "id"}

var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// readModels reads the entries of models; those for ids and ARNs go to the catalog.
func (c *Config) readModels(r *reader, m member) []catalog.Alias {
	var aliases []catalog.Alias
	for _, n := range r.list(m, "models") {
		em := r.mapping(n, "an entry of models", append(slices.Clone(subjects), "model", "family", "converse")...)
		if n.Kind != yaml.MappingNode {
			continue
		}
		subject := theOne(r, n, em)
		if subject == "" {
			continue
		}
		mp := Mapping{Family: r.text(em["family"], "family"), Where: fmt.Sprintf("%s:%d", r.file, n.Line), nodes: r.texts(em["model"], "model")}
		for _, id := range mp.nodes {
			mp.Models = append(mp.Models, id.Value)
		}
		if mp.Family != "" {
			mp.nodes = []*yaml.Node{em["family"].value}
		}
		if (len(mp.Models) > 0) == (mp.Family != "") {
			r.errorf(n, "want one of model and family; model is the better one where it is known")
		}
		converse, given := r.flag(em["converse"], "converse")
		text := r.text(em[subject], subject)
		if subject == "arn" || subject == "id" {
			aliases = append(aliases, r.alias(subject, em[subject].value, mp, given && !converse))
		} else {
			if given {
				r.errorf(em["converse"].key, "converse goes with id and arn; the model that %s stands for has its own", subject)
			}
			r.subject(subject, text, em[subject].value, &mp)
		}
		c.models = append(c.models, mp)
	}
	return aliases
}

// theOne returns the only subject of an entry.
func theOne(r *reader, n *yaml.Node, em map[string]member) string {
	var got []string
	for _, s := range subjects {
		if em[s].value != nil {
			got = append(got, s)
		}
	}
	if len(got) != 1 {
		r.errorf(n, "want exactly one of %s, have %d; make an entry of each", strings.Join(subjects, ", "), len(got))
		return ""
	}
	return got[0]
}

func (r *reader) alias(subject string, n *yaml.Node, m Mapping, invokeOnly bool) catalog.Alias {
	if subject == "arn" && !strings.HasPrefix(n.Value, "arn:") {
		r.errorf(n, "%q is not an ARN; they start with arn: (use id for a plain name)", n.Value)
	}
	if strings.Trim(n.Value, "*") == "" {
		r.errorf(n, "%q fits every model; name a part of the id", n.Value)
	}
	if len(m.Models) > 1 {
		r.errorf(n, "an id has one model behind it, not %d", len(m.Models))
	}
	a := catalog.Alias{Pattern: n.Value, Family: m.Family, InvokeOnly: invokeOnly, Where: m.Where}
	if len(m.Models) > 0 {
		a.Model = m.Models[0]
	}
	return a
}

// subject checks and sets what a mapping is about.
func (r *reader) subject(kind, text string, n *yaml.Node, m *Mapping) {
	switch kind {
	case "env":
		if !envName.MatchString(text) {
			r.errorf(n, "%q is not the name of an environment variable", text)
		}
		m.Env = text
	case "expr":
		e, err := parser.ParseExpr(text)
		if err != nil {
			r.errorf(n, "%q is not a Go expression", text)
			return
		}
		m.Expr = types.ExprString(e)
	case "object":
		if _, names := splitObject(text); len(names) == 0 || slices.Contains(names, "") {
			r.errorf(n, "%q does not name an object; write it as example.com/pkg.Name or example.com/pkg.Type.Field", text)
		}
		m.Object = text
	}
}

// checkModels looks up the models and families of the entries.
func (c *Config) checkModels(r *reader, cat *catalog.Catalog) {
	for _, m := range c.models {
		for i, id := range m.Models {
			if _, f, reason := cat.ModelByID(id); f == nil && m.Family == "" {
				r.errorf(m.nodes[i], "%s%s; bedrocklint -models lists those that are known", reason, didYouMean(id, modelIDs(cat)))
			}
		}
		if m.Family != "" && cat.Family(m.Family) == nil {
			r.errorf(m.nodes[0], "unknown family %q%s; bedrocklint -models lists the families", m.Family, didYouMean(m.Family, familyNames(cat)))
		}
	}
}

func modelIDs(cat *catalog.Catalog) []string {
	var out []string
	for _, f := range cat.Families() {
		for _, m := range f.Models {
			out = append(out, m.ID)
		}
	}
	return out
}

func familyNames(cat *catalog.Catalog) []string {
	var out []string
	for _, f := range cat.Families() {
		out = append(out, f.Name)
	}
	return out
}

// splitObject splits "example.com/pkg.Type.Field" into the path and the names.
func splitObject(s string) (path string, names []string) {
	slash := strings.LastIndexByte(s, '/')
	pkg, rest, ok := strings.Cut(s[slash+1:], ".")
	if !ok {
		return s, nil
	}
	return s[:slash+1] + pkg, strings.Split(rest, ".")
}

// ModelOf returns what the configuration says about the model id that an expression
// yields, or nil. value evaluates an argument to the one text that it can be, "" when
// that is not known.
func (c *Config) ModelOf(e ast.Expr, info *types.Info, value func(ast.Expr) string) *Mapping {
	if c == nil || len(c.models) == 0 {
		return nil
	}
	e = ast.Unparen(e)
	for i := range c.models {
		m := &c.models[i]
		if m.Expr != "" && m.Expr == types.ExprString(e) || m.Object != "" && isObject(m.Object, e, info) || m.Env != "" && readsEnv(m.Env, e, info, value) {
			return m
		}
	}
	return nil
}

// isObject reports whether an expression is a use, or a call, of a named object.
func isObject(name string, e ast.Expr, info *types.Info) bool {
	if call, ok := e.(*ast.CallExpr); ok {
		e = ast.Unparen(call.Fun)
	}
	obj := used(e, info)
	if obj == nil || obj.Pkg() == nil {
		return false
	}
	path, names := splitObject(name)
	if obj.Pkg().Path() != path || obj.Name() != names[len(names)-1] {
		return false
	}
	top := obj.Pkg().Scope().Lookup(names[0])
	switch {
	case top == nil:
		return false
	case len(names) == 1:
		return top == obj
	}
	return hasMember(top.Type(), names[1:], obj)
}

func used(e ast.Expr, info *types.Info) types.Object {
	switch e := e.(type) {
	case *ast.Ident:
		return info.ObjectOf(e)
	case *ast.SelectorExpr:
		if obj := info.ObjectOf(e.Sel); obj != nil {
			return obj
		}
		obj, _, _ := selected(e, info)
		return obj
	}
	return nil
}

// selected looks up what a selector with a value before the dot selects. It does without
// info.Selections, since the payload engine makes selectors of its own.
func selected(e *ast.SelectorExpr, info *types.Info) (obj types.Object, recv types.Type, index []int) {
	recv = info.TypeOf(e.X)
	if recv == nil {
		return nil, nil, nil
	}
	var pkg *types.Package
	if n, ok := deref(recv).(*types.Named); ok {
		pkg = n.Obj().Pkg()
	}
	obj, index, _ = types.LookupFieldOrMethod(recv, true, pkg, e.Sel.Name)
	return obj, recv, index
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return types.Unalias(t)
}

// hasMember reports whether names lead from a type to a field or method.
func hasMember(t types.Type, names []string, want types.Object) bool {
	for i, name := range names {
		obj, _, _ := types.LookupFieldOrMethod(t, true, want.Pkg(), name)
		if obj == nil {
			return false
		}
		if i == len(names)-1 {
			return origin(obj) == origin(want)
		}
		t = obj.Type()
	}
	return false
}

func origin(obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Var:
		return obj.Origin()
	case *types.Func:
		return obj.Origin()
	}
	return obj
}

// readsEnv reports whether an expression is the value of an environment variable: a call
// of os.Getenv or of a helper that says so in its name, or a field whose tag binds it.
func readsEnv(name string, e ast.Expr, info *types.Info, value func(ast.Expr) string) bool {
	switch e := e.(type) {
	case *ast.CallExpr:
		return len(e.Args) > 0 && namesEnv(used(ast.Unparen(e.Fun), info)) && value(e.Args[0]) == name
	case *ast.SelectorExpr:
		return boundTo(name, e, info)
	}
	return false
}

// namesEnv holds for os.Getenv and os.LookupEnv, and for functions of other packages of
// which only the name can be read.
func namesEnv(fn types.Object) bool {
	f, ok := fn.(*types.Func)
	return ok && strings.Contains(strings.ToLower(f.Name()), "env")
}

// boundTo reports whether a field's tag binds an environment variable, as the packages
// that fill a struct from the environment read it.
func boundTo(name string, e *ast.SelectorExpr, info *types.Info) bool {
	obj, t, index := selected(e, info)
	if v, ok := obj.(*types.Var); !ok || !v.IsField() {
		return false
	}
	tag := ""
	for _, i := range index {
		s, ok := deref(t).Underlying().(*types.Struct)
		if !ok {
			return false
		}
		t, tag = s.Field(i).Type(), s.Tag(i)
	}
	for _, key := range []string{"env", "envconfig"} {
		bound, _, _ := strings.Cut(reflect.StructTag(tag).Get(key), ",")
		if bound == name {
			return true
		}
	}
	return false
}

// Constant is the text of a constant expression, "" for any other.
func Constant(e ast.Expr, info *types.Info) string {
	if tv, ok := info.Types[e]; ok && tv.Value != nil && tv.Value.Kind() == constant.String {
		return constant.StringVal(tv.Value)
	}
	return ""
}
