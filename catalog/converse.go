package catalog

import (
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// conversePath is one path of the Converse request, response or stream events, and the
// first version of the Go module bedrockruntime that has it.
type conversePath struct {
	path  string // "messages[].content[].cachePoint"
	since string // "v1.28.0"
	open  bool   // a document: any path below it is a path too
}

// converse reads _converse.yaml.
func (l *loader) converse(d *decoder, m *mapping) {
	l.sources(d, m)
	l.c.stopReasons = m.strs("stop_reasons")
	n := m.take("paths")
	if n == nil {
		d.errorf(m.line, "paths is missing")
		return
	}
	pm := d.mapping(n, "paths")
	for _, k := range pm.keys {
		p := conversePath{since: pm.str(k)}
		p.path, p.open = strings.CutSuffix(k, ".*")
		if !semver.IsValid(p.since) {
			d.errorf(pm.vals[k].Line, "%q is not a module version such as v1.9.0", p.since)
		}
		l.c.paths = append(l.c.paths, p)
	}
	slices.SortFunc(l.c.paths, func(a, b conversePath) int { return strings.Compare(a.path, b.path) })
}

// knownPath reports whether Converse has the path.
func (c *Catalog) knownPath(path string) bool {
	_, ok := c.findPath(path)
	return ok
}

// findPath returns the entry that is path, leads to it (a parent of a listed path) or
// opens it (a document).
func (c *Catalog) findPath(path string) (conversePath, bool) {
	i, exact := slices.BinarySearchFunc(c.paths, path, func(p conversePath, s string) int { return strings.Compare(p.path, s) })
	if exact {
		return c.paths[i], true
	}
	for _, p := range c.paths {
		if p.open && under(path, p.path) {
			return p, true
		}
	}
	// A parent is as old as its oldest member.
	var parent conversePath
	for _, p := range c.paths {
		if under(p.path, path) && (parent.since == "" || semver.Compare(p.since, parent.since) < 0) {
			parent = conversePath{path: path, since: p.since}
		}
	}
	return parent, parent.since != ""
}

// under reports whether path lies below parent.
func under(path, parent string) bool {
	rest, ok := strings.CutPrefix(path, parent)
	return ok && rest != "" && (rest[0] == '.' || rest[0] == '[')
}

// Since returns the first version of github.com/aws/aws-sdk-go-v2/service/bedrockruntime
// whose types have a Converse path, such as "v1.28.0" for
// "messages[].content[].cachePoint"; "" for a path that Converse does not have. A path
// below a listed one that is not listed itself is as old as that one.
func (c *Catalog) Since(conversePath string) string {
	for p := Plain(conversePath); p != ""; p = parentPath(p) {
		if got, ok := c.findPath(p); ok {
			return got.since
		}
	}
	return ""
}

func parentPath(p string) string {
	if q, ok := strings.CutSuffix(p, "[]"); ok {
		return q
	}
	i := strings.LastIndexByte(p, '.')
	if i < 0 {
		return ""
	}
	return p[:i]
}

// Member is one member of InvokeModelInput, or one amazon-bedrock-* key of a native
// body, and its home on Converse.
type Member struct {
	Name      string // "GuardrailIdentifier"
	Header    string // the HTTP header that carries it; "" for none
	Verdict   Verdict
	Converse  string // "guardrailConfig.guardrailIdentifier"
	Transform string
	Note      string
	Doc       string
	Source    string
	Line      int
}

// InputMember returns the member of InvokeModelInput (and of its streaming twin) of that
// Go name and whether there is one. Body and ModelId are not among them.
func (c *Catalog) InputMember(name string) (Member, bool) {
	for _, m := range c.members {
		if m.Name == name {
			return m, true
		}
	}
	return Member{}, false
}

// InputMembers returns every member in file order. The slice is the caller's.
func (c *Catalog) InputMembers() []Member { return append([]Member{}, c.members...) }

// invoke reads _invoke.yaml: the members, and the fields that every text family has.
func (l *loader) invoke(d *decoder, m *mapping) {
	s := &sources{d: d, urls: l.sources(d, m)}
	for _, n := range m.list("members") {
		mm := d.mapping(n, "a member")
		f := &Field{}
		fieldVerdict(d, mm, f)
		mem := Member{Name: mm.need("name"), Header: mm.str("header"), Verdict: f.Verdict, Converse: f.Converse,
			Transform: mm.str("transform"), Note: f.Note, Doc: mm.need("doc"), Source: s.url(mm), Line: mm.line}
		if note := mm.str("note"); note != "" {
			mem.Note = note
		}
		mm.done()
		l.checkField(d, mm, &Field{Converse: mem.Converse, Transform: mem.Transform}, nil, "request")
		l.c.members = append(l.c.members, mem)
	}
	l.common = map[string][]*Field{}
	for _, section := range []string{"request", "response", "stream"} {
		for _, n := range m.list(section) {
			fm := d.mapping(n, "a field")
			f := l.fieldEntry(d, fm, s)
			fm.done()
			if _, err := parsePath(f.Path); err != nil {
				d.errorf(fm.line, "%v", err)
				continue
			}
			l.checkField(d, fm, f, nil, section)
			l.common[section] = append(l.common[section], f)
		}
	}
}
