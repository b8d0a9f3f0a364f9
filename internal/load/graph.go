package load

import (
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/packages"
)

// graph holds the import edges of the listed packages, by package ID, so that a test
// variant and its plain form stay apart.
type graph struct {
	byID map[string]*packages.Package
}

func newGraph(listed []*packages.Package) *graph {
	g := &graph{byID: map[string]*packages.Package{}}
	for _, p := range listed {
		if !isTestMain(p) {
			g.byID[p.ID] = p
		}
	}
	return g
}

// keptGraph is the part of g that was kept.
func keptGraph(g *graph, kept map[string]bool) *graph {
	out := &graph{byID: map[string]*packages.Package{}}
	for id := range kept {
		out.byID[id] = g.byID[id]
	}
	return out
}

// direct returns the packages that import an SDK package.
func (g *graph) direct() map[string]bool {
	out := map[string]bool{}
	for id, p := range g.byID {
		for path := range p.Imports {
			if isSDK(path) {
				out[id] = true
				break
			}
		}
	}
	return out
}

// isSDK reports whether path is a Bedrock Runtime package of the SDK, or one below it
// (types, document, bedrockruntimeiface).
func isSDK(path string) bool {
	for _, root := range []string{SDKv2, SDKv1} {
		if path == root || strings.HasPrefix(path, root+"/") {
			return true
		}
	}
	return false
}

// reaching returns from and every listed package that imports one of them, directly
// or not.
func (g *graph) reaching(from map[string]bool) map[string]bool {
	importers := map[string][]string{}
	for id, p := range g.byID {
		for _, dep := range p.Imports {
			importers[dep.ID] = append(importers[dep.ID], id)
		}
	}
	out := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		if out[id] {
			return
		}
		out[id] = true
		for _, up := range importers[id] {
			visit(up)
		}
	}
	for id := range from {
		visit(id)
	}
	return out
}

// paths returns the import paths to load ids by. External tests and test variants come
// along with the package that they test.
func (g *graph) paths(ids map[string]bool) []string {
	var out []string
	for id := range ids {
		p := g.byID[id]
		if p.ForTest != "" {
			out = append(out, p.ForTest)
			continue
		}
		out = append(out, p.PkgPath)
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// support returns the import paths of the packages of the main modules that kept
// packages import, directly or not: what a body is made of is often declared there.
// The nearest come first, and the farthest are left out when there are very many: then
// unread says how many of those next in turn.
func (l *loader) support(g *graph, kept map[string]bool, mods []*Module) (paths []string, unread int, err error) {
	known := map[string]*packages.Package{}
	for _, p := range g.byID {
		if p.ForTest == "" {
			known[p.PkgPath] = p
		}
	}
	wanted := map[string]bool{}
	next := importedInside(sortedPackages(g, kept), mods, wanted)
	for len(next) > 0 {
		paths = append(paths, next...)
		pkgs, err := l.resolve(next, known)
		if err != nil {
			return nil, 0, err
		}
		next = importedInside(pkgs, mods, wanted)
		if len(paths)+len(next) > max(minSupport, supportPerKept*len(kept)) {
			unread = len(next)
			break
		}
	}
	sort.Strings(paths)
	return paths, unread, nil
}

// Bounds of what is read beyond the direct imports of kept packages. Values that come
// from farther away are unknown, which costs an answer and never makes one wrong.
const (
	minSupport     = 64
	supportPerKept = 4
)

// resolve finds the listed packages of paths, listing those that the patterns did not name.
func (l *loader) resolve(paths []string, known map[string]*packages.Package) ([]*packages.Package, error) {
	var out []*packages.Package
	var missing []string
	for _, path := range paths {
		if p := known[path]; p != nil {
			out = append(out, p)
		} else {
			missing = append(missing, path)
		}
	}
	if len(missing) == 0 {
		return out, nil
	}
	more, err := l.list(missing)
	if err != nil {
		return nil, err
	}
	for _, p := range more {
		if p.ForTest == "" && !isTestMain(p) {
			known[p.PkgPath] = p
			out = append(out, p)
		}
	}
	return out, nil
}

// importedInside returns the imports of pkgs that lie in a main module and are not yet
// wanted, and marks them wanted.
func importedInside(pkgs []*packages.Package, mods []*Module, wanted map[string]bool) []string {
	var out []string
	for _, p := range pkgs {
		for path := range p.Imports {
			if !wanted[path] && inside(path, mods) {
				wanted[path] = true
				out = append(out, path)
			}
		}
	}
	sort.Strings(out)
	return out
}

func inside(path string, mods []*Module) bool {
	for _, m := range mods {
		if path == m.Path || strings.HasPrefix(path, m.Path+"/") {
			return true
		}
	}
	return false
}

func sortedPackages(g *graph, ids map[string]bool) []*packages.Package {
	var out []*packages.Package
	for id := range ids {
		out = append(out, g.byID[id])
	}
	slices.SortFunc(out, func(a, b *packages.Package) int { return strings.Compare(a.ID, b.ID) })
	return out
}
