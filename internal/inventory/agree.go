package inventory

import (
	"slices"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rewrite"
)

// agree makes the verdicts of call sites say what the rewriter does about them. Package
// callsite judges by what it knows of the request and of the readers of the answer. The
// code around a call can keep it all the same, and a value that callsite cannot know may
// be one that the rewriter reads when the program runs. Rather than a second reading of
// that code, this is the rewriter itself.
func agree(res *load.Result, sites []*callsite.Site, cat *catalog.Catalog) {
	for s, a := range rewrite.New(cat, rewrite.Options{}).Try(res, sites) {
		switch movable := s.Verdict == callsite.Rewrite || s.Verdict == callsite.RewriteWithNotes; {
		case movable && !a.Moves:
			s.Verdict = callsite.Adapter
			s.Reasons = append(s.Reasons, unsaid(s, a.Reasons)...)
		case s.Verdict == callsite.Adapter && a.Moves:
			s.Verdict = callsite.RewriteWithNotes
		}
	}
}

// unsaid are those of some reasons that a site does not have yet.
func unsaid(s *callsite.Site, reasons []callsite.Reason) []callsite.Reason {
	return slices.DeleteFunc(slices.Clone(reasons), func(r callsite.Reason) bool {
		return slices.ContainsFunc(s.Reasons, func(have callsite.Reason) bool { return have.Code == r.Code && have.Message == r.Message })
	})
}

// catalogOf is the catalog of the program's first module, as its configuration has it.
func catalogOf(res *load.Result, source *config.Source) (*catalog.Catalog, error) {
	if len(res.Modules) == 0 {
		return catalog.Default(), nil
	}
	cfg, err := source.For(res.Modules[0].Dir)
	if err != nil {
		return nil, err
	}
	return cfg.Catalog(), nil
}
