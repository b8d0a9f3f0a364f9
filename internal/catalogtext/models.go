package catalogtext

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// ModelsSchema names the JSON form of a list of models.
const ModelsSchema = "bedrocklint/models/v1"

// Models is a list of models, aliases of a configuration first.
type Models struct {
	Schema  string  `json:"schema"`
	Aliases []Alias `json:"aliases"`
	Models  []Model `json:"models"`
}

// Alias is an id that a configuration explains.
type Alias struct {
	Pattern    string `json:"pattern"`
	Model      string `json:"model,omitempty"`
	Family     string `json:"family,omitempty"`
	InvokeOnly bool   `json:"invokeOnly,omitempty"`
	Where      string `json:"where"`
}

// Model is one model.
type Model struct {
	ID             string          `json:"id"`
	Name           string          `json:"name"`
	Family         string          `json:"family"`
	AlsoFamilies   []string        `json:"alsoFamilies,omitempty"`
	Provider       string          `json:"provider"`
	Task           string          `json:"task"`
	InvokeModel    bool            `json:"invokeModel"`
	Converse       bool            `json:"converse"`
	ConverseStream bool            `json:"converseStream"`
	Features       map[string]bool `json:"features"`
	MaxTokens      int             `json:"maxTokens,omitempty"`
	Refuses        []string        `json:"refuses,omitempty"`
	Profiles       []string        `json:"profiles,omitempty"`
	ProfileOnly    bool            `json:"profileOnly,omitempty"`
	Legacy         string          `json:"legacy,omitempty"`
	EndOfLife      string          `json:"endOfLife,omitempty"`
	Note           string          `json:"note,omitempty"`
	Unconfirmed    bool            `json:"unconfirmed,omitempty"`
	Source         string          `json:"source"`
	Overlay        string          `json:"overlay,omitempty"`
}

// ListModels returns the models whose id, name, family, provider or task has pattern, in
// any case; "" fits all. They are sorted by family and id.
func ListModels(c *catalog.Catalog, pattern string) *Models {
	out := &Models{Schema: ModelsSchema, Aliases: []Alias{}, Models: []Model{}}
	fits := func(texts ...string) bool {
		return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(pattern)) })
	}
	for _, a := range c.Aliases() {
		if fits(a.Pattern, a.Model, a.Family) {
			out.Aliases = append(out.Aliases, Alias{a.Pattern, a.Model, a.Family, a.InvokeOnly, a.Where})
		}
	}
	for _, f := range c.Families() {
		models := slices.Clone(f.Models)
		slices.SortFunc(models, func(a, b *catalog.Model) int { return strings.Compare(a.ID, b.ID) })
		for _, m := range models {
			if fits(m.ID, m.Name, f.Name, f.Provider, string(f.Task)) {
				out.Models = append(out.Models, modelOf(m))
			}
		}
	}
	return out
}

func modelOf(m *catalog.Model) Model {
	out := Model{
		ID: m.ID, Name: m.Name, Family: m.Family.Name, Provider: m.Family.Provider, Task: string(m.Family.Task),
		InvokeModel: m.Invoke, Converse: m.Converse, ConverseStream: m.Stream, Features: m.Features, MaxTokens: m.MaxTokens,
		Refuses: m.Refuses, Profiles: m.Profiles, ProfileOnly: m.ProfileOnly, Legacy: m.Legacy, EndOfLife: m.EOL,
		Note: m.Note, Unconfirmed: m.Unconfirmed, Source: m.Source, Overlay: m.Overlay,
	}
	for _, f := range m.Also {
		out.AlsoFamilies = append(out.AlsoFamilies, f.Name)
	}
	return out
}

// Empty reports whether nothing is in the list.
func (ms *Models) Empty() bool { return len(ms.Models)+len(ms.Aliases) == 0 }

// JSON writes the list.
func (ms *Models) JSON(w io.Writer) error { return writeJSON(w, ms) }

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Text writes the list as a table of at most width columns, a block for each family.
func (ms *Models) Text(w io.Writer, width int) error {
	p := &printer{w: w, width: width}
	if len(ms.Aliases) > 0 {
		p.heading("of the configuration")
		for _, a := range ms.Aliases {
			what := a.Model
			if what == "" {
				what = "family " + a.Family
			}
			if a.InvokeOnly {
				what += ", InvokeModel only"
			}
			p.item(a.Pattern, what+" ("+a.Where+")")
		}
		p.line("")
	}
	family := ""
	id := ms.widest()
	for _, m := range ms.Models {
		if m.Family != family {
			if family != "" {
				p.line("")
			}
			family = m.Family
			p.heading(family + " · " + m.Provider + served(m))
		}
		p.row(id, m.ID, m.facts())
	}
	return p.err
}

func served(m Model) string {
	if m.Task != string(catalog.TaskText) {
		return " · " + m.Task + ", not served by Converse"
	}
	return ""
}

// widest is the width of the ids' column.
func (ms *Models) widest() int {
	n := 0
	for _, m := range ms.Models {
		n = max(n, len(m.ID))
	}
	return min(n, 50)
}

// facts is what a line of the table says of a model beside its id.
func (m Model) facts() string {
	var out []string
	switch {
	case m.Converse && m.ConverseStream:
		out = append(out, "converse+stream")
	case m.Converse:
		out = append(out, "converse, no stream")
	default:
		out = append(out, "invoke only")
	}
	if f := m.featureList(); f != "" {
		out = append(out, f)
	}
	if m.ProfileOnly {
		out = append(out, "by profile only")
	}
	if life := m.life(); life != "" {
		out = append(out, life)
	}
	if m.Unconfirmed {
		out = append(out, "unconfirmed")
	}
	if m.Overlay != "" {
		out = append(out, "from the configuration")
	}
	return strings.Join(out, "; ")
}

func (m Model) featureList() string {
	var has []string
	for _, name := range slices.Sorted(maps.Keys(m.Features)) {
		if m.Features[name] {
			has = append(has, name)
		}
	}
	return strings.Join(has, " ")
}

func (m Model) life() string {
	switch {
	case m.EndOfLife != "":
		return "ends " + m.EndOfLife
	case m.Legacy != "":
		return "legacy since " + m.Legacy
	}
	return ""
}
