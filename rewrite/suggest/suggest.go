// Package suggest makes the suggested fixes of the analyzers out of the rewriter's plan,
// for drivers that apply fixes themselves: gopls, multichecker, golangci-lint.
//
//	analyzers.New(analyzers.Options{Fix: suggest.New(suggest.Options{})})
//
// The calls of a package share imports, helpers and types that nobody needs afterwards,
// so their moves cannot be put together from moves of single calls. Therefore the fix of
// each call moves all calls of its package that the unattended rewriter moves: the same
// bytes as bedrockmigrate apply. Drivers take equal edits of several fixes for one.
//
// A plan takes what go list takes, and is made once for each package.
package suggest

import (
	"context"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callfound"
	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rewrite"
	"github.com/bedrocklint/bedrocklint/rewrite/edit"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
)

// Options adjust the fixes.
type Options struct {
	// Config is the source that the analyzers have; nil means the search that package
	// config describes.
	Config *config.Source
	// Tags are the build tags of the driver.
	Tags []string
	// Review offers the moves after which the model reads something else, too.
	Review bool
}

// New returns a Fixer. It is safe for concurrent use.
func New(o Options) callfound.Fixer {
	if o.Config == nil {
		o.Config = &config.Source{}
	}
	f := &fixer{Options: o, plans: map[string]func() (*rewrite.Plan, error){}}
	return f.fix
}

type fixer struct {
	Options
	mu    sync.Mutex
	plans map[string]func() (*rewrite.Plan, error) // by directory
}

// fix is a callfound.Fixer.
func (f *fixer) fix(pass *analysis.Pass, s *callsite.Site) (*analysis.SuggestedFix, error) {
	at := pass.Fset.Position(s.Call.Pos())
	plan, err := f.planOf(filepath.Dir(at.Filename))
	if err != nil {
		return nil, err
	}
	if !moves(plan, at) {
		return nil, nil
	}
	edits, err := textEdits(pass, plan)
	if err != nil {
		return nil, err
	}
	return &analysis.SuggestedFix{Message: message(plan), TextEdits: edits}, nil
}

// planOf is the plan of the package in a directory.
func (f *fixer) planOf(dir string) (*rewrite.Plan, error) {
	f.mu.Lock()
	once, ok := f.plans[dir]
	if !ok {
		once = sync.OnceValues(func() (*rewrite.Plan, error) { return f.plan(context.Background(), dir) })
		f.plans[dir] = once
	}
	f.mu.Unlock()
	return once()
}

func (f *fixer) plan(ctx context.Context, dir string) (*rewrite.Plan, error) {
	cfg, err := f.Config.For(dir)
	if err != nil {
		return nil, err
	}
	res, err := load.Packages(ctx, load.Config{Dir: dir, Patterns: []string{"."}, Tests: true, Tags: f.Tags})
	if err != nil {
		return nil, err
	}
	cat := catalog.Default()
	if cfg != nil {
		cat = cfg.Catalog()
	}
	p, err := rewrite.New(cat, rewrite.Options{Build: rewrite.Build{Dir: dir, Tags: f.Tags}, Config: f.Config}).Plan(ctx, res)
	if err != nil || f.Review {
		return p, err
	}
	return p.Pick(ctx, func(s rewrite.SiteResult) rewrite.Choice { return rewrite.Choice{Take: s.Grade == request.Safe} })
}

// moves reports whether the plan rewrites the call at a position. The driver may have
// read other bytes than the plan did, in an editor: textEdits finds that out.
func moves(p *rewrite.Plan, at token.Position) bool {
	return slices.ContainsFunc(p.Sites, func(s rewrite.SiteResult) bool {
		return s.Status == rewrite.Rewritten && s.Pos.Filename == at.Filename && s.Pos.Offset == at.Offset
	})
}

// textEdits are the plan's edits in the positions of a pass. A plan that reaches files
// outside the pass (go.mod, external tests) cannot be carried out by a fix.
func textEdits(pass *analysis.Pass, p *rewrite.Plan) ([]analysis.TextEdit, error) {
	var out []analysis.TextEdit
	for _, f := range p.Files {
		tok := fileOf(pass, f.Path)
		if tok == nil {
			return nil, fmt.Errorf("the move changes %s, too; run bedrockmigrate apply", f.Path)
		}
		if tok.Size() != len(f.Before) {
			return nil, &rewrite.StaleError{Path: f.Path}
		}
		for _, e := range edit.Between(f.Before, f.After) {
			out = append(out, analysis.TextEdit{Pos: tok.Pos(e.Start), End: tok.Pos(e.End), NewText: []byte(e.New)})
		}
	}
	return out, nil
}

// fileOf is a file of the pass, nil when it has none of that name.
func fileOf(pass *analysis.Pass, path string) *token.File {
	for _, f := range pass.Files {
		if tok := pass.Fset.File(f.FileStart); tok != nil && tok.Name() == path {
			return tok
		}
	}
	return nil
}

func message(p *rewrite.Plan) string {
	n := 0
	for _, s := range p.Sites {
		if s.Status == rewrite.Rewritten {
			n++
		}
	}
	if n == 1 {
		return "Move the call to Converse"
	}
	return fmt.Sprintf("Move the package's %d calls to Converse", n)
}
