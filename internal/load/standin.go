package load

import (
	"go/token"
	"go/types"
	"strconv"
	"sync"

	"github.com/bedrocklint/bedrocklint/internal/sdkdecl"
	"golang.org/x/tools/go/packages"
)

// A program whose SDK is not in the module cache, on a machine that cannot download it,
// still shows its calls: their types are declared by a copy of the SDK's declarations.

// standsIn reports whether p is a package of the SDK that the go command did not find.
func standsIn(p *packages.Package) bool {
	return len(p.GoFiles) == 0 && sdkdecl.Has(p.PkgPath)
}

// standIns are the declarations that take the place of the SDK in one program.
type standIns struct {
	fset  *token.FileSet
	roots []*packages.Package

	mu   sync.Mutex
	decl *sdkdecl.Declarations
}

// standIn gives p its Types.
func (s *source) standIn(p *packages.Package) {
	st := &s.stand
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.decl == nil {
		st.decl = sdkdecl.New(st.fset, s.lend(st.roots))
	}
	p.Types, _ = st.decl.Import(p.PkgPath)
}

// lend gives the program's own packages by import path. None of the standard library
// waits for a package of the SDK, so they can be waited for here.
func (s *source) lend(roots []*packages.Package) func(path string) *types.Package {
	byPath := map[string]*packages.Package{}
	packages.Visit(roots, nil, func(p *packages.Package) { byPath[p.PkgPath] = p })
	return func(path string) *types.Package {
		p := byPath[path]
		if p == nil {
			return nil
		}
		s.need([]*packages.Package{p})
		return p.Types
	}
}

// missingSDK is the error of a package that imports what only stands in for the SDK.
func missingSDK(p *packages.Package) []packages.Error {
	for _, f := range p.Syntax {
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if dep := p.Imports[path]; dep != nil && standsIn(dep) {
				return []packages.Error{{
					Pos:  p.Fset.Position(spec.Pos()).String(),
					Msg:  "could not import " + path + " (not in the module cache); read with the declarations of another version",
					Kind: packages.ListError,
				}}
			}
		}
	}
	return nil
}
