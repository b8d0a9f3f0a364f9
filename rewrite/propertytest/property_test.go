package propertytest

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rewrite"
	"github.com/bedrocklint/bedrocklint/verify"
)

var (
	count   = flag.Int("programs", 0, "how many programs to generate; 0 means 2,000, and fewer with -short or -race")
	seed    = flag.Uint64("seed", 1, "of the programs")
	only    = flag.String("family", "", "make programs of this family alone")
	onlyOne = flag.String("form", "", "make programs of this form alone")
	dump    = flag.String("dump", "", "write the programs that are left or differ, before and after, to this folder")
)

// floor is the share of programs that must have been rewritten, or the test proves
// too little.
const floor = 0.85

// programCount is how many programs to generate. The race detector makes the rewrite
// several times as slow, and sees little of it: one goroutine does it.
func programCount() int {
	switch {
	case *count > 0:
		return *count
	case testing.Short() || raceDetector:
		return 200
	}
	return 2000
}

// TestSameMeaning generates programs, rewrites them, runs both versions and compares.
func TestSameMeaning(t *testing.T) {
	began := time.Now()
	after := func(what string) { t.Logf("%s after %v", what, time.Since(began).Round(time.Second)) }
	programs := generated(t)
	dir := writeModule(t, programs)
	plan := planOf(t, dir)
	after("rewritten")
	v := build(t, dir, plan)
	after("built")
	s := newTally()
	sites := sitesOf(plan)
	var work []pair
	for _, p := range programs {
		site := sites[p.name]
		if site == nil {
			t.Errorf("%v: the call was not found\n%s", p, p.source)
			continue
		}
		s.count(p, site)
		if site.Status == rewrite.Rewritten {
			work = append(work, pair{p, site})
		} else if *dump != "" {
			writeBoth(t, p, plan)
		}
	}
	v.compare(t, work, plan, s)
	s.report(t, len(programs))
	after("compared")
}

// generated makes the programs, family by family.
func generated(t *testing.T) []*program {
	all, stay := families()
	if *only != "" {
		all = slices.DeleteFunc(slices.Concat(all, stay), func(f *catalog.Family) bool { return f.Name != *only })
		stay = nil
	}
	programs := make([]*program, programCount())
	for i := range programs {
		f := all[i%len(all)]
		if len(stay) > 0 && i%stayEvery == stayEvery-1 {
			f = stay[i/stayEvery%len(stay)]
		}
		programs[i] = generate(t, *seed, i, f, *onlyOne)
	}
	return programs
}

// stayEvery is how many programs there are to one of a family that is to be left alone.
const stayEvery = 50

// planOf rewrites a module, in memory.
func planOf(t *testing.T, dir string) *rewrite.Plan {
	t.Helper()
	ctx := context.Background()
	prog, err := load.Packages(ctx, load.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if len(prog.Problems) > 0 {
		t.Fatal(prog.Problems)
	}
	plan, err := rewrite.New(catalog.Default(), rewrite.Options{Build: rewrite.Build{Dir: dir}}).Plan(ctx, prog)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// sitesOf is what became of each program's call.
func sitesOf(plan *rewrite.Plan) map[string]*rewrite.SiteResult {
	sites := map[string]*rewrite.SiteResult{}
	for i, s := range plan.Sites {
		sites[strings.TrimSuffix(filepath.Base(s.Pos.Filename), ".go")] = &plan.Sites[i]
	}
	return sites
}

// pair is a program whose call was rewritten.
type pair struct {
	*program
	site *rewrite.SiteResult
}

// compare runs both versions of each program. Only what was stated at its site may differ.
func (v *versions) compare(t *testing.T, work []pair, plan *rewrite.Plan, s *tally) {
	queue := make(chan pair)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		before, after := start(t, v.before), start(t, v.after)
		workers.Go(func() {
			for p := range queue {
				result, err := p.run(before, after)
				if text := s.outcome(result, err); text != "" {
					t.Errorf("%v: %s", p.program, text)
					writeBoth(t, p.program, plan)
				}
			}
		})
	}
	for _, p := range work {
		queue <- p
	}
	close(queue)
	workers.Wait()
}

// run verifies the two versions of one program under what was stated.
func (p pair) run(before, after *process) (*verify.Result, error) {
	models := verify.Models{Catalog: catalog.Default()}
	opts := verify.Options{Judge: verify.Judge{Models: models}, Reader: verify.NewReader(models)}
	for _, n := range p.site.Notes {
		opts.Judge.Accept = append(opts.Judge.Accept, verify.Statement{Code: n.Code, Path: n.Path})
	}
	return verify.Run(context.Background(), before.arm(p.name), after.arm(p.name), opts)
}

// writeBoth writes both versions of a program where -dump says.
func writeBoth(t *testing.T, p *program, plan *rewrite.Plan) {
	if *dump == "" {
		return
	}
	for version, source := range map[string][]byte{"before": p.source, "after": rewritten(plan, p)} {
		if err := os.WriteFile(filepath.Join(*dump, p.name+"."+version), source, 0o666); err != nil {
			t.Error(err)
		}
	}
}

// rewritten is a program as the rewriter left it.
func rewritten(plan *rewrite.Plan, p *program) []byte {
	for _, f := range plan.Files {
		if filepath.Base(f.Path) == p.name+".go" {
			return f.After
		}
	}
	return nil
}
