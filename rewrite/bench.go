package rewrite

import (
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rewrite/edit"
)

// A bench keeps what need not be worked out anew each time that sites of a package are
// tried: its files, the index of its syntax, and the last piece of work.
type bench struct {
	content map[string][]byte // texts that stand for files on disk
	pkgs    map[*packages.Package]*benched
	known   map[string]*types.Package // complete packages of the program; see quick
}

type benched struct {
	sources []*source // without edits
	index   *sweepIndex
	last    *worked
}

// worked is the rewrite of some sites of a package.
type worked struct {
	sites []*callsite.Site
	ways  []way
	files map[string][]byte
	ops   []*operation
}

func newBench(content map[string][]byte) *bench {
	return &bench{content: content, pkgs: map[*packages.Package]*benched{}}
}

// open reads and indexes a package the first time that it is asked for.
func (b *bench) open(p *packages.Package) (*benched, error) {
	if k := b.pkgs[p]; k != nil {
		return k, nil
	}
	k := &benched{}
	for _, f := range p.Syntax {
		src, err := openSource(p.Fset, f, b.content)
		if err != nil {
			return nil, err
		}
		k.sources = append(k.sources, src)
	}
	k.index = newSweepIndex(p.Types, p.TypesInfo, p.Syntax)
	b.pkgs[p] = k
	return k, nil
}

// unit is a new unit of a package.
func (b *bench) unit(p *packages.Package) (*unit, error) {
	k, err := b.open(p)
	if err != nil {
		return nil, err
	}
	var sources []*source
	for _, s := range k.sources {
		sources = append(sources, &source{path: s.path, text: s.text, file: s.file, tok: s.tok, buf: edit.NewBuffer(s.text)})
	}
	return newUnit(p, sources, k.index), nil
}

// work is operate, which is not done again for the sites that it was done for last.
func (j *job) work(p *packages.Package, sites []*callsite.Site) (map[string][]byte, []*operation, error) {
	k, err := j.bench.open(p)
	if err != nil {
		return nil, nil, err
	}
	var ways []way
	for _, s := range sites {
		ways = append(ways, j.ways[s])
	}
	if l := k.last; l != nil && slices.Equal(l.sites, sites) && slices.Equal(l.ways, ways) {
		return maps.Clone(l.files), l.ops, nil
	}
	files, ops, err := j.operate(p, sites)
	if err == nil {
		k.last = &worked{slices.Clone(sites), ways, files, ops}
	}
	return maps.Clone(files), ops, err
}
