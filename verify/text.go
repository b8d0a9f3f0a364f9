package verify

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/bedrocklint/bedrocklint/rules"
)

// WriteText writes the verification as a table, followed by what differs.
func (r *Result) WriteText(w io.Writer) error {
	var b strings.Builder
	r.table(&b)
	for i := range r.Pairs {
		r.Pairs[i].details(&b, i+1)
	}
	r.outputs(&b)
	if n := r.stayed(); n > 0 {
		fmt.Fprintf(&b, "note: %d of %d calls stayed on InvokeModel: the same call on both sides\n", n, len(r.Pairs))
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	fmt.Fprintln(&b, r.Summary())
	_, err := io.WriteString(w, b.String())
	return err
}

// stayed counts the calls that are native on both sides, of which equality says little.
func (r *Result) stayed() int {
	n := 0
	for _, p := range r.Pairs {
		if p.Before != nil && p.After != nil && !p.Before.Converse() && !p.After.Converse() {
			n++
		}
	}
	return n
}

// Summary is the whole verification in one line.
func (r *Result) Summary() string {
	var counts []string
	for _, o := range rank {
		if n := r.Count(o); n > 0 || o == Different {
			counts = append(counts, fmt.Sprintf("%d %s", n, o))
		}
	}
	calls := "calls"
	if len(r.Pairs) == 1 {
		calls = "call"
	}
	return fmt.Sprintf("%d %s: %s; verification: %s", len(r.Pairs), calls, strings.Join(counts, ", "), r.Outcome())
}

func (r *Result) table(b *strings.Builder) {
	tw := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	sited := slices.ContainsFunc(r.Pairs, func(p PairResult) bool { return p.Site != "" })
	row(tw, sited, "#", "CALL", "OPERATION", "MODEL", "REQUEST", "ANSWER", "TOKENS IN", "OUT", "STOP", "LATENCY", "OUTCOME")
	for i, p := range r.Pairs {
		row(tw, sited, fmt.Sprint(i+1), cmp.Or(p.Site, "-"), p.operation(), p.model(),
			p.part(PartCall, PartRequest, PartSeen), p.answered(),
			p.both(func(c *Call) string { return fmt.Sprint(c.Answer.Usage.Input) }),
			p.both(func(c *Call) string { return fmt.Sprint(c.Answer.Usage.Output) }),
			p.both(func(c *Call) string { return c.Answer.StopReason }),
			p.both(func(c *Call) string { return fmt.Sprintf("%d ms", c.Answer.LatencyMS) }),
			withCodes(p.Outcome, p.Codes))
	}
	tw.Flush()
}

// row writes the cells of a row, the second only where call sites are known.
func row(w io.Writer, sited bool, cells ...string) {
	if !sited {
		cells = slices.Delete(cells, 1, 2)
	}
	fmt.Fprintln(w, strings.Join(cells, "\t"))
}

// answered is the answers' outcome in a word; a call that stays alone has none.
func (p *PairResult) answered() string {
	if p.Before == nil || p.After == nil {
		return "-"
	}
	return p.part(PartError, PartAnswer, PartStop, PartUsage)
}

// both shows one property of both calls; a call without answer has none.
func (p *PairResult) both(property func(*Call) string) string {
	show := func(c *Call) string {
		if c == nil || c.ErrorType != "" {
			return "-"
		}
		return cmp.Or(property(c), "-")
	}
	return change(show(p.Before), show(p.After))
}

// title says where the call is made, when that is known, and what calls they are.
func (p *PairResult) title() string {
	return strings.TrimPrefix(p.Site+" "+p.operation(), " ")
}

// operation names the operations of both sides.
func (p *PairResult) operation() string {
	switch {
	case p.After == nil:
		return p.Before.Operation + " → none"
	case p.Before == nil:
		return "none → " + p.After.Operation
	}
	return change(p.Before.Operation, p.After.Operation)
}

func (p *PairResult) model() string { return cmp.Or(p.Before, p.After).ModelID }

// part is the outcome of some parts of the call in a word.
func (p *PairResult) part(parts ...Part) string {
	word := "equal"
	for _, d := range p.Differences {
		for _, want := range parts {
			switch {
			case d.Part != want:
			case !d.Stated:
				return "differs"
			default:
				word = "stated"
			}
		}
	}
	return word
}

// change shows one value, or two with an arrow where they differ.
func change[T comparable](before, after T) string {
	if before == after {
		return fmt.Sprint(before)
	}
	return fmt.Sprintf("%v → %v", before, after)
}

func withCodes(o Outcome, codes []rules.Code) string {
	if o != AsStated || len(codes) == 0 {
		return string(o)
	}
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = string(c)
	}
	return fmt.Sprintf("%s (%s)", o, strings.Join(names, ", "))
}

