package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Load reads a catalog from the YAML files at the root of fsys: _converse.yaml (the
// paths that Converse knows), _templates.yaml, _invoke.yaml and one file a family.
// Every mistake in them is reported, with file, line and remedy.
func Load(fsys fs.FS) (*Catalog, error) {
	l := newLoader(fsys)
	if err := l.load(); err != nil {
		return nil, err
	}
	return l.c, nil
}

func newLoader(fsys fs.FS) *loader {
	return &loader{fsys: fsys, c: &Catalog{byID: map[string]*Model{}}, also: map[*Model][]string{}}
}

func (l *loader) load() error {
	l.read("_converse.yaml", l.converse)
	l.read("_templates.yaml", l.templates)
	l.read("_invoke.yaml", l.invoke)
	names, err := fs.Glob(l.fsys, "*.yaml")
	if err != nil {
		return fmt.Errorf("list catalog files: %w", err)
	}
	slices.Sort(names)
	for _, name := range names {
		if !strings.HasPrefix(name, "_") {
			l.read(name, l.family)
		}
	}
	l.link()
	if l.over != nil {
		l.over.check(l.c)
		l.errs = append(l.errs, l.over.d.errs...)
	}
	return errors.Join(l.errs...)
}

// loader holds what reading one file must know of the others.
type loader struct {
	fsys fs.FS
	c    *Catalog
	errs []error
	also map[*Model][]string // names to be linked once every family is read
	tmpl []*Template
	// common are the fields that every text family has, by section.
	common map[string][]*Field
	over   *overlaid // what the user adds; nil for nothing
}

// read parses one file and hands its top-level mapping to use.
func (l *loader) read(name string, use func(*decoder, *mapping)) {
	d := &decoder{file: name}
	defer func() { l.errs = append(l.errs, d.errs...) }()
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		d.errorf(1, "%v; a catalog needs this file", err)
		return
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		d.errorf(1, "not YAML: %v", err)
		return
	}
	if len(doc.Content) == 0 {
		d.errorf(1, "the file is empty")
		return
	}
	m := d.mapping(doc.Content[0], "the file")
	use(d, m)
	m.done()
}

// family reads one family file.
func (l *loader) family(d *decoder, m *mapping) {
	f := &Family{
		File: d.file, Name: m.need("family"), Provider: m.need("provider"), Title: m.need("title"),
		Task: Task(m.need("task")), Reason: m.str("reason"), Stays: m.str("stays"), Complete: m.flag("complete"),
		Framing: Framing(m.str("framing")), Prefixes: m.strs("prefixes"), Normalize: m.strs("normalize"),
	}
	l.checkFamily(d, m, f)
	s := &sources{d: d, urls: l.sources(d, m)}
	f.Request = l.shape(d, m, s, f, "request")
	f.Response = l.shape(d, m, s, f, "response")
	f.Stream = l.shape(d, m, s, f, "stream")
	for _, path := range m.strs("unions") {
		n := f.Request.Lookup(path)
		if n == nil {
			n = f.Response.Lookup(path)
		}
		if n == nil {
			d.errorf(m.line, "unions names %q, which is neither in the request nor in the response", path)
			continue
		}
		n.OneOf = true
	}
	f.Prompt = l.prompt(d, m, f)
	f.StopReasons = l.stopReasons(d, m, s)
	f.requestKeys, f.responseKeys = readSignature(d, m, "request_keys"), readSignature(d, m, "response_keys")
	mine := l.over.models(f.Name)
	for _, n := range m.list("models") {
		if !replaced(mine, "id", n) {
			f.Models = append(f.Models, l.model(d, n, s, f))
		}
	}
	for _, n := range mine {
		f.Models = append(f.Models, l.model(l.over.d, n, l.over.s, f))
	}
	l.c.families = append(l.c.families, f)
}

func (l *loader) checkFamily(d *decoder, m *mapping, f *Family) {
	if want := strings.TrimSuffix(path.Base(d.file), ".yaml"); f.Name != want {
		d.errorf(m.line, "family %q stands in the file of %q; rename one of them", f.Name, want)
	}
	if !slices.Contains([]Task{TaskText, TaskEmbedding, TaskImage, TaskVideo, TaskRerank, TaskAudio}, f.Task) {
		d.errorf(m.line, "unknown task %q; use text, embedding, image, video, rerank or audio", f.Task)
	}
	if f.Task != TaskText && f.Reason == "" {
		d.errorf(m.line, "reason is missing; say why Converse does not serve the family")
	}
	if f.Stays != "" && !f.Served() {
		d.errorf(m.line, "stays is for a family that Converse serves; say in reason why it does not serve this one")
	}
	if !slices.Contains([]Framing{FramingNone, FramingFlat, FramingBlocks, FramingConverse, FramingEvents, FramingDeltas}, f.Framing) {
		d.errorf(m.line, "unknown framing %q; use flat, blocks, converse, events or deltas", f.Framing)
	}
	for _, n := range f.Normalize {
		if _, ok := named(normalizations, n); !ok {
			d.errorf(m.line, "unknown normalization %q; transform.go names them", n)
		}
	}
}

