package conversemodel

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/conversecall"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewConverse("conversemodel", Doc, check) }

func check(r *finding.Reporter, c *conversecall.Call, f *conversecall.Form) {
	id, written := f.Members["ModelId"].(*payload.Const)
	at := ast.Node(c.Name())
	if written {
		at = conversecall.Place(id, at)
	}
	for _, m := range f.Models {
		if m.EOL != "" {
			r.ReportIn(c.Call, rules.ModelEOL, at, callsite.EndOfLife(m))
		}
		if !written {
			continue // what is put together at run time may get a profile's prefix there
		}
		if msg := finding.NeedsProfile(m, id); msg != "" {
			r.ReportIn(c.Call, rules.ProfileNeeded, at, msg)
		}
	}
}
