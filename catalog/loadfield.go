package catalog

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// scalarTypes are the types of Field.Type; "[string]" stands for an array of strings
// and a trailing "|null" for a value that may be null.
var scalarTypes = []string{"string", "integer", "number", "boolean", "object", "array", "any"}

// field reads one entry of a section and puts it into the tree below root.
func (l *loader) field(d *decoder, n *yaml.Node, s *sources, f *Family, section string, root *Shape) {
	m := d.mapping(n, "a field")
	fl := l.fieldEntry(d, m, s)
	m.done()
	if fl.Path == "" {
		return
	}
	steps, err := parsePath(fl.Path)
	if err == nil {
		err = root.add(steps, fl)
	}
	if err != nil {
		d.errorf(m.line, "%v", err)
	}
	l.checkField(d, m, fl, f, section)
}

func (l *loader) fieldEntry(d *decoder, m *mapping, s *sources) *Field {
	fl := &Field{
		Path: m.need("path"), Required: m.flag("required"), Default: m.value("default"),
		Min: m.number("min"), Max: m.number("max"), MinExcl: m.flag("min_exclusive"), MaxItems: m.count("max_items"),
		Enum: m.strs("enum"), Doc: m.need("doc"), Transform: m.str("transform"), Note: m.str("note"),
		DefaultLost: m.flag("write_default"), Alias: m.flag("alias"), Unconfirmed: m.flag("unconfirmed"), Source: s.url(m), Line: m.line, Overlay: d.overlay,
	}
	fl.Type, fl.Items, fl.Nullable = fieldType(d, m)
	fieldVerdict(d, m, fl)
	return fl
}

// fieldType reads "string", "[string]", "object|null" and so on.
func fieldType(d *decoder, m *mapping) (typ, items string, null bool) {
	t := m.need("type")
	t, null = strings.CutSuffix(t, "|null")
	if inner, ok := strings.CutPrefix(t, "["); ok {
		items = strings.TrimSuffix(inner, "]")
		t = "array"
	}
	if !slices.Contains(scalarTypes, t) || items != "" && !slices.Contains(scalarTypes, items) {
		d.errorf(m.line, "unknown type %q; use %s, [type] for an array, |null at the end where null is allowed", t, strings.Join(scalarTypes, ", "))
	}
	return t, items, null
}

// fieldVerdict reads the one key of maps, moves, drops and lost that an entry must have:
// the first two give the Converse path, the others the reason.
func fieldVerdict(d *decoder, m *mapping, f *Field) {
	var got []string
	for _, v := range []Verdict{Maps, Moves, Drops, Lost} {
		text := m.str(string(v))
		if !m.has(string(v)) {
			continue
		}
		got = append(got, string(v))
		f.Verdict = v
		if v == Maps || v == Moves {
			f.Converse = text
		} else if f.Note == "" {
			f.Note = text
		}
		if text == "" {
			d.errorf(m.line, "%s is empty; give the Converse path or the reason", v)
		}
	}
	if len(got) != 1 {
		d.errorf(m.line, "want exactly one of maps, moves, drops and lost, have %d", len(got))
	}
}

func (l *loader) checkField(d *decoder, m *mapping, f *Field, fam *Family, section string) {
	if f.Transform != "" {
		if _, ok := TransformNamed(f.Transform); !ok {
			d.errorf(m.line, "unknown transform %q; transform.go names them", f.Transform)
		}
	}
	if f.Converse != "" && !l.c.knownPath(f.Converse) {
		d.errorf(m.line, "%q is not a path of Converse; _converse.yaml lists them", f.Converse)
	}
	if f.Min != nil && f.Max != nil && *f.Min > *f.Max {
		d.errorf(m.line, "min %v is above max %v", *f.Min, *f.Max)
	}
	if v, ok := f.Default.(float64); ok && (f.Min != nil && v < *f.Min || f.Max != nil && v > *f.Max) {
		d.errorf(m.line, "default %v is outside its own bounds", v)
	}
	if f.DefaultLost && f.Default == nil {
		d.errorf(m.line, "write_default needs a default to write")
	}
	if f.DefaultLost && section != "request" {
		d.errorf(m.line, "write_default is for request fields")
	}
	if v, ok := f.Default.(string); ok && len(f.Enum) > 0 && !slices.Contains(f.Enum, v) {
		d.errorf(m.line, "default %q is not among the enum's values", v)
	}
}
