package catalog

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Features are the names allowed in Model.Features. Prefill is a last message of the
// assistant, which the model goes on with; stop-sequences are those of Converse, which
// refuses them for some models whose native body has them.
var Features = []string{"system", "document", "vision", "tools", "streaming-tools", "guardrails", "caching", "reasoning", "prefill", "stop-sequences"}

// model reads one model entry.
func (l *loader) model(d *decoder, n *yaml.Node, s *sources, f *Family) *Model {
	m := d.mapping(n, "a model")
	md := &Model{
		ID: m.need("id"), Name: m.need("name"), Family: f, Template: m.str("template"), TemplateAdds: m.str("template_adds"),
		Invoke: !m.has("invoke") || m.flag("invoke"), Converse: m.flag("converse"), Stream: m.flag("stream"),
		Features: map[string]bool{}, MaxTokens: m.count("max_tokens"), Refuses: m.strs("refuses"),
		Lacks: m.strs("lacks"), Thinks: m.flag("thinks"),
		Profiles: m.strs("profiles"), ProfileOnly: m.flag("profile_only"), Legacy: m.date("legacy"), EOL: m.date("eol"),
		Note: m.str("note"), Unconfirmed: m.flag("unconfirmed"), Source: s.url(m), Line: m.line, Overlay: d.overlay,
	}
	m.take("invoke")
	readFeatures(d, m, md, "features", true)
	readFeatures(d, m, md, "without", false)
	md.Defaults = readDefaults(d, m)
	if names := m.strs("also"); len(names) > 0 {
		l.also[md] = names
	}
	m.done()
	l.checkModel(d, m, md)
	return md
}

func readFeatures(d *decoder, m *mapping, md *Model, key string, has bool) {
	for _, name := range m.strs(key) {
		if !slices.Contains(Features, name) {
			d.errorf(m.line, "unknown feature %q; known: %s", name, strings.Join(Features, ", "))
		}
		if _, twice := md.Features[name]; twice {
			d.errorf(m.line, "feature %q is listed twice", name)
		}
		md.Features[name] = has
	}
}

// readDefaults reads the defaults that a model has of its own, by request field.
func readDefaults(d *decoder, m *mapping) map[string]float64 {
	n := m.take("defaults")
	if n == nil {
		return nil
	}
	out := map[string]float64{}
	dm := d.mapping(n, "defaults")
	for _, k := range dm.keys {
		if v := dm.number(k); v != nil {
			out[k] = *v
		}
	}
	return out
}

func (l *loader) checkModel(d *decoder, m *mapping, md *Model) {
	if other := l.c.byID[md.ID]; other != nil {
		d.errorf(m.line, "model %s is already listed at %s:%d", md.ID, other.Family.File, other.Line)
	}
	l.c.byID[md.ID] = md
	if md.Template != "" && templateNamed(l.tmpl, md.Template) == nil {
		d.errorf(m.line, "unknown template %q; _templates.yaml names them", md.Template)
	}
	if md.Legacy != "" && md.EOL != "" && md.Legacy > md.EOL {
		d.errorf(m.line, "legacy date %s is after end of life %s", md.Legacy, md.EOL)
	}
	for _, p := range md.Refuses {
		for _, part := range strings.Split(p, "+") {
			if md.Family.Request.Lookup(part) == nil {
				d.errorf(m.line, "refuses %q, which is not a request field of %s", part, md.Family.Name)
			}
		}
	}
	for _, p := range md.Lacks {
		if !isMember(md.Family.Response, p) && !isMember(md.Family.Stream, p) {
			d.errorf(m.line, "lacks %q, which is not in the answers or chunks of %s", p, md.Family.Name)
		}
	}
	for path := range md.Defaults {
		if s := md.Family.Request.Lookup(path); s == nil || s.Field == nil {
			d.errorf(m.line, "defaults names %q, which is not a request field of %s", path, md.Family.Name)
		}
	}
	if md.Converse && !md.Family.Served() {
		d.errorf(m.line, "model %s is marked as served by Converse, its family is not", md.ID)
	}
}

// isMember reports whether a shape, which may be nil, has a member at a path.
func isMember(s *Shape, path string) bool { return s != nil && s.Lookup(path) != nil }
