package verify

import "github.com/bedrocklint/bedrocklint/catalog"

// Models finds what is known of a model by the id that a call carries. The zero Models
// knows none.
type Models struct {
	Catalog *catalog.Catalog
	// Aliases says which model an id stands for that does not tell it itself: an
	// application inference profile, provisioned throughput.
	Aliases map[string]string
}

// lookup is what the catalog knows of a model; nil for what it does not know.
type lookup struct {
	model  *catalog.Model
	family *catalog.Family
	reason string // why the family is not known
}

func (m Models) lookup(id string) lookup {
	if m.Catalog == nil {
		return lookup{reason: "no catalog"}
	}
	if alias, ok := m.Aliases[id]; ok {
		id = alias
	}
	var l lookup
	l.model, l.family, l.reason = m.Catalog.ModelByID(id)
	return l
}