// details lists the differences of a pair under its number in the table.
func (p *PairResult) details(b *strings.Builder, number int) {
	if len(p.Differences) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%d %s: %s\n", number, p.title(), withCodes(p.Outcome, p.Codes))
	for _, d := range p.Differences {
		fmt.Fprintf(b, "\t%s\n", d.String())
	}
	for _, side := range []struct {
		name string
		call *Call
	}{{"before", p.Before}, {"after", p.After}} {
		if side.call != nil && side.call.ErrorType != "" {
			fmt.Fprintf(b, "\t%s: %s: %s\n", side.name, side.call.ErrorType, side.call.ErrorMessage)
		}
	}
}

// String is the difference in one line.
func (d Difference) String() string {
	before, after := around(d.Before, d.After)
	line := fmt.Sprintf("%s %s: %s → %s", d.Part, d.Path, cmp.Or(before, "(none)"), cmp.Or(after, "(none)"))
	switch {
	case d.Path == "call" && d.After == "":
		line = "the call went missing: " + d.Before
	case d.Path == "call":
		line = "a call without counterpart before: " + d.After
	case d.Part == PartCall && d.Path == "operation":
		line = fmt.Sprintf("operation: %s → %s", before, after)
	}
	switch {
	case d.Stated:
		return fmt.Sprintf("%s (stated: %s)", line, d.Code)
	case d.Code != "":
		return fmt.Sprintf("%s (not stated; -accept %s accepts it)", line, d.acceptance())
	}
	return line
}

// acceptance is what -accept takes to allow the difference: for a lost field its name, too.
func (d Difference) acceptance() string {
	if d.Code != rules.FieldLost {
		return string(d.Code)
	}
	return string(d.Code) + ":" + container.ReplaceAllString(d.Path, "")
}

// shown is how many bytes of a long value are printed.
const shown = 120

// around cuts two long values down to the neighbourhood of their first difference.
func around(before, after string) (string, string) {
	n := 0
	for n < min(len(before), len(after)) && before[n] == after[n] {
		n++
	}
	start := max(0, n-shown/3)
	return cut(before, start), cut(after, start)
}

func cut(s string, start int) string {
	if len(s) <= shown {
		return s
	}
	start = min(start, len(s)-shown)
	for start > 0 && !utf8.RuneStart(s[start]) {
		start--
	}
	end := start + shown
	for end < len(s) && !utf8.RuneStart(s[end]) {
		end++
	}
	out := s[start:end]
	if start > 0 {
		out = "…" + out
	}
	if end < len(s) {
		out += "…"
	}
	return out
}

func (r *Result) outputs(b *strings.Builder) {
	for i, o := range r.Outputs {
		title := "output"
		if o.Program != "" {
			title += " of " + o.Program
		}
		if i == 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(b, "%s: %s, exit status %s\n%s", title, withCodes(o.Outcome, o.Codes), change(o.ExitBefore, o.ExitAfter), o.Diff)
		if o.Stderr != "" {
			fmt.Fprintf(b, "standard error of the side that failed:\n%s\n", strings.TrimSuffix(o.Stderr, "\n"))
		}
	}
}
