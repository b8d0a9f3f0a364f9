package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A sheet is the content of the three tables.
type sheet struct {
	Labels     []label
	Not        []place
	Borderline []label
}

// A scope narrows a sheet. The zero scope is everything.
type scope struct {
	Repo     string   // substring of owner/name
	Families []string // labels of other families are neither counted nor false
}

// A repoScore is the result for one state of a repository.
type repoScore struct {
	Repo       string         `json:"repo"`
	Commit     string         `json:"commit"`
	State      string         `json:"state"` // "", "absent", or what stopped an audit
	Tally      tally          `json:"tally"`
	Reasons    map[string]int `json:"reasons,omitempty"` // codes of labelled sites that are not rewritten
	Mismatches []mismatch     `json:"mismatches,omitempty"`
}

// A result is what the command prints.
type result struct {
	Repositories []repoScore `json:"repositories"`
	Absent       int         `json:"absent"` // repositories not below the root
	Total        tally       `json:"total"`
}

// A scorer holds what is needed to score a repository.
type scorer struct {
	Root  string
	Audit func(ctx context.Context, dir, module string) ([]site, error)
	Scope scope
}

// score runs the tool over every repository of the sheet, jobs at a time.
func (s scorer) score(ctx context.Context, sh sheet, jobs int) result {
	repos := s.repositories(sh)
	scores := make([]repoScore, len(repos))
	var wg sync.WaitGroup
	slots := make(chan struct{}, max(1, jobs))
	for i, repo := range repos {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			scores[i] = s.scoreRepo(ctx, repo, sh)
		})
	}
	wg.Wait()

	r := result{Repositories: scores}
	for _, repo := range scores {
		if repo.State == "absent" {
			r.Absent++
		}
		r.Total.add(repo.Tally)
	}
	return r
}

// repositories returns those of the labels in scope, sorted.
func (s scorer) repositories(sh sheet) []repoKey {
	var repos []repoKey
	for _, l := range sh.Labels {
		if strings.Contains(l.Repo, s.Scope.Repo) && s.Scope.covers(l.Family) {
			repos = append(repos, l.repoKey)
		}
	}
	slices.SortFunc(repos, func(a, b repoKey) int {
		return cmp.Or(
			strings.Compare(strings.ToLower(a.Repo), strings.ToLower(b.Repo)),
			strings.Compare(a.Repo, b.Repo),
			strings.Compare(a.Commit, b.Commit))
	})
	return slices.Compact(repos)
}

func (sc scope) covers(family string) bool {
	return len(sc.Families) == 0 || slices.Contains(sc.Families, family)
}

// scoreRepo audits the modules of one repository and judges the result.
func (s scorer) scoreRepo(ctx context.Context, repo repoKey, sh sheet) repoScore {
	score := repoScore{Repo: repo.Repo, Commit: repo.Commit}
	dir := filepath.Join(s.Root, repo.dir())
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		score.State = "absent"
		return score
	}
	labels := ofRepo(sh.Labels, repo, func(l label) repoKey { return l.repoKey })
	not := ofRepo(sh.Not, repo, func(p place) repoKey { return p.repoKey })
	sites, errs := s.auditModules(ctx, dir, labels, not)
	score.State = strings.Join(errs, "; ")

	borderline := ofRepo(sh.Borderline, repo, func(l label) repoKey { return l.repoKey })
	score.judge(labels, sites, not, borderline, s.Scope, newStatements(dir))
	return score
}

// judge counts the sites of a repository.
func (r *repoScore) judge(labels []label, sites []site, not []place, borderline []label, sc scope, stmts *statements) {
	pairs, rest := match(labels, sites, stmts)
	for _, p := range pairs {
		if !sc.covers(p.Label.Family) {
			continue
		}
		r.Mismatches = append(r.Mismatches, r.Tally.judge(p)...)
		r.countReasons(p.Site)
	}
	_, rest = match(borderline, values(rest), stmts)
	for _, s := range rest {
		r.judgeFalse(s, not, stmts)
	}
	for i := range sites {
		r.judgeDecision(&sites[i])
	}
}

// judgeDecision compares the verdict of a reported site with what diff does about it.
func (r *repoScore) judgeDecision(s *site) {
	if r.Tally.judgeDecision(s) {
		return
	}
	r.Mismatches = append(r.Mismatches, mismatch{
		Repo:    r.Repo,
		Place:   fmt.Sprintf("%s:%d", s.Position.File, s.Position.Line),
		Kind:    "diff",
		Want:    string(s.Verdict),
		Got:     s.Decision.String(),
		Reasons: s.codes(),
	})
}

// countReasons counts the reasons why a site is not rewritten.
func (r *repoScore) countReasons(s *site) {
	if s == nil || s.Verdict.coarse() == rewrite {
		return
	}
	if r.Reasons == nil {
		r.Reasons = make(map[string]int)
	}
	for _, code := range s.codes() {
		r.Reasons[code]++
	}
}

// judgeFalse counts a reported site that has no label.
func (r *repoScore) judgeFalse(s *site, not []place, stmts *statements) {
	want := "no site"
	r.Tally.False++
	if onPlace(s, not, stmts) != nil {
		r.Tally.NotCallSites++
		want = "not a call site"
	}
	r.Mismatches = append(r.Mismatches, mismatch{
		Repo:    r.Repo,
		Place:   fmt.Sprintf("%s:%d", s.Position.File, s.Position.Line),
		Kind:    "false",
		Want:    want,
		Got:     string(s.Verdict),
		Reasons: s.codes(),
	})
}

// auditModules audits every module that holds a labelled line, in order, and
// returns their sites and what went wrong. A file of no module is an error too:
// the tool works on modules.
func (s scorer) auditModules(ctx context.Context, dir string, labels []label, not []place) ([]site, []string) {
	var modules, errs []string
	for _, l := range labels {
		module, ok := moduleOf(dir, l.File)
		if !ok {
			errs = append(errs, l.File+": no go.mod above it")
			continue
		}
		modules = append(modules, module)
	}
	for _, p := range not {
		if module, ok := moduleOf(dir, p.File); ok {
			modules = append(modules, module)
		}
	}
	slices.Sort(modules)
	var sites []site
	for _, module := range slices.Compact(modules) {
		found, err := s.Audit(ctx, filepath.Join(dir, filepath.FromSlash(module)), module)
		if err != nil {
			errs = append(errs, module+": "+err.Error())
		}
		sites = append(sites, found...)
	}
	return sites, errs
}

// ofRepo returns the rows of one repository.
func ofRepo[T any](rows []T, repo repoKey, key func(T) repoKey) []T {
	var out []T
	for _, row := range rows {
		if key(row) == repo {
			out = append(out, row)
		}
	}
	return out
}

func values(sites []*site) []site {
	out := make([]site, len(sites))
	for i, s := range sites {
		out[i] = *s
	}
	return out
}
