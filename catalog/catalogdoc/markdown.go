package catalogdoc

import (
	"fmt"
	"io"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// Markdown writes the whole catalog.
func Markdown(w io.Writer, c *catalog.Catalog) error {
	p := &printer{w: w}
	p.line("# What bedrocklint knows of Bedrock's model families")
	p.line("")
	p.line("Made from `catalog/data` by `go generate ./catalog/catalogdoc`; do not edit.")
	p.line("")
	p.overview(c)
	p.members(c)
	p.transforms()
	for _, f := range c.Families() {
		p.family(f)
	}
	return p.err
}

// printer writes lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// row writes one line of a table.
func (p *printer) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(strings.ReplaceAll(c, "|", `\|`), "\n", `\n`)
	}
	p.line("| %s |", strings.Join(cells, " | "))
}

func (p *printer) head(names ...string) {
	p.row(names...)
	p.line("|%s", strings.Repeat("---|", len(names)))
}

func (p *printer) overview(c *catalog.Catalog) {
	p.line("## Families and Converse")
	p.line("")
	p.head("family", "what", "Converse", "field by field", "stream", "chat template that Converse adds", "models with tools", "models with vision")
	for _, f := range c.Families() {
		p.row("["+f.Name+"](#"+f.Name+")", f.Title, served(f), yes(f.Complete), string(f.Framing), templates(f), count(f, "tools"), count(f, "vision"))
	}
	p.line("")
}

func served(f *catalog.Family) string {
	switch {
	case f.Stays != "":
		return "calls stay: " + f.Stays
	case f.Served():
		return "yes"
	}
	return "no: " + f.Reason
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "not yet"
}

func templates(f *catalog.Family) string {
	if f.Prompt == nil || !f.Prompt.Added {
		return ""
	}
	var names []string
	for _, t := range f.Prompt.Templates {
		names = append(names, t.Name)
	}
	return strings.Join(names, ", ")
}

// count says how many of the family's models have a feature.
func count(f *catalog.Family, feature string) string {
	n := 0
	for _, m := range f.Models {
		if m.Features[feature] {
			n++
		}
	}
	return fmt.Sprintf("%d of %d", n, len(f.Models))
}

func (p *printer) members(c *catalog.Catalog) {
	p.line("## Members of InvokeModelInput beside the body")
	p.line("")
	p.head("member", "header", "on Converse", "note")
	for _, m := range c.InputMembers() {
		p.row(m.Name, m.Header, home(m.Verdict, m.Converse, m.Transform), m.Note)
	}
	p.line("")
}

func home(v catalog.Verdict, path, transform string) string {
	if path == "" {
		return string(v)
	}
	s := fmt.Sprintf("%s to `%s`", v, path)
	if transform != "" {
		s += " (" + transform + ")"
	}
	return s
}

func (p *printer) transforms() {
	p.line("## Transforms")
	p.line("")
	p.head("name", "native to Converse", "and back")
	for _, t := range catalog.Transforms() {
		p.row(t.Name, t.To, t.From)
	}
	p.line("")
}

func (p *printer) family(f *catalog.Family) {
	p.line("## %s", f.Name)
	p.line("")
	p.line("%s, by %s.", f.Title, f.Provider)
	p.line("")
	p.fields("Request", f.Request)
	p.fields("Answer", f.Response)
	p.fields("Stream chunk", f.Stream)
	p.stopReasons(f)
	p.models(f)
}

func (p *printer) fields(title string, root *catalog.Shape) {
	if root == nil {
		return
	}
	p.line("### %s", title)
	p.line("")
	p.head("field", "type", "default", "limits", "on Converse", "note")
	root.Walk(func(s *catalog.Shape) {
		if f := s.Field; f != nil && !(s.Parent.Field != nil && s.Parent.Elem == s) {
			p.row("`"+s.Path+"`", fieldType(f), defaultOf(f), limits(f), home(f.Verdict, f.Converse, f.Transform), note(f))
		}
	})
	p.line("")
}

func fieldType(f *catalog.Field) string {
	t := f.Type
	if f.Items != "" {
		t = "array of " + f.Items
	}
	if f.Nullable {
		t += " or null"
	}
	if f.Required {
		t += ", required"
	}
	return t
}

func defaultOf(f *catalog.Field) string {
	if f.Default == nil {
		return ""
	}
	s := fmt.Sprint(f.Default)
	if f.DefaultLost {
		s += " (written out)"
	}
	return s
}

func limits(f *catalog.Field) string {
	var parts []string
	if len(f.Enum) > 0 {
		parts = append(parts, strings.Join(f.Enum, ", "))
	}
	if f.Min != nil {
		word := "from"
		if f.MinExcl {
			word = "above"
		}
		parts = append(parts, fmt.Sprintf("%s %v", word, *f.Min))
	}
	if f.Max != nil {
		parts = append(parts, fmt.Sprintf("up to %v", *f.Max))
	}
	if f.MaxItems > 0 {
		parts = append(parts, fmt.Sprintf("at most %d", f.MaxItems))
	}
	return strings.Join(parts, " ")
}

func note(f *catalog.Field) string {
	s := f.Doc
	if f.Note != "" {
		s += ". " + f.Note
	}
	if f.Unconfirmed {
		s += " (unconfirmed)"
	}
	return s + fmt.Sprintf(" [source](%s)", f.Source)
}

func (p *printer) stopReasons(f *catalog.Family) {
	if len(f.StopReasons) == 0 {
		return
	}
	p.line("### Stop reasons")
	p.line("")
	p.head("native", "Converse", "note")
	for _, r := range f.StopReasons {
		text := r.Note
		if r.Unconfirmed {
			text = strings.TrimSpace(text + " (unconfirmed)")
		}
		p.row(r.Native, r.Converse, text)
	}
	p.line("")
}

func (p *printer) models(f *catalog.Family) {
	if len(f.Models) == 0 {
		return
	}
	p.line("### Models")
	p.line("")
	p.head("id", "name", "InvokeModel", "Converse", "features", "refuses", "legacy since", "end of life", "note")
	for _, m := range f.Models {
		text := m.Note
		if m.Unconfirmed {
			text = strings.TrimSpace(text + " (unconfirmed)")
		}
		p.row("`"+m.ID+"`", m.Name, onOff(m.Invoke), onOff(m.Converse), features(m), strings.Join(m.Refuses, ", "), m.Legacy, m.EOL, text)
	}
	p.line("")
}

func onOff(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// features lists what a model has and, with a minus, what it is known not to have.
func features(m *catalog.Model) string {
	var out []string
	for _, name := range catalog.Features {
		switch has, known := m.Feature(name); {
		case has:
			out = append(out, name)
		case known:
			out = append(out, "−"+name)
		}
	}
	return strings.Join(out, " ")
}
