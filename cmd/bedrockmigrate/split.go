package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/rewrite"
)

// splitKeys are the values of -by: what the sites of one patch have in common.
var splitKeys = map[string]func(rewrite.SiteResult) string{
	"site":    func(s rewrite.SiteResult) string { return s.Site.ID },
	"package": func(s rewrite.SiteResult) string { return s.Site.Pkg.Path() },
}

// writePatches writes a plan into dir as patches that apply in the order of their names,
// and prints the names.
func writePatches(ctx context.Context, p *rewrite.Plan, dir, by string, stdout io.Writer) error {
	key, ok := splitKeys[by]
	if !ok {
		return fmt.Errorf("-by takes site or package, not %q", by)
	}
	steps, err := p.Steps(ctx, key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if old, _ := filepath.Glob(filepath.Join(dir, "[0-9]*.patch")); len(old) > 0 {
		return fmt.Errorf("%s holds patches already (%s); give -split another directory or remove them", dir, filepath.Base(old[0]))
	}
	for i, step := range steps {
		name := filepath.Join(dir, fmt.Sprintf("%04d-%s.patch", i+1, patchName(by, step.Sites[0])))
		if err := os.WriteFile(name, p.Patch(step), 0o666); err != nil {
			return err
		}
		fmt.Fprintln(stdout, filepath.ToSlash(name))
	}
	return nil
}

// patchName names a patch after its site or package, in characters that need no quotes.
func patchName(by string, s rewrite.SiteResult) string {
	name := s.Site.Pkg.Path()
	name = name[strings.LastIndexByte(name, '/')+1:]
	if by == "site" {
		name += "-" + s.Site.FuncName + "-" + strconv.Itoa(s.Pos.Line)
	}
	plain := strings.Map(func(r rune) rune {
		if r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '-'
	}, name)
	return strings.Join(strings.FieldsFunc(plain, func(r rune) bool { return r == '-' }), "-")
}