// shape reads one section of fields, and adds the fields that all text families share.
func (l *loader) shape(d *decoder, m *mapping, s *sources, f *Family, section string) *Shape {
	nodes, mine := m.list(section), l.over.fields(f.Name, section)
	if nodes == nil && mine == nil {
		return nil
	}
	root := &Shape{}
	for _, n := range nodes {
		if !replaced(mine, "path", n) {
			l.field(d, n, s, f, section, root)
		}
	}
	for _, n := range mine {
		l.field(l.over.d, n, l.over.s, f, section, root)
	}
	if f.Task == TaskText {
		for _, c := range l.common[section] {
			if root.Lookup(c.Path) == nil || root.Lookup(c.Path).Field == nil {
				steps, _ := parsePath(c.Path) // checked when _invoke.yaml was read
				if err := root.add(steps, c); err != nil {
					d.errorf(m.line, "%v", err)
				}
			}
		}
	}
	root.finish()
	return root
}

func (l *loader) prompt(d *decoder, m *mapping, f *Family) *Prompt {
	n := m.take("prompt")
	if n == nil {
		return nil
	}
	pm := d.mapping(n, "prompt")
	p := &Prompt{Field: pm.need("field"), Added: pm.flag("added"), Demanded: pm.flag("demanded")}
	for _, name := range pm.strs("templates") {
		t := templateNamed(l.tmpl, name)
		if t == nil {
			d.errorf(pm.line, "unknown template %q; _templates.yaml names them", name)
			continue
		}
		p.Templates = append(p.Templates, t)
	}
	pm.done()
	if f.Request.Lookup(p.Field) == nil {
		d.errorf(pm.line, "the prompt's field %q is not a request field; describe it under request", p.Field)
	}
	return p
}

func (l *loader) stopReasons(d *decoder, m *mapping, s *sources) []StopReason {
	var out []StopReason
	for _, n := range m.list("stop_reasons") {
		r := d.mapping(n, "a stop reason")
		sr := StopReason{Native: r.need("native"), Converse: r.str("converse"), Note: r.str("note"), Unconfirmed: r.flag("unconfirmed"), Source: s.url(r)}
		if sr.Converse == "" && sr.Note == "" {
			d.errorf(r.line, "stop reason %q has no Converse value; add a note that says what becomes of it", sr.Native)
		}
		if sr.Converse != "" && !slices.Contains(l.c.stopReasons, sr.Converse) {
			d.errorf(r.line, "%q is not a stop reason of Converse; known: %s", sr.Converse, strings.Join(l.c.stopReasons, ", "))
		}
		r.done()
		out = append(out, sr)
	}
	return out
}

// sources reads the map of source aliases.
func (l *loader) sources(d *decoder, m *mapping) map[string]string {
	urls := map[string]string{}
	n := m.take("sources")
	if n == nil {
		return urls
	}
	sm := d.mapping(n, "sources")
	for _, k := range sm.keys {
		urls[k] = sm.str(k)
		if !strings.HasPrefix(urls[k], "https://") {
			d.errorf(sm.vals[k].Line, "source %q must be an https:// address", k)
		}
	}
	return urls
}

// sources resolves the aliases of one file.
type sources struct {
	d    *decoder
	urls map[string]string
}

// url returns the address that an entry's source key names; a missing one is an error.
func (s *sources) url(m *mapping) string {
	alias := m.need("source")
	if u, ok := s.urls[alias]; ok {
		return u
	}
	if alias != "" && !strings.HasPrefix(alias, "https://") {
		s.d.errorf(m.line, "unknown source %q; add it to the file's sources or give an https:// address", alias)
	}
	return alias
}

// link resolves what families say about each other.
func (l *loader) link() {
	for m, names := range l.also {
		for _, name := range names {
			f := l.c.Family(name)
			if f == nil {
				l.errs = append(l.errs, fmt.Errorf("%s:%d: model %s: unknown family %q in also", m.Family.File, m.Line, m.ID, name))
				continue
			}
			m.Also = append(m.Also, f)
		}
	}
	for _, f := range l.c.families {
		for _, p := range f.Prefixes {
			l.c.prefixes = append(l.c.prefixes, prefix{text: p, family: f})
		}
	}
	slices.SortFunc(l.c.prefixes, func(a, b prefix) int {
		if n := len(b.text) - len(a.text); n != 0 {
			return n
		}
		return strings.Compare(a.text, b.text)
	})
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
