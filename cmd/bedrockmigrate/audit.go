package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/inventory"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/internal/version"
	"github.com/bedrocklint/bedrocklint/report"
)

const auditText = `Usage: bedrockmigrate audit [flags] [packages]

Audit lists every call of InvokeModel and InvokeModelWithResponseStream in the packages
(default ./...): its model, the request fields that it can send, the response fields that
the code reads, and what can become of it: rewrite, rewrite-with-notes, adapter or keep.
Without -tags, files that build tags leave out are looked at as well. The configuration
says how much each code matters; reasons that it switches off stand in the JSON form only.

Exit status: 0 listed, 2 a package could not be read in full; what could be is listed.
`

// auditForms are the values of -format.
var auditForms = map[string]func(*load.Result, *report.Inventory, io.Writer) error{
	"text": func(_ *load.Result, inv *report.Inventory, w io.Writer) error { return inv.Text(w) },
	"json": func(_ *load.Result, inv *report.Inventory, w io.Writer) error { return inv.JSON(w) },
	"md":   func(_ *load.Result, inv *report.Inventory, w io.Writer) error { return inv.Markdown(w) },
	"sarif": func(res *load.Result, inv *report.Inventory, w io.Writer) error {
		return report.SARIF(w, report.Tool{Name: "bedrockmigrate", Version: version.Module()}, inventory.Findings(res, inv))
	},
}

func runAudit(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("audit", auditText)
	format := fs.String("format", "text", "`form` of the list: text, json, md or sarif")
	tags := fs.String("tags", "", "comma-separated `list` of build tags")
	tests := fs.Bool("test", true, "look at test files, too")
	conf := addConfig(fs)
	severity := fs.Bool("severity", false, "print the severity in front of each reason of the text form")
	verbose := fs.Bool("v", false, "say how many files and packages were looked at")
	if status, ok := parseFlags(fs, args, stdout, stderr); !ok {
		return status
	}
	write, ok := auditForms[*format]
	if !ok {
		forms := slices.Sorted(maps.Keys(auditForms))
		return fail("audit", stderr, fmt.Errorf("no form is called %q; -format takes %s", *format, strings.Join(forms, ", ")))
	}
	cfg := load.Config{Patterns: fs.Args(), Tests: *tests, EveryTag: *tags == ""}
	if *tags != "" {
		cfg.Tags = strings.Split(*tags, ",")
	}
	res, err := load.Packages(ctx, cfg)
	if err != nil {
		return fail("audit", stderr, err)
	}
	if *verbose {
		fmt.Fprintf(stderr, "bedrockmigrate audit: %s\n", res.Funnel)
	}
	if *severity && *format == "text" {
		write = func(_ *load.Result, inv *report.Inventory, w io.Writer) error { return inv.TextWithSeverity(w) }
	}
	source := config.NewSource(*conf)
	inv, err := inventory.Configured(res, source)
	if err == nil {
		err = weigh(inv, res, source)
	}
	if err == nil {
		err = write(res, inv, stdout)
	}
	if err != nil {
		return fail("audit", stderr, err)
	}
	for _, h := range res.Hidden {
		fmt.Fprintf(stderr, "bedrockmigrate audit: %s\n", h)
	}
	for _, p := range res.Problems {
		fmt.Fprintf(stderr, "bedrockmigrate audit: %s\n", p)
	}
	if len(res.Problems) > 0 {
		return exitFailed
	}
	return exitOK
}
