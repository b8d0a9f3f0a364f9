package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
)

// moduleOf returns the folder of the module that holds file, relative to the
// repository in dir, and whether there is one.
func moduleOf(dir, file string) (string, bool) {
	for folder := path.Dir(file); ; folder = path.Dir(folder) {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(folder), "go.mod"))
		if err == nil && !info.IsDir() {
			return folder, true
		}
		if folder == "." || folder == "/" {
			return "", false
		}
	}
}

// A lineRange is a range of lines of a file, both ends included.
type lineRange struct{ First, Last int }

func (r lineRange) contains(line int) bool { return r.First <= line && line <= r.Last }

// statements finds the lines of the statement around a line. It parses each
// file once.
type statements struct {
	dir   string                 // the repository
	files map[string][]lineRange // nil if the file does not parse
}

func newStatements(dir string) *statements {
	return &statements{dir: dir, files: make(map[string][]lineRange)}
}

// around returns the lines of the innermost statement that holds line, or the
// line alone where there is none or the file cannot be read.
func (s *statements) around(file string, line int) lineRange {
	ranges, ok := s.files[file]
	if !ok {
		ranges = parseStatements(filepath.Join(s.dir, filepath.FromSlash(file)))
		s.files[file] = ranges
	}
	best := lineRange{line, line}
	found := false
	for _, r := range ranges {
		if r.contains(line) && (!found || r.Last-r.First < best.Last-best.First) {
			best, found = r, true
		}
	}
	return best
}

// parseStatements returns the lines of every statement that is not itself a
// list of statements: a block would take in its neighbours, and so would an if,
// of which only the header counts.
func parseStatements(name string) []lineRange {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	var ranges []lineRange
	add := func(first, last token.Pos) {
		ranges = append(ranges, lineRange{fset.Position(first).Line, fset.Position(last).Line})
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause, *ast.LabeledStmt:
		case *ast.IfStmt:
			add(n.Pos(), n.Body.Lbrace)
		case *ast.ForStmt:
			add(n.Pos(), n.Body.Lbrace)
		case *ast.RangeStmt:
			add(n.Pos(), n.Body.Lbrace)
		case *ast.SwitchStmt:
			add(n.Pos(), n.Body.Lbrace)
		case *ast.TypeSwitchStmt:
			add(n.Pos(), n.Body.Lbrace)
		case ast.Stmt:
			add(n.Pos(), n.End())
		case *ast.ValueSpec:
			add(n.Pos(), n.End())
		}
		return true
	})
	return ranges
}
