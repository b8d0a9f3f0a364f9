package callsite

import (
	"fmt"
	"go/constant"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// unknownField says that the site's family has no such field, and which one may be meant:
// the one that means what the field means in another family, or the one that is spelt
// almost alike.
func (j *judge) unknownField(f RequestField) string {
	fam := j.site.Model.Family
	msg := fmt.Sprintf("%s is not a field of %s, and Bedrock refuses fields that it does not know", f.Path, fam.Name)
	owner, own := counterpart(j.cat, fam, f.Path)
	near := nearestField(fam, f.Path)
	switch {
	case own != nil:
		return msg + fmt.Sprintf("; it is one of %s, and %s calls it %s", owner.Name, fam.Name, own.Path)
	case near != nil:
		return msg + fmt.Sprintf("; did you mean %s?", near.Name)
	case owner != nil:
		return msg + "; it is one of " + owner.Name
	}
	return msg
}

// Rename returns the key that a field of the request should have had, where its name and
// the type of its value leave no doubt; "" where they do.
func (s *Site) Rename(cat *catalog.Catalog, f RequestField) string {
	fam := s.Model.Family
	if fam == nil || !fam.Complete || f.Shape != nil {
		return ""
	}
	_, to := counterpart(cat, fam, f.Path)
	if to == nil {
		to = nearestField(fam, f.Path)
	}
	if to == nil || to.Field == nil || to.Parent == nil || to.Parent.Path != parentPath(f.Path) || !typed(to.Field, f.Field.Value) {
		return ""
	}
	for _, other := range s.Fields {
		if other.Path == to.Path {
			return "" // it is there already
		}
	}
	return to.Name
}

// counterpart returns another family that has a field at path, and the field of fam that
// goes to the same place on Converse. owner alone comes back where fam has none.
func counterpart(cat *catalog.Catalog, fam *catalog.Family, path string) (owner *catalog.Family, own *catalog.Shape) {
	for _, other := range cat.Families() {
		if other == fam || !other.Served() {
			continue
		}
		theirs := other.Request.Lookup(path)
		if theirs == nil || theirs.Field == nil || theirs.Field.Converse == "" {
			continue
		}
		if owner == nil {
			owner = other
		}
		fam.Request.Walk(func(s *catalog.Shape) {
			if own == nil && s.Field != nil && s.Field.Converse == theirs.Field.Converse && !s.Field.Alias {
				owner, own = other, s
			}
		})
		if own != nil {
			return owner, own
		}
	}
	return owner, nil
}

// nearestField returns the field of a family that is spelt most like the one at path.
func nearestField(fam *catalog.Family, path string) *catalog.Shape {
	parent := fam.Request.Lookup(parentPath(path))
	key := path[strings.LastIndexByte(path, '.')+1:]
	near := nearest(key, parent)
	if near == "" {
		return nil
	}
	for _, s := range append([]*catalog.Shape{parent}, parent.Variants...) {
		if k := s.Key(near); k != nil {
			return k
		}
	}
	return nil
}

func parentPath(path string) string {
	return path[:max(strings.LastIndexByte(path, '.'), 0)]
}

// onlyCase reports whether an unknown field has the name of one of the family's but for
// upper and lower case, and stands for it: that one is not sent besides. Code that encodes
// a struct without tags sends such names.
func (s *Site) onlyCase(f RequestField) bool {
	near := nearestField(s.Model.Family, f.Path)
	if near == nil || !strings.EqualFold(near.Name, f.Field.Key) {
		return false
	}
	path := join(parentPath(f.Path), near.Name)
	return !slices.ContainsFunc(s.Fields, func(other RequestField) bool { return other.Path == path })
}

// typed reports whether a value is known to have the JSON type of a field.
func typed(f *catalog.Field, v payload.Value) bool {
	switch v := v.(type) {
	case *payload.Const:
		if v.Val == nil {
			return false
		}
		switch v.Val.Kind() {
		case constant.Int:
			return f.Type == "integer" || f.Type == "number"
		case constant.Float:
			return f.Type == "number"
		case constant.String:
			return f.Type == "string"
		case constant.Bool:
			return f.Type == "boolean"
		}
	case *payload.String:
		return f.Type == "string"
	}
	return false
}
