package gocode

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"

	"github.com/bedrocklint/bedrocklint/payload"
)

// Names keeps the file into which the source goes consistent.
type Names interface {
	// Import returns the local name of a package in the call's file, and records that
	// the file needs it. The preferred name is the package's own.
	Import(path, preferred string) string
	// Fresh returns an identifier that means nothing yet at the call, base itself if
	// it is free.
	Fresh(base string) string
}

// Site is the place where the source will stand.
type Site struct {
	Pkg  *types.Package
	Func ast.Node // function around the call
	Info *types.Info
	At   token.Pos // the call
	Fset *token.FileSet
	// Source gives the bytes of a file, so that an expression can be kept as it is
	// written, comments included. Nil prints expressions from the syntax tree.
	Source func(filename string) ([]byte, error)
	// Held names expressions that are bound to variables where they stand.
	Held map[ast.Expr]string
	// OnError gives statements that do about an error of that name what the function does
	// when the call fails, where it returns none; nil for none.
	OnError func(name string) (statements string, ok bool)
	// NextName stands for the name of a document, to be made when the program runs; nil
	// for none.
	NextName *ast.Ident
	// Split is a prompt that a function takes apart into system and messages; nil for none.
	Split *Split
	// Snapshot binds an expression whose value is another at the call to a variable where
	// it stands, and names that; it reports false where that cannot be done. Nil never
	// can.
	Snapshot func(e ast.Expr) (name string, ok bool)
}

// Split is a prompt, and the name of the function that takes it apart.
type Split struct {
	Prompt payload.Value
	Func   string
}

// Code is the source of one request.
type Code struct {
	Prelude []string       // statements to stand right before the call's statement
	Input   string         // expression: &bedrockruntime.ConverseInput{…}
	Reads   []types.Object // variables and constants that the source names, in order
	Helpers []Helper       // functions of the package that the source calls
	Moved   []ast.Expr     // expressions that the source evaluates in the code's place
}

// Helper is a small unexported declaration that the source needs, once a package.
type Helper struct {
	Name   string
	Source string
}

// Problem is one reason for which a request cannot be printed.
type Problem struct {
	Message string
	Node    ast.Node // nil when no expression is to blame
}

// Problems is the error of a request that cannot be printed: everything that is in the way.
type Problems []Problem

func (p Problems) Error() string {
	if len(p) == 1 {
		return p[0].Message
	}
	return fmt.Sprintf("%s (and %d more reasons)", p[0].Message, len(p)-1)
}

// Qualifiers names the packages that identifiers made by a mapping, which have no
// types.Info, stand for: the path of each.
type Qualifiers map[*ast.Ident]string

// Print prints the request as a value of type input, one of ConverseInput and
// ConverseStreamInput. The error is of type Problems when the tree holds something that
// cannot be evaluated at the call.
func Print(site Site, names Names, input reflect.Type, tree *payload.Object, made Qualifiers) (*Code, error) {
	p := &printer{
		site:    site,
		names:   names,
		made:    made,
		renamed: map[types.Object]string{},
		elems:   map[*ast.Ident]string{},
		used:    map[string]bool{},
		helpers: map[string]bool{},
		read:    map[types.Object]bool{},
	}
	var prelude block
	expr := p.input(&prelude, input, tree)
	if len(p.problems) > 0 {
		return nil, p.problems
	}
	var err error
	if p.code.Prelude, err = prelude.formatted(); err != nil {
		return nil, err
	}
	if p.nextName != "" {
		p.code.Prelude = append([]string{p.nextName + " := documentNames()"}, p.code.Prelude...)
	}
	if p.code.Input, err = formattedExpr(expr); err != nil {
		return nil, err
	}
	return &p.code, nil
}

// printer holds the state of one Print.
type printer struct {
	site  Site
	names Names
	made  Qualifiers
	code  Code

	problems Problems
	renamed  map[types.Object]string // loop variables, under the name of the printed loop
	elems    map[*ast.Ident]string   // elements of implicit loops
	used     map[string]bool         // names given to variables of the prelude
	helpers  map[string]bool
	read     map[types.Object]bool
	nextName string // function that gives the next document a name
}

// fail records why the request cannot be printed, and returns something to go on with
// so that the other reasons are found too.
func (p *printer) fail(node ast.Node, format string, args ...any) code {
	problem := Problem{Message: fmt.Sprintf(format, args...), Node: node}
	for _, known := range p.problems {
		if known == problem {
			return text("nil")
		}
	}
	p.problems = append(p.problems, problem)
	return text("nil")
}

// fresh returns a new variable name, trying the bases in turn before one gets a number.
func (p *printer) fresh(bases ...string) string {
	numbered := ""
	for _, base := range bases {
		name := p.names.Fresh(base)
		if p.used[name] {
			continue
		}
		if name == base {
			p.used[name] = true
			return name
		}
		numbered = name
	}
	base := bases[len(bases)-1]
	for i := 2; numbered == ""; i++ {
		if name := p.names.Fresh(fmt.Sprintf("%s%d", base, i)); !p.used[name] {
			numbered = name
		}
	}
	p.used[numbered] = true
	return numbered
}

// typeName is the Go name of one of the SDK's types, in the call's file.
func (p *printer) typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + p.typeName(t.Elem())
	case reflect.Slice:
		return "[]" + p.typeName(t.Elem())
	case reflect.Map:
		return "map[" + p.typeName(t.Key()) + "]" + p.typeName(t.Elem())
	}
	if t == documentType {
		return p.names.Import(documentPath, "document") + ".Interface"
	}
	switch t.PkgPath() {
	case typesPath:
		return p.names.Import(typesPath, "types") + "." + t.Name()
	case runtimePath:
		return p.names.Import(runtimePath, "bedrockruntime") + "." + t.Name()
	}
	return t.String()
}

// aws qualifies one of package aws's pointer helpers.
func (p *printer) aws(fn string) string { return p.names.Import(awsPath, "aws") + "." + fn }

// helper records the need for a helper and returns its name.
func (p *printer) helper(h Helper) string {
	if !p.helpers[h.Name] {
		p.helpers[h.Name] = true
		p.code.Helpers = append(p.code.Helpers, h)
	}
	return h.Name
}
