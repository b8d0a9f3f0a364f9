package load

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Dependencies can be had in two ways. Their export data is fastest, if a build has left
// it in the cache; if not, the go command compiles hundreds of packages to make it (half
// a minute for the SDK alone, on a fresh CI machine). Type-checking their declarations
// from source takes some seconds, always. So the cache is asked first.

// cold reports whether the export data of some dependency would have to be compiled.
func (l *loader) cold(g *graph, mods []*Module) bool {
	deps := map[string]bool{}
	for _, p := range g.byID {
		for path := range p.Imports {
			if isSDK(path) || strings.Contains(path, ".") && !inside(path, mods) {
				deps[path] = true
			}
		}
	}
	args := []string{"list", "-e", "-f", "{{if .Stale}}stale{{end}}"}
	if len(l.cfg.Tags) > 0 {
		args = append(args, "-tags="+strings.Join(l.cfg.Tags, ","))
	}
	args = append(args, slices.Sorted(maps.Keys(deps))...)
	cmd := exec.CommandContext(l.ctx, "go", args...)
	cmd.Dir, cmd.Env = l.cfg.Dir, l.cfg.Env
	out, err := cmd.Output()
	return err == nil && bytes.Contains(out, []byte("stale"))
}

// fromSource makes a configuration take dependencies from source. Only declarations
// matter there: the bodies of functions outside the main modules are thrown away before
// they are type-checked, which leaves imports that nothing uses, an error of no
// consequence in a package that nobody looks at.
func fromSource(pc *packages.Config, mods []*Module) {
	pc.Mode |= packages.NeedDeps
	pc.ParseFile = func(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
		if insideDir(name, mods) {
			return parser.ParseFile(fset, name, src, parser.ParseComments|parser.AllErrors)
		}
		f, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
		if f != nil {
			dropBodies(f)
		}
		return f, err
	}
}

func dropBodies(f *ast.File) {
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		if fn.Name.Name == "init" || fn.Name.Name == "main" {
			fn.Body = &ast.BlockStmt{Lbrace: fn.Body.Lbrace, Rbrace: fn.Body.Rbrace} // these must have one
			continue
		}
		fn.Body = nil
	}
}

func insideDir(file string, mods []*Module) bool {
	for _, m := range mods {
		rel, err := filepath.Rel(m.Dir, file)
		if err == nil && !strings.HasPrefix(rel, "..") && !strings.HasPrefix(rel, "vendor"+string(os.PathSeparator)) {
			return true
		}
	}
	return false
}
