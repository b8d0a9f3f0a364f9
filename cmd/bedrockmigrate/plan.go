package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rewrite"
	"github.com/bedrocklint/bedrocklint/verify"
)

// planRewrite works out the rewrite of packages, and describes its call sites as the
// verifier wants to know them.
func planRewrite(ctx context.Context, source *config.Source, patterns []string, tags string) (*rewrite.Plan, []verify.Site, error) {
	cfg := load.Config{Patterns: patterns, Tests: true}
	if tags != "" {
		cfg.Tags = strings.Split(tags, ",")
	}
	p, res, err := planPackages(ctx, source, cfg, "", rewrite.StyleHelper)
	if err != nil {
		return nil, nil, err
	}
	if len(res.Problems) > 0 {
		return nil, nil, fmt.Errorf("%s; a package has to compile before its rewrite can be verified", res.Problems[0])
	}
	var sites []verify.Site
	for _, s := range p.Sites {
		sites = append(sites, verifySite(p, s))
	}
	return p, sites, nil
}

// verifySite describes one call site to the verifier: where it is, what it can send, and
// what the rewriter stated there.
func verifySite(p *rewrite.Plan, r rewrite.SiteResult) verify.Site {
	s := verify.Site{
		Position:  fmt.Sprintf("%s:%d", relativeTo(p.Root, r.Pos.Filename), r.Pos.Line),
		Operation: string(r.Site.Operation),
		Models:    r.Site.Model.IDs,
		Rewritten: r.Status == rewrite.Rewritten,
		Open:      true,
	}
	if body, ok := r.Site.Request.Body.(*payload.Object); ok {
		s.Open = body.Rest != nil
		for _, f := range body.Fields {
			s.Keys = append(s.Keys, f.Key)
			if f.Presence.Always() {
				s.Always = append(s.Always, f.Key)
			}
		}
	}
	for _, n := range r.Notes {
		s.Notes = append(s.Notes, verify.Statement{Code: n.Code, Path: n.Path})
	}
	return s
}

// relativeTo is path below root, with slashes; path itself when it is elsewhere.
func relativeTo(root, path string) string {
	rel, err := filepath.Rel(root, path)
	if err != nil || !filepath.IsLocal(rel) {
		return path
	}
	return filepath.ToSlash(rel)
}
