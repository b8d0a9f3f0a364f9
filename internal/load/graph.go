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

// named returns the packages of the given import paths, with the tests of those that were
// listed, as go list would.
func (g *graph) named(paths []string) []*packages.Package {
	want := map[string]bool{}
	for _, path := range paths {
		want[path] = true
	}
	var listed, out []*packages.Package
	for _, p := range g.byID {
		listed = append(listed, p)
	}
	seen := map[string]bool{}
	packages.Visit(listed, nil, func(p *packages.Package) {
		// A variant of a dependency, made for the test of another package, stands for itself.
		_, isListed := g.byID[p.ID]
		if !seen[p.ID] && (p.ForTest == "" && want[p.PkgPath] || isListed && want[p.ForTest]) {
			seen[p.ID] = true
			out = append(out, p)
		}
	})
	slices.SortFunc(out, func(a, b *packages.Package) int { return strings.Compare(a.ID, b.ID) })
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
func (l *loader) support(g *graph, kept map[string]bool, mods []*Module) (paths []string, unread int) {
	wanted := map[string]bool{}
	next := importedInside(sortedPackages(g, kept), mods, wanted)
	for len(next) > 0 {
		for _, p := range next {
			paths = append(paths, p.PkgPath)
		}
		next = importedInside(next, mods, wanted)
		if len(paths)+len(next) > max(minSupport, supportPerKept*len(kept)) {
			unread = len(next)
			break
		}
	}
	sort.Strings(paths)
	return paths, unread
}

// Bounds of what is read beyond the direct imports of kept packages. Values that come
// from farther away are unknown, which costs an answer and never makes one wrong.
const (
	minSupport     = 64
	supportPerKept = 4
)

// importedInside returns the imports of pkgs that lie in a main module and are not yet
// wanted, sorted, and marks them wanted.
func importedInside(pkgs []*packages.Package, mods []*Module, wanted map[string]bool) []*packages.Package {
	var out []*packages.Package
	for _, p := range pkgs {
		for path, dep := range p.Imports {
			if !wanted[path] && inside(path, mods) {
				wanted[path] = true
				out = append(out, dep)
			}
		}
	}
	slices.SortFunc(out, func(a, b *packages.Package) int { return strings.Compare(a.PkgPath, b.PkgPath) })
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
