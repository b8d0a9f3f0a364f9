package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/internal/catalogtext"
	"github.com/bedrocklint/bedrocklint/rules"
)

// page is something that -explain and -models print.
type page interface {
	Text(w io.Writer, width int) error
	JSON(w io.Writer) error
}

// explain prints the page of a rule, of a family or of a model.
func explain(o *options, stdout, stderr io.Writer) int {
	if d, err := rules.Lookup(o.explain); err == nil {
		return show(o, rulePage{d}, stdout, stderr)
	}
	cfg, err := o.source.For(workingDir())
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitFailed
	}
	cat := cfg.Catalog()
	if f := cat.Family(o.explain); f != nil {
		return show(o, catalogtext.DescribeFamily(cat, f), stdout, stderr)
	}
	p, err := catalogtext.DescribeModel(cat, o.explain)
	if err != nil {
		fmt.Fprintln(stderr, unexplained(o.explain, err))
		return exitUsage
	}
	return show(o, p, stdout, stderr)
}

// unexplained says why there is no page of name. An ARN is meant for a model, so that
// the list of codes would only hide what the catalog says of it.
func unexplained(name string, err error) string {
	if strings.HasPrefix(name, "arn:") {
		return fmt.Sprintf("bedrocklint: %s: %v; say what model it stands for in .bedrocklint.yaml", name, err)
	}
	return fmt.Sprintf("bedrocklint: no rule has the code %q, and %v; the codes are %s; -models lists families and models", name, err, codes())
}

func codes() string {
	var out []string
	for _, d := range rules.All() {
		out = append(out, string(d.Code))
	}
	return strings.Join(out, ", ")
}

// listModels prints the models that a pattern fits.
func listModels(o *options, args []string, stdout, stderr io.Writer) int {
	if len(args) > 1 {
		fmt.Fprintln(stderr, "bedrocklint: -models takes one pattern")
		return exitUsage
	}
	pattern := ""
	if len(args) == 1 {
		pattern = args[0]
	}
	cfg, err := o.source.For(workingDir())
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitFailed
	}
	ms := catalogtext.ListModels(cfg.Catalog(), pattern)
	if ms.Empty() {
		fmt.Fprintf(stderr, "bedrocklint: no model has %q in its id, name, family or provider\n", pattern)
		return exitFailed
	}
	return show(o, ms, stdout, stderr)
}

func show(o *options, p page, stdout, stderr io.Writer) int {
	write := func() error { return p.Text(stdout, width()) }
	if o.json {
		write = func() error { return p.JSON(stdout) }
	}
	if err := write(); err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return exitFailed
	}
	return exitClean
}

// width is that of the terminal, as far as the shell says, within what reads well.
func width() int {
	n, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil {
		return 100
	}
	return min(max(n, 60), 120)
}

// rulePage is the page of a rule.
type rulePage struct{ doc *rules.Doc }

func (p rulePage) Text(w io.Writer, _ int) error {
	_, err := io.WriteString(w, p.doc.Explain())
	return err
}

func (p rulePage) JSON(w io.Writer) error {
	d := p.doc
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(map[string]any{
		"schema": "bedrocklint/rule/v1", "code": d.Code, "title": d.Title, "text": d.Text, "severity": d.Severity,
		"onByDefault": !d.Off, "before": d.Before, "after": d.After, "since": d.Since, "url": rules.URL(d.Code), "sources": append([]string{}, d.Sources...),
	})
}
