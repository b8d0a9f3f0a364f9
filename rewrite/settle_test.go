package rewrite

import (
	"context"
	"errors"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/load"
)

// TestSettleEnds leaves out sites of packages whose rewrite never type-checks, whatever is
// tried: each check takes one of the ways of a site, or a part of the sites, from what is
// left to try.
func TestSettleEnds(t *testing.T) {
	ctx := context.Background()
	for _, dir := range []string{"history", "omitempty"} {
		prog, err := load.Packages(ctx, load.Config{Dir: ".", Patterns: []string{"./testdata/golden/" + dir}, Tests: true})
		if err != nil {
			t.Fatal(err)
		}
		r := New(catalog.Default(), Options{Build: Build{Dir: "."}})
		sites, err := r.find(prog)
		if err != nil || len(sites) == 0 {
			t.Fatal("no sites", err)
		}
		j := newJob(r, prog, newEngine(prog))
		for _, p := range prog.Packages {
			able, err := j.able(ctx, p, sitesIn(p, sites))
			if err != nil {
				t.Fatal(err)
			}
			testSettleEnds(t, j, &batch{p, able})
		}
	}
}

func testSettleEnds(t *testing.T, j *job, b *batch) {
	limit := len(b.sites) // at most as many groups of sites are taken apart
	for _, s := range b.sites {
		limit += len(ways(s))
	}
	checks, all := 0, b.sites
	never := func(context.Context, *packages.Package, []*callsite.Site) (*fault, error) {
		if checks++; checks > limit {
			return nil, errors.New("more checks than there are sites and ways")
		}
		return newFault("never", nil), nil
	}
	if err := j.reduce(context.Background(), b, never); err != nil {
		t.Fatalf("%s: %v", b.pkg.PkgPath, err)
	}
	if len(b.sites) > 0 {
		t.Errorf("%s: %d sites stay", b.pkg.PkgPath, len(b.sites))
	}
	for _, s := range all {
		if j.results[s] == nil || j.results[s].Status != Left {
			t.Errorf("%s: a site is not left", b.pkg.PkgPath)
		}
	}
}
