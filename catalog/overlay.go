package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Overlay is what a user's configuration adds to the built-in catalog, or corrects in it.
type Overlay struct {
	File string // for messages

	// Data is a mapping with sources and families, nil for none. Each family has
	// request, response, stream and models, entries of which are written and checked
	// as those of a family file are. An entry for a field or model that the catalog has
	// takes its place.
	Data *yaml.Node

	Aliases []Alias
}

// Alias says which model, or at least which format, is behind an id that does not tell:
// a provisioned model's ARN, a custom model's name, an application inference profile.
type Alias struct {
	Pattern string // an id or ARN; * stands for any text
	Model   string // id of the base model; "" when only the family is known
	Family  string // needed when Model is empty
	// InvokeOnly says that Converse does not serve the model, whatever its base is.
	InvokeOnly bool
	Where      string // file:line, for lists
}

// alias is an Alias with its names looked up.
type alias struct {
	Alias
	model  *Model
	family *Family
}

// Extend returns the built-in catalog with an overlay. Without Data the families and
// models are those of Default. Mistakes are reported as Load reports them.
func Extend(o Overlay) (*Catalog, error) {
	c := *Default()
	if o.Data != nil {
		sub, err := fs.Sub(data, "data")
		if err != nil {
			return nil, err
		}
		l := newLoader(sub)
		l.over = l.overlay(o)
		if err := l.load(); err != nil {
			return nil, err
		}
		c = *l.c
	}
	return c.WithAliases(o.Aliases)
}

// WithAliases returns the catalog with aliases, which count in their order, after those
// that it has.
func (c *Catalog) WithAliases(aliases []Alias) (*Catalog, error) {
	out := *c
	out.aliases = slices.Clone(c.aliases)
	var errs []error
	for _, a := range aliases {
		got, err := out.resolveAlias(a)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out.aliases = append(out.aliases, got)
	}
	return &out, errors.Join(errs...)
}

// Aliases returns the ids that the overlay explains, in its order.
func (c *Catalog) Aliases() []Alias {
	out := make([]Alias, len(c.aliases))
	for i, a := range c.aliases {
		out[i] = a.Alias
	}
	return out
}

func (c *Catalog) resolveAlias(a Alias) (*alias, error) {
	out := &alias{Alias: a}
	if a.Model != "" {
		m, f, reason := c.ModelByID(a.Model)
		if f == nil {
			return nil, fmt.Errorf("%s: %s; name a model that bedrocklint -models lists, or give a family", a.Where, reason)
		}
		out.model, out.family = m, f
	} else if out.family = c.Family(a.Family); out.family == nil {
		return nil, fmt.Errorf("%s: unknown family %q; bedrocklint -models lists the families", a.Where, a.Family)
	}
	if a.InvokeOnly {
		m := Model{Name: a.Pattern, Family: out.family, Invoke: true, Source: a.Where}
		if out.model != nil {
			m = *out.model
		}
		m.ID, m.Converse, m.Stream, m.Overlay = a.Pattern, false, false, a.Where
		out.model = &m
	}
	return out, nil
}

// aliasOf returns what the overlay says about an id, or nil. The first pattern that fits
// decides.
func (c *Catalog) aliasOf(id string) *alias {
	for _, a := range c.aliases {
		if wildcard(a.Pattern, id) {
			return a
		}
	}
	return nil
}

// wildcard reports whether text fits a pattern in which * stands for any text.
func wildcard(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	first, last := parts[0], parts[len(parts)-1]
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(text, p)
		if i < 0 {
			return false
		}
		text = text[i+len(p):]
	}
	return true
}

// overlaid holds the entries of an overlay until the family that they belong to is read.
// A nil overlaid has none.
type overlaid struct {
	d        *decoder
	s        *sources
	families map[string]*overlaidFamily
}

type overlaidFamily struct {
	line     int
	sections map[string][]*yaml.Node
	models   []*yaml.Node
}

// overlay reads the structure of an overlay.
func (l *loader) overlay(o Overlay) *overlaid {
	d := &decoder{file: o.File, overlay: o.File, columns: map[int]int{}}
	markColumns(d.columns, o.Data)
	ov := &overlaid{d: d, families: map[string]*overlaidFamily{}}
	m := d.mapping(o.Data, "catalog")
	ov.s = &sources{d: d, urls: l.sources(d, m)}
	for _, n := range m.list("families") {
		fm := d.mapping(n, "a family")
		name := fm.need("family")
		of := &overlaidFamily{line: fm.line, sections: map[string][]*yaml.Node{}}
		for _, section := range []string{"request", "response", "stream"} {
			of.sections[section] = fm.list(section)
		}
		of.models = fm.list("models")
		fm.done()
		if ov.families[name] != nil {
			d.errorf(fm.line, "family %q is given twice; join the two entries", name)
		}
		ov.families[name] = of
	}
	m.done()
	return ov
}

// markColumns notes the column of the first thing on each line.
func markColumns(columns map[int]int, n *yaml.Node) {
	if n == nil {
		return
	}
	// A list begins at its first dash; what stands behind it is of more use.
	if c, ok := columns[n.Line]; n.Kind != yaml.SequenceNode && (!ok || n.Column < c) {
		columns[n.Line] = n.Column
	}
	for _, c := range n.Content {
		markColumns(columns, c)
	}
}

// fields returns the overlay's entries of a section.
func (ov *overlaid) fields(family, section string) []*yaml.Node {
	if ov == nil || ov.families[family] == nil {
		return nil
	}
	return ov.families[family].sections[section]
}

func (ov *overlaid) models(family string) []*yaml.Node {
	if ov == nil || ov.families[family] == nil {
		return nil
	}
	return ov.families[family].models
}

// replaced reports whether the overlay has an entry with the same value of key as n.
func replaced(by []*yaml.Node, key string, n *yaml.Node) bool {
	want := member(n, key)
	return want != "" && slices.ContainsFunc(by, func(o *yaml.Node) bool { return member(o, key) == want })
}

// member is the scalar member of a mapping, or "".
func member(n *yaml.Node, key string) string {
	n = resolve(n)
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return resolve(n.Content[i+1]).Value
		}
	}
	return ""
}

// check reports families of the overlay that the catalog does not have.
func (ov *overlaid) check(c *Catalog) {
	if ov == nil {
		return
	}
	for name, of := range ov.families {
		if name != "" && c.Family(name) == nil {
			var known []string
			for _, f := range c.Families() {
				known = append(known, f.Name)
			}
			ov.d.errorf(of.line, "unknown family %q; the families are %s", name, strings.Join(known, ", "))
		}
	}
}
