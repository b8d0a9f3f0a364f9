package propertytest

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rewrite"
	"github.com/bedrocklint/bedrocklint/verify"
)

var (
	count   = flag.Int("programs", 0, "how many programs to generate; 0 skips the test")
	seed    = flag.Uint64("seed", 1, "of the programs")
	only    = flag.String("family", "", "make programs of this family alone")
	onlyOne = flag.String("form", "", "make programs of this form alone")
	dump    = flag.String("dump", "", "write the programs that differ, before and after, to this folder")
)

// floor is the share of programs that must have been rewritten, or the test proves
// too little.
const floor = 0.5

// TestSameMeaning generates programs, rewrites them, runs both versions and compares.
func TestSameMeaning(t *testing.T) {
	if *count == 0 {
		t.Skip("run on demand, with -programs: it still finds differences, see doc.go")
	}
	began := time.Now()
	programs := generated(t)
	dir := writeModule(t, programs)
	plan := planOf(t, dir)
	t.Logf("rewritten after %v", time.Since(began).Round(time.Second))
	sites := sitesOf(plan)
	before := start(t, build(t, dir, ""))
	overlay, err := plan.Overlay(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	after := start(t, build(t, dir, overlay))
	t.Logf("built after %v", time.Since(began).Round(time.Second))
	s := &tally{left: map[string]int{}, byFamily: map[string][2]int{}}
	for _, p := range programs {
		site := sites[p.name]
		if site == nil {
			t.Errorf("%v: the call was not found\n%s", p, p.source)
			continue
		}
		s.count(p, site)
		if site.Status == rewrite.Rewritten {
			s.compare(t, p, site, plan, before, after)
		}
	}
	s.report(t, len(programs))
	t.Logf("took %v", time.Since(began).Round(time.Second))
}

// generated makes the programs, family by family.
func generated(t *testing.T) []*program {
	all := families()
	if *only != "" {
		all = slices.DeleteFunc(all, func(f *catalog.Family) bool { return f.Name != *only })
	}
	programs := make([]*program, *count)
	for i := range programs {
		programs[i] = generate(t, *seed, i, all[i%len(all)], *onlyOne)
	}
	return programs
}

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

// tally counts what became of the programs.
type tally struct {
	rewritten, equal, stated, different int
	left                                map[string]int
	byFamily                            map[string][2]int // rewritten, all
}

func (s *tally) count(p *program, site *rewrite.SiteResult) {
	n := s.byFamily[p.family]
	n[1]++
	if site.Status == rewrite.Rewritten {
		n[0]++
		s.rewritten++
	} else if len(site.Reasons) > 0 {
		s.left[string(site.Reasons[0].Code)+" "+site.Reasons[0].Message]++
	}
	s.byFamily[p.family] = n
}

// compare runs both versions of one program. Only what was stated at its site may differ.
func (s *tally) compare(t *testing.T, p *program, site *rewrite.SiteResult, plan *rewrite.Plan, before, after *process) {
	models := verify.Models{Catalog: catalog.Default()}
	opts := verify.Options{Judge: verify.Judge{Models: models}, Reader: verify.NewReader(models)}
	for _, n := range site.Notes {
		opts.Judge.Accept = append(opts.Judge.Accept, verify.Statement{Code: n.Code, Path: n.Path})
	}
	result, err := verify.Run(context.Background(), before.arm(p.name), after.arm(p.name), opts)
	if err != nil {
		t.Errorf("%v: %v", p, err)
		writeBoth(t, p, plan)
		return
	}
	switch result.Outcome() {
	case verify.Equal:
		s.equal++
	case verify.AsStated:
		s.stated++
	default:
		s.different++
		var text strings.Builder
		_ = result.WriteText(&text) // to a builder: it cannot fail
		t.Errorf("%v:\n%s", p, text.String())
		writeBoth(t, p, plan)
	}
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

func (s *tally) report(t *testing.T, all int) {
	share := float64(s.rewritten) / float64(all)
	t.Logf("%d programs: %d rewritten (%.0f %%), of them %d equal, %d as stated, %d different", all, s.rewritten, 100*share, s.equal, s.stated, s.different)
	if share < floor && *only == "" && *onlyOne == "" {
		t.Errorf("%.0f %% were rewritten, want at least %.0f", 100*share, 100*floor)
	}
	for _, name := range slices.Sorted(maps.Keys(s.byFamily)) {
		n := s.byFamily[name]
		t.Logf("  %-20s %d of %d", name, n[0], n[1])
	}
	reasons := slices.SortedFunc(maps.Keys(s.left), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.left[b], s.left[a]), cmp.Compare(a, b))
	})
	for _, r := range reasons[:min(len(reasons), 40)] {
		t.Log(fmt.Sprintf("  left %4d: %s", s.left[r], r))
	}
}
