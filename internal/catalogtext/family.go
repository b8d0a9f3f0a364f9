package catalogtext

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// FamilySchema names the JSON form of a family.
const FamilySchema = "bedrocklint/family/v1"

// Family is one native format, and what becomes of its fields on Converse.
type Family struct {
	Schema      string       `json:"schema"`
	Name        string       `json:"name"`
	Provider    string       `json:"provider"`
	Title       string       `json:"title"`
	Task        string       `json:"task"`
	Reason      string       `json:"reason,omitempty"`
	Stays       string       `json:"stays,omitempty"`
	Complete    bool         `json:"complete"`
	Request     []Field      `json:"request"`
	Response    []Field      `json:"response"`
	Stream      []Field      `json:"stream"`
	Templates   []string     `json:"templates,omitempty"`
	StopReasons []StopReason `json:"stopReasons"`
	Models      []Model      `json:"models"`
}

// Field is one native field.
type Field struct {
	Path         string   `json:"path"`
	Type         string   `json:"type"`
	Doc          string   `json:"doc"`
	Verdict      string   `json:"verdict"`
	Converse     string   `json:"converse,omitempty"`
	Transform    string   `json:"transform,omitempty"`
	Note         string   `json:"note,omitempty"`
	Required     bool     `json:"required,omitempty"`
	Min          *float64 `json:"min,omitempty"`
	MinExclusive bool     `json:"minExclusive,omitempty"`
	Max          *float64 `json:"max,omitempty"`
	MaxItems     int      `json:"maxItems,omitempty"`
	Enum         []string `json:"enum,omitempty"`
	Default      any      `json:"default,omitempty"`
	DefaultLost  bool     `json:"defaultLost,omitempty"` // Converse has another: it is to be written out
	Alias        bool     `json:"alias,omitempty"`
	Unconfirmed  bool     `json:"unconfirmed,omitempty"`
	Source       string   `json:"source"`
	Overlay      string   `json:"overlay,omitempty"`
}

// StopReason pairs a native stop reason with Converse's.
type StopReason struct {
	Native      string `json:"native"`
	Converse    string `json:"converse,omitempty"`
	Note        string `json:"note,omitempty"`
	Unconfirmed bool   `json:"unconfirmed,omitempty"`
}

// DescribeFamily returns everything that the catalog says of a family.
func DescribeFamily(c *catalog.Catalog, f *catalog.Family) *Family {
	out := &Family{
		Schema: FamilySchema, Name: f.Name, Provider: f.Provider, Title: f.Title, Task: string(f.Task), Reason: f.Reason, Stays: f.Stays, Complete: f.Complete,
		Request: fields(f.Request), Response: fields(f.Response), Stream: fields(f.Stream),
		StopReasons: []StopReason{}, Models: []Model{},
	}
	if f.Prompt != nil {
		for _, t := range f.Prompt.Templates {
			out.Templates = append(out.Templates, t.Name)
		}
	}
	for _, r := range f.StopReasons {
		out.StopReasons = append(out.StopReasons, StopReason{r.Native, r.Converse, r.Note, r.Unconfirmed})
	}
	for _, m := range ListModels(c, f.Name).Models {
		if m.Family == f.Name {
			out.Models = append(out.Models, m)
		}
	}
	return out
}

// fields lists the fields below a shape, in the order of the data, each path once.
func fields(s *catalog.Shape) []Field {
	out := []Field{}
	if s == nil {
		return out
	}
	seen := map[string]bool{}
	s.Walk(func(n *catalog.Shape) {
		if n.Field == nil || seen[n.Path] || isItem(n) {
			return
		}
		seen[n.Path] = true
		out = append(out, fieldOf(n.Path, n.Field))
	})
	return out
}

// isItem holds for the elements of a list of scalars, of which the list says it all.
func isItem(n *catalog.Shape) bool {
	return n.Parent != nil && n.Parent.Elem == n && n.Parent.Field != nil && n.Parent.Field.Items != ""
}

func fieldOf(path string, f *catalog.Field) Field {
	return Field{
		Path: path, Type: typeName(f), Doc: f.Doc, Verdict: string(f.Verdict), Converse: f.Converse, Transform: f.Transform, Note: f.Note,
		Required: f.Required, Min: f.Min, MinExclusive: f.MinExcl, Max: f.Max, MaxItems: f.MaxItems, Enum: f.Enum,
		Default: f.Default, DefaultLost: f.DefaultLost, Alias: f.Alias, Unconfirmed: f.Unconfirmed, Source: f.Source, Overlay: f.Overlay,
	}
}

func typeName(f *catalog.Field) string {
	t := f.Type
	if f.Items != "" {
		t = "[" + f.Items + "]"
	}
	if f.Nullable {
		t += "|null"
	}
	return t
}

// JSON writes the family.
func (f *Family) JSON(w io.Writer) error { return writeJSON(w, f) }

