package catalogtext

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// ModelSchema names the JSON form of what is known of one id.
const ModelSchema = "bedrocklint/model/v1"

// ModelPage is what is known of one id.
type ModelPage struct {
	Schema string `json:"schema"`
	ID     string `json:"id"`
	Family string `json:"family"`
	Model  *Model `json:"model,omitempty"` // nil when only the family is known
}

// DescribeModel returns what the catalog says of an id, a family's prefix included. The
// error says why nothing is known.
func DescribeModel(c *catalog.Catalog, id string) (*ModelPage, error) {
	m, f, reason := c.ModelByID(id)
	if f == nil {
		return nil, fmt.Errorf("%s", reason)
	}
	out := &ModelPage{Schema: ModelSchema, ID: id, Family: f.Name}
	if m != nil {
		md := modelOf(m)
		out.Model = &md
	}
	return out, nil
}

// JSON writes the page.
func (mp *ModelPage) JSON(w io.Writer) error { return writeJSON(w, mp) }

// Text writes the page in lines of at most width columns.
func (mp *ModelPage) Text(w io.Writer, width int) error {
	p := &printer{w: w, width: width}
	m := mp.Model
	if m == nil {
		p.heading(mp.ID)
		p.row(15, "family", mp.Family+" (by its prefix; the model itself is not listed)")
		p.row(15, "more", "bedrocklint -explain "+mp.Family)
		return p.err
	}
	p.heading(m.ID + ": " + m.Name + " (" + m.Provider + ")")
	if mp.ID != m.ID {
		p.row(15, "asked for", mp.ID)
	}
	p.row(15, "family", strings.Join(append([]string{m.Family}, m.AlsoFamilies...), ", also "))
	p.row(15, "Converse", yes(m.Converse)+"; ConverseStream: "+yes(m.ConverseStream)+"; InvokeModel: "+yes(m.InvokeModel))
	for _, name := range slices.Sorted(maps.Keys(m.Features)) {
		p.row(15, name, yes(m.Features[name]))
	}
	if m.MaxTokens > 0 {
		p.row(15, "maxTokens", fmt.Sprintf("at most %d", m.MaxTokens))
	}
	if len(m.Refuses) > 0 {
		p.row(15, "refuses", strings.Join(m.Refuses, ", "))
	}
	if len(m.Profiles) > 0 {
		only := ""
		if m.ProfileOnly {
			only = "; the plain id cannot be called on demand"
		}
		p.row(15, "profiles", strings.Join(m.Profiles, ", ")+only)
	}
	if life := m.life(); life != "" {
		p.row(15, "life", life)
	}
	if m.Note != "" {
		p.row(15, "note", m.Note)
	}
	if m.Unconfirmed {
		p.row(15, "", "UNCONFIRMED")
	}
	if m.Overlay != "" {
		p.row(15, "from", "the configuration "+m.Overlay)
	}
	p.row(15, "source", m.Source)
	p.row(15, "more", "bedrocklint -explain "+m.Family)
	return p.err
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
