package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Verdicts in the order in which people want to read them.
var verdictOrder = []string{"rewrite", "rewrite-with-notes", "adapter", "keep"}

// Text writes the inventory for a terminal: a line per site, its reasons below it, and
// the totals.
func (inv *Inventory) Text(w io.Writer) error {
	return inv.text(w, func(r Reason) string { return "" })
}

// TextWithSeverity is Text with the severity in front of every reason that has one.
func (inv *Inventory) TextWithSeverity(w io.Writer) error {
	return inv.text(w, func(r Reason) string {
		if r.Severity == "" {
			return ""
		}
		return string(r.Severity) + ": "
	})
}

func (inv *Inventory) text(w io.Writer, severity func(Reason) string) error {
	p := &printer{w: w}
	for _, s := range inv.Sites {
		p.printf("%s: %s, %s: %s\n", s.Position, s.Operation, describeModel(s.Model), s.decided())
		for _, r := range s.told() {
			p.printf("\t%s: %s%s (%s)\n", r.Position, severity(r), r.Message, r.Code)
		}
	}
	for _, problem := range inv.Summary.Problems {
		p.printf("not read in full: %s\n", problem)
	}
	p.printf("%s\n", inv.Summary)
	return p.err
}

// String is the summary in one line.
func (s Summary) String() string {
	if s.Sites == 0 {
		return "no Bedrock Runtime calls"
	}
	var parts []string
	for _, v := range verdictOrder {
		if n := s.Verdicts[v]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, v))
		}
	}
	return fmt.Sprintf("%s in %s: %s", count(s.Sites, "call"), count(s.Packages, "package"), strings.Join(parts, ", "))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// decided is the verdict, with who is to carry it out where that is a person.
func (s Site) decided() string {
	if s.ByHand {
		return s.Verdict + ", by hand"
	}
	return s.Verdict
}

func describeModel(m Model) string {
	family := m.Family
	if len(m.Families) > 1 {
		family = strings.Join(m.Families, " or ")
	}
	if family == "unknown" {
		family = "unknown model"
	}
	return family
}

// Markdown writes the inventory as a Markdown document: the totals, a table of the
// sites, and a list of the reasons.
func (inv *Inventory) Markdown(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Bedrock Runtime calls\n\n%s.\n", inv.Summary)
	if len(inv.Sites) > 0 {
		p.printf("\n| call | function | operation | family | model | verdict | fields that do not simply map |\n|---|---|---|---|---|---|---|\n")
	}
	for _, s := range inv.Sites {
		p.printf("| %s:%d | %s | %s | %s | %s | %s | %s |\n", cell(s.Position.File), s.Position.Line, cell(s.Function),
			s.Operation, describeModel(s.Model), cell(strings.Join(s.Model.IDs, ", ")), s.decided(), cell(notableFields(s)))
	}
	inv.markdownReasons(p)
	if len(inv.Summary.Problems) > 0 {
		p.printf("\n## Not read in full\n\n")
	}
	for _, problem := range inv.Summary.Problems {
		p.printf("- %s\n", problem)
	}
	return p.err
}

func (inv *Inventory) markdownReasons(p *printer) {
	head := false
	for _, s := range inv.Sites {
		for _, r := range s.told() {
			if !head {
				p.printf("\n## Reasons\n\n")
				head = true
			}
			p.printf("- %s: %s (%s)\n", r.Position, r.Message, r.Code)
		}
	}
}

// notableFields lists the request fields whose verdict is not maps.
func notableFields(s Site) string {
	var out []string
	for _, f := range s.Request.Fields {
		if f.Verdict != "maps" {
			out = append(out, f.Path+" "+f.Verdict)
		}
	}
	return strings.Join(slices.Compact(out), ", ")
}

// cell makes text safe inside a Markdown table.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

// Table writes rows in aligned columns.
func Table(w io.Writer, rows [][]string) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		if _, err := fmt.Fprintln(tw, strings.Join(row, "\t")); err != nil {
			return err
		}
	}
	return tw.Flush()
}

// printer keeps the first error, so that a report reads as a list of lines.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}
