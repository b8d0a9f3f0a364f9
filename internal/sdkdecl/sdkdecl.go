// Package sdkdecl has the declarations of the SDK packages that code names when it
// calls Bedrock Runtime. They stand in for the SDK where a program's own copy cannot be
// had: without the module cache and without network, a call can be found and its body
// read all the same, since neither depends on more of the SDK than its declarations.
package sdkdecl

import (
	"embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
)

//go:embed decl
var decl embed.FS

const sdk = "github.com/aws/aws-sdk-go-v2/"

// paths has the import path of each embedded file.
var paths = map[string]string{
	"aws.go.txt":            sdk + "aws",
	"bedrockruntime.go.txt": sdk + "service/bedrockruntime",
	"types.go.txt":          sdk + "service/bedrockruntime/types",
	"document.go.txt":       sdk + "service/bedrockruntime/document",
}

// Has reports whether Packages gives the package of that import path.
func Has(path string) bool { return fileOf(path) != "" }

// Declarations type-checks the embedded packages. The program that they become part of
// lends its own standard library, as far as it has it, so that its context.Context is
// theirs. It must not change while they are in use.
type Declarations struct {
	fset *token.FileSet
	std  func(path string) *types.Package
	done map[string]*types.Package
}

// New prepares the declarations; std gives the program's package of an import path of
// the standard library, or nil.
func New(fset *token.FileSet, std func(path string) *types.Package) *Declarations {
	return &Declarations{fset: fset, std: std, done: map[string]*types.Package{}}
}

// Import gives the package of an import path for which Has is true. It is not safe for
// use by several goroutines.
func (d *Declarations) Import(path string) (*types.Package, error) {
	if p := d.done[path]; p != nil {
		return p, nil
	}
	name := fileOf(path)
	if name == "" {
		if p := d.std(path); p != nil {
			return p, nil
		}
		return nil, fmt.Errorf("the program has no package %s", path)
	}
	src, err := decl.ReadFile("decl/" + name)
	if err != nil {
		return nil, err
	}
	f, err := parser.ParseFile(d.fset, path+"/"+name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	// What the program's own standard library lacks is of no type, and no error.
	conf := &types.Config{Importer: d, IgnoreFuncBodies: true, Error: func(error) {}}
	p, _ := conf.Check(path, d.fset, []*ast.File{f}, nil)
	d.done[path] = p
	return p, nil
}
