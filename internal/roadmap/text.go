package roadmap

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/report"
)

// JSON writes the plan as indented JSON. Two runs over the same program give the same
// bytes.
func (p *Plan) JSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(p)
}

// String is the summary in one line.
func (s Summary) String() string {
	if s.Calls == 0 {
		return "no Bedrock Runtime calls"
	}
	var parts []string
	for _, a := range Actions {
		if n := s.Actions[a]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, a))
		}
	}
	return fmt.Sprintf("%s in %s: %s; effort %d", count(s.Calls, "call"), count(s.Packages, "package"), strings.Join(parts, ", "), s.Effort)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Text writes the plan for a terminal: the steps as a table, then what each call needs.
func (p *Plan) Text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", p.Summary)
	if len(p.Packages) > 0 {
		b.WriteString("\n")
		if err := report.Table(&b, p.rows()); err != nil {
			return err
		}
	}
	for _, q := range p.Packages {
		fmt.Fprintf(&b, "\n%s\n", heading(q))
		for _, c := range q.Calls {
			fmt.Fprintf(&b, "\t%s: %s: %s, %s\n", c.Position, c.Function, title(c), advice[c.Action])
			for _, line := range c.Why {
				fmt.Fprintf(&b, "\t\t%s\n", line)
			}
		}
		if cmd := command(q); cmd != "" {
			fmt.Fprintf(&b, "\t%s\n", cmd)
		}
	}
	for _, problem := range p.Summary.Problems {
		fmt.Fprintf(&b, "not read in full: %s\n", problem)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// rows is the table of the steps with its head.
func (p *Plan) rows() [][]string {
	head := []string{"step", "package", "calls"}
	for _, a := range Actions {
		head = append(head, string(a))
	}
	out := [][]string{append(head, "effort", "risk", "lost")}
	for _, q := range p.Packages {
		row := []string{step(q), q.Package, strconv.Itoa(len(q.Calls))}
		for _, a := range Actions {
			row = append(row, strconv.Itoa(q.Actions[a]))
		}
		out = append(out, append(row, strconv.Itoa(q.Effort), fmt.Sprintf("%d (%s)", q.Risk, q.Level), dash(strings.Join(q.Lost, ", "))))
	}
	return out
}

func step(q Package) string {
	if q.Step == 0 {
		return "-"
	}
	return strconv.Itoa(q.Step)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func heading(q Package) string {
	switch {
	case q.Step == 0:
		return q.Package + ": nothing to move"
	case len(q.After) > 0:
		return fmt.Sprintf("step %d: %s, after %s", q.Step, q.Package, strings.Join(q.After, ", "))
	}
	return fmt.Sprintf("step %d: %s", q.Step, q.Package)
}

func title(c Call) string {
	family := c.Family
	if family == "unknown" {
		family = "unknown model"
	}
	return c.Operation + " of " + family
}

// advice says what to do, after the call.
var advice = map[Action]string{
	Apply:   "moves as it is",
	Review:  "moves; read what is stated to differ",
	ByHand:  "has to be moved by hand",
	Adapter: "moves with the run-time adapter: bedrockmigrate diff -adapter (docs/adapter.md)",
	Keep:    "is kept on InvokeModel by decision",
	Stay:    "stays: InvokeModel is the better answer",
}

// command is what to run for the step; "" when no call moves by it.
func command(q Package) string {
	switch {
	case q.Actions[Review] > 0:
		return "bedrockmigrate apply -w -review ./" + q.Dir
	case q.Actions[Apply] > 0:
		return "bedrockmigrate apply -w ./" + q.Dir
	}
	return ""
}

// Markdown writes the plan as a Markdown document.
func (p *Plan) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Migration to Converse\n\n%s.\n", p.Summary)
	for i, row := range p.rows() {
		if len(p.Packages) == 0 {
			break
		}
		if i == 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells(row), " | "))
		if i == 0 {
			fmt.Fprintf(&b, "|%s\n", strings.Repeat("---|", len(row)))
		}
	}
	for _, q := range p.Packages {
		fmt.Fprintf(&b, "\n## %s\n\n", heading(q))
		for _, c := range q.Calls {
			fmt.Fprintf(&b, "- [ ] `%s` in `%s`: %s, %s\n", c.Position, c.Function, title(c), advice[c.Action])
			for _, line := range c.Why {
				fmt.Fprintf(&b, "  - %s\n", line)
			}
		}
		if cmd := command(q); cmd != "" {
			fmt.Fprintf(&b, "\n```\n%s\n```\n", cmd)
		}
	}
	if len(p.Summary.Problems) > 0 {
		b.WriteString("\n## Not read in full\n\n")
	}
	for _, problem := range p.Summary.Problems {
		fmt.Fprintf(&b, "- %s\n", problem)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// cells makes texts safe inside a Markdown table.
func cells(row []string) []string {
	out := make([]string, len(row))
	for i, text := range row {
		out[i] = strings.ReplaceAll(text, "|", "\\|")
	}
	return out
}
