package main

import (
	"os"
	"path/filepath"

	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/report"
	"github.com/bedrocklint/bedrocklint/rules"
)

// weigh gives the sites of an inventory and their reasons the severity that their code
// has where they stand, by the configuration there.
func weigh(inv *report.Inventory, res *load.Result, source *config.Source) error {
	for i := range inv.Sites {
		s := &inv.Sites[i]
		var err error
		if s.Severity, err = severityAt(res, source, report.VerdictCode(s.Verdict), s.Position.File); err != nil {
			return err
		}
		for k := range s.Reasons {
			r := &s.Reasons[k]
			if r.Severity, err = severityAt(res, source, rules.Code(r.Code), r.Position.File); err != nil {
				return err
			}
		}
	}
	return nil
}

// severityAt is the severity of a code in a file, report.Off where it is not reported.
func severityAt(res *load.Result, source *config.Source, code rules.Code, file string) (rules.Severity, error) {
	path := moduleFile(res, file)
	cfg, err := source.For(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	if cfg != nil && !cfg.Reports(code, path) {
		return report.Off, nil
	}
	return cfg.Severity(code), nil
}

// moduleFile is the path of a file of the inventory, which is relative to the root of
// its module.
func moduleFile(res *load.Result, file string) string {
	for _, m := range res.Modules {
		path := filepath.Join(m.Dir, filepath.FromSlash(file))
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return file
}
