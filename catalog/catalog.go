package catalog

import (
	"embed"
	"io/fs"
	"sort"
	"sync"
)

// Catalog is a validated set of families. It is immutable and safe for concurrent use.
type Catalog struct {
	families    []*Family
	byID        map[string]*Model
	prefixes    []prefix // longest first
	paths       []conversePath
	stopReasons []string
	members     []Member
	templates   []*Template
	aliases     []*alias // of the user's overlay
}

//go:embed data/*.yaml
var data embed.FS

var load = sync.OnceValue(func() *Catalog {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		panic(err) // the directory is embedded above
	}
	c, err := Load(sub)
	if err != nil {
		panic("catalog: embedded data: " + err.Error()) // the tests load it
	}
	return c
})

// Default returns the built-in catalog. It is read once, on first use.
func Default() *Catalog { return load() }

// Families returns every family, sorted by name. The slice is the caller's.
func (c *Catalog) Families() []*Family {
	out := append([]*Family{}, c.families...)
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// Family returns the family of that name, or nil.
func (c *Catalog) Family(name string) *Family {
	for _, f := range c.families {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Template returns the chat template of that name, or nil.
func (c *Catalog) Template(name string) *Template { return templateNamed(c.templates, name) }

// Templates returns every chat template in file order. The slice is the caller's.
func (c *Catalog) Templates() []*Template { return append([]*Template{}, c.templates...) }

// ConverseStopReason returns Converse's spelling of a native stop reason, and the
// entry of the family's table; ok is false when the table does not have the reason,
// and the spelling is "" when Converse has no such value.
func (f *Family) ConverseStopReason(native string) (r StopReason, ok bool) {
	for _, r := range f.StopReasons {
		if r.Native == native {
			return r, true
		}
	}
	return StopReason{}, false
}

// ReasoningInText reports whether the text of a native answer holds the model's
// reasoning, too, which Converse gives in a block of its own: a program that shows or
// parses the text sees another one on Converse.
func (f *Family) ReasoningInText() bool {
	found := false
	f.Response.Walk(func(s *Shape) {
		if s.Field != nil {
			t, _ := TransformNamed(s.Field.Transform)
			found = found || t.Reasoning
		}
	})
	return found
}

// NativeStopReasons returns the native spellings of a Converse stop reason, the usual
// one first.
func (f *Family) NativeStopReasons(converse string) []string {
	var out []string
	for _, r := range f.StopReasons {
		if r.Converse == converse {
			out = append(out, r.Native)
		}
	}
	return out
}

// LostDefault is a native default that Converse does not share: a request without the
// field must be written with Value. Known is false when the value depends on the model
// and the model is not known.
type LostDefault struct {
	Field *Field
	Value any
	Known bool
}

// LostDefaults returns the native defaults of a family that Converse does not share, in
// file order. The model, which may be nil, decides where models differ.
func (f *Family) LostDefaults(m *Model) []LostDefault {
	var out []LostDefault
	f.Request.Walk(func(s *Shape) {
		fl := s.Field
		if fl == nil {
			return
		}
		if m != nil {
			if v, ok := m.Defaults[fl.Path]; ok {
				out = append(out, LostDefault{fl, v, true})
				return
			}
		}
		switch {
		case fl.DefaultLost:
			out = append(out, LostDefault{fl, fl.Default, true})
		case m == nil && f.modelsDiffer(fl.Path):
			out = append(out, LostDefault{Field: fl})
		}
	})
	return out
}

func (f *Family) modelsDiffer(path string) bool {
	for _, m := range f.Models {
		if _, ok := m.Defaults[path]; ok {
			return true
		}
	}
	return false
}
