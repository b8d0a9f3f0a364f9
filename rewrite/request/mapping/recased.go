package mapping

import (
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// recased are the members of an object under the family's names. Code that encodes a struct
// without tags sends names of fields, such as Role for role: the service refuses the request,
// and what was meant is beyond doubt, unless the right name is there besides.
func (m *mapper) recased(p spot, s *catalog.Shape, o *payload.Object) []*payload.Field {
	out := slices.Clone(o.Fields)
	for i, f := range out {
		k := otherCase(s, f.Key)
		if k == nil || slices.ContainsFunc(o.Fields, func(g *payload.Field) bool { return g.Key == k.Name }) {
			continue
		}
		path := strings.TrimPrefix(p.path+"."+f.Key, ".")
		m.note(rules.FieldUnknown, path, "InvokeModel refuses %s, which is no field of %s; Converse is sent it as %s", path, m.n.Family.Name, k.Name)
		renamed := *f
		renamed.Key = k.Name
		out[i] = &renamed
	}
	return out
}

// otherCase is the member of a shape that has a name but for upper and lower case, if none
// has that very name.
func otherCase(s *catalog.Shape, name string) *catalog.Shape {
	if s.Key(name) != nil {
		return nil
	}
	for _, k := range s.Keys {
		if strings.EqualFold(k.Name, name) {
			return k
		}
	}
	return nil
}
