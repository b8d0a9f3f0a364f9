package load

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"

	"golang.org/x/tools/go/packages"
)

// In a large program nearly everything that is not a leaf reaches the SDK through its
// imports, main packages above all, and little of it has to do with a call. Worth
// type-checking are the packages that import the SDK; those that import one of these,
// since they use wrappers, constructors and payload types; and further up those whose
// text names an exported function that hands something through. The last is decided
// by names alone, which lets too much through and never too little.

// relevant returns the IDs of the packages that can hold a call or decide what one sends.
func (l *loader) relevant(g *graph, direct map[string]bool) map[string]bool {
	c := &callers{l: l, g: g, kept: map[string]bool{}, passing: map[string]bool{}, texts: map[string]*text{}}
	for id := range direct {
		c.keep(id)
	}
	reaching := g.reaching(direct)
	for changed := true; changed; {
		changed = false
		for id := range reaching {
			if !c.kept[id] && (importsAny(g.byID[id], direct) || c.names(id)) {
				c.keep(id)
				changed = true
			}
		}
	}
	return c.kept
}

func importsAny(p *packages.Package, ids map[string]bool) bool {
	for _, dep := range p.Imports {
		if ids[dep.ID] {
			return true
		}
	}
	return false
}

type callers struct {
	l    *loader
	g    *graph
	kept map[string]bool // by package ID
	// passing holds the exported names of kept packages through which a call can be
	// reached.
	passing map[string]bool
	texts   map[string]*text // by file
}

// text is what is read of a file without its types.
type text struct {
	src       []byte
	selectors map[string]bool // the identifiers behind a dot
	operation bool            // it names an operation of the client
}

func (c *callers) text(file string) *text {
	t := c.texts[file]
	if t == nil {
		src, ok := c.l.cfg.Overlay[file]
		if !ok {
			src, _ = os.ReadFile(file) // the go command complains about one that cannot be read
		}
		t = &text{src: src, selectors: selectors(src), operation: bytes.Contains(src, []byte("InvokeModel"))}
		c.texts[file] = t
	}
	return t
}

// names reports whether a package names the operation or something that passes on to it.
func (c *callers) names(id string) bool {
	for _, file := range c.g.byID[id].GoFiles {
		t := c.text(file)
		if t.operation {
			return true
		}
		for name := range t.selectors {
			if c.passing[name] {
				return true
			}
		}
	}
	return false
}

// keep keeps a package and learns which of its exported names pass on to a call.
func (c *callers) keep(id string) {
	c.kept[id] = true
	var decls []*decl
	for _, file := range c.g.byID[id].GoFiles {
		f, _ := parser.ParseFile(token.NewFileSet(), file, c.text(file).src, parser.SkipObjectResolution)
		if f == nil {
			continue
		}
		for _, d := range f.Decls {
			decls = append(decls, declsOf(d)...)
		}
	}
	for name := range passingNames(decls, c.passing) {
		if ast.IsExported(name) {
			c.passing[name] = true
		}
	}
}

// decl is a top-level declaration as far as names tell: what it declares and what it
// mentions. A method declares its own name and mentions its receiver, and the other way
// round, for who has the receiver has the method.
type decl struct {
	names    []string
	mentions map[string]bool
}

// passingNames closes the operation's name and the names that pass already over decls.
func passingNames(decls []*decl, passing map[string]bool) map[string]bool {
	out := map[string]bool{}
	passes := func(d *decl) bool {
		for name := range d.mentions {
			if passing[name] || out[name] || isOperation(name) {
				return true
			}
		}
		return false
	}
	for changed := true; changed; {
		changed = false
		for _, d := range decls {
			if out[d.names[0]] || !passes(d) {
				continue
			}
			for _, name := range d.names {
				out[name] = true
			}
			changed = true
		}
	}
	return out
}

func isOperation(name string) bool {
	switch name {
	case "InvokeModel", "InvokeModelWithResponseStream", "InvokeModelInput", "InvokeModelWithResponseStreamInput",
		"InvokeModelWithContext", "InvokeModelRequest", "bedrockruntime":
		return true
	}
	return false
}

func declsOf(d ast.Decl) []*decl {
	switch d := d.(type) {
	case *ast.FuncDecl:
		names := []string{d.Name.Name}
		if d.Recv != nil && len(d.Recv.List) == 1 {
			names = append(names, identifiers(d.Recv.List[0].Type)...)
		}
		return []*decl{{names, set(identifiers(d))}}
	case *ast.GenDecl:
		var out []*decl
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				out = append(out, &decl{[]string{s.Name.Name}, set(identifiers(s))})
			case *ast.ValueSpec:
				for _, n := range s.Names {
					out = append(out, &decl{[]string{n.Name}, set(identifiers(s))})
				}
			}
		}
		return out
	}
	return nil
}

func identifiers(n ast.Node) []string {
	var out []string
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			out = append(out, id.Name)
		}
		return true
	})
	return out
}

func set(names []string) map[string]bool {
	out := make(map[string]bool, len(names))
	for _, n := range names {
		out[n] = true
	}
	return out
}

// selectors returns the identifiers that stand behind a dot in src. It reads bytes, not
// syntax, so comments and strings count too.
func selectors(src []byte) map[string]bool {
	out := map[string]bool{}
	for i := 0; i < len(src); i++ {
		if src[i] != '.' {
			continue
		}
		end := i + 1
		for end < len(src) && isIdentByte(src[end]) {
			end++
		}
		if end > i+1 {
			out[string(src[i+1:end])] = true
		}
		i = end - 1
	}
	return out
}

// isIdentByte takes every byte of a multi-byte rune for a letter.
func isIdentByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}