// Text writes the family in lines of at most width columns.
func (f *Family) Text(w io.Writer, width int) error {
	p := &printer{w: w, width: width}
	p.heading(f.Name + ": " + f.Title + " (" + f.Provider + ", " + f.Task + ")")
	if f.Reason != "" {
		p.wrapped("  ", "  ", "Converse does not serve it: "+f.Reason)
	}
	if f.Stays != "" {
		p.wrapped("  ", "  ", "Calls stay on InvokeModel: "+f.Stays)
	}
	if !f.Complete {
		p.wrapped("  ", "  ", "Not every field of the format is known.")
	}
	if len(f.Templates) > 0 {
		p.wrapped("  ", "  ", "Chat templates: "+strings.Join(f.Templates, ", "))
	}
	src := &footnotes{}
	f.section(p, src, "Request", f.Request)
	f.section(p, src, "Response", f.Response)
	f.section(p, src, "Stream chunks", f.Stream)
	f.stopReasons(p)
	f.modelTable(p)
	src.print(p)
	return p.err
}

func (f *Family) section(p *printer, src *footnotes, title string, fs []Field) {
	if len(fs) == 0 {
		return
	}
	p.line("")
	p.heading(title)
	for _, fl := range fs {
		facts := strings.Join(fl.facts(src), "; ")
		if head := fl.Path + "  " + fl.home(); utf8.RuneCountInString(head)+2 <= p.width {
			p.item(head, facts)
			continue
		}
		p.item(fl.Path, fl.home())
		p.wrapped("      ", "      ", facts)
	}
}

// home says what becomes of a field, after an arrow where it has a place on Converse.
func (f Field) home() string {
	switch catalog.Verdict(f.Verdict) {
	case catalog.Maps:
		return "→ " + f.Converse
	case catalog.Moves:
		return "⇒ " + f.Converse
	case catalog.Drops:
		return "– not needed"
	}
	return "✗ lost"
}

func (f Field) facts(src *footnotes) []string {
	out := []string{f.Type + ", " + f.Doc}
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if f.Required {
		add("required")
	}
	if b := f.bounds(); b != "" {
		add("%s", b)
	}
	if len(f.Enum) > 0 {
		add("one of %s", strings.Join(f.Enum, ", "))
	}
	if f.Default != nil {
		lost := ""
		if f.DefaultLost {
			lost = ", which Converse does not share"
		}
		add("default %s%s", value(f.Default), lost)
	}
	if f.Transform != "" {
		add("converted (%s)", f.Transform)
	}
	if f.Note != "" {
		add("%s", f.Note)
	}
	if f.Alias {
		add("another name of a field above")
	}
	if f.Unconfirmed {
		add("UNCONFIRMED")
	}
	if f.Overlay != "" {
		add("from the configuration %s", f.Overlay)
	}
	last := len(out) - 1
	out[last] += fmt.Sprintf(" [%d]", src.number(f.Source))
	return out
}

// bounds is "0 to 1", "above 0", "at most 8191" and so on.
func (f Field) bounds() string {
	num := func(n *float64) string { return strconv.FormatFloat(*n, 'g', -1, 64) }
	var out string
	switch {
	case f.Min != nil && f.MinExclusive && f.Max != nil:
		out = "above " + num(f.Min) + ", at most " + num(f.Max)
	case f.Min != nil && f.MinExclusive:
		out = "above " + num(f.Min)
	case f.Min != nil && f.Max != nil:
		out = num(f.Min) + " to " + num(f.Max)
	case f.Min != nil:
		out = "at least " + num(f.Min)
	case f.Max != nil:
		out = "at most " + num(f.Max)
	}
	if f.MaxItems > 0 {
		if out != "" {
			out += ", "
		}
		out += fmt.Sprintf("at most %d elements", f.MaxItems)
	}
	return out
}

func value(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return fmt.Sprint(v)
}

func (f *Family) stopReasons(p *printer) {
	if len(f.StopReasons) == 0 {
		return
	}
	p.line("")
	p.heading("Stop reasons")
	column := 0
	for _, r := range f.StopReasons {
		column = max(column, len(r.Native))
	}
	for _, r := range f.StopReasons {
		text := "→ " + r.Converse
		if r.Converse == "" {
			text = "✗"
		}
		if r.Note != "" {
			text += "; " + r.Note
		}
		if r.Unconfirmed {
			text += "; UNCONFIRMED"
		}
		p.row(column, r.Native, text)
	}
}

func (f *Family) modelTable(p *printer) {
	if len(f.Models) == 0 {
		return
	}
	p.line("")
	p.heading("Models")
	ms := &Models{Models: f.Models}
	for _, m := range f.Models {
		p.row(ms.widest(), m.ID, m.facts())
	}
}

// footnotes numbers the sources in the order in which they are first named.
type footnotes struct{ urls []string }

func (n *footnotes) number(url string) int {
	if i := slices.Index(n.urls, url); i >= 0 {
		return i + 1
	}
	n.urls = append(n.urls, url)
	return len(n.urls)
}

func (n *footnotes) print(p *printer) {
	if len(n.urls) == 0 {
		return
	}
	p.line("")
	p.heading("Sources")
	for i, url := range n.urls {
		p.line(fmt.Sprintf("  [%d] %s", i+1, url))
	}
}
