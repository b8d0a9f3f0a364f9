package propertytest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/bedrocklint/bedrocklint/rewrite"
	"github.com/bedrocklint/bedrocklint/verify"
)

// tally counts what became of the programs.
type tally struct {
	rewritten int
	left      map[string]int
	byFamily  map[string][2]int // rewritten, all

	mu                       sync.Mutex
	equal, stated, different int
}

func newTally() *tally { return &tally{left: map[string]int{}, byFamily: map[string][2]int{}} }

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

// outcome counts how a comparison ended, and returns what is to be said of a bad end.
func (s *tally) outcome(result *verify.Result, err error) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.different++
		return err.Error()
	}
	switch result.Outcome() {
	case verify.Equal:
		s.equal++
		return ""
	case verify.AsStated:
		s.stated++
		return ""
	}
	s.different++
	var text strings.Builder
	_ = result.WriteText(&text) // to a builder: it cannot fail
	return "\n" + text.String()
}

// report logs the counts, and fails when too few programs were rewritten.
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
