package nativebody

import (
	"fmt"
	"go/ast"
	"go/constant"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.New("nativebody", Doc, check) }

func check(r *finding.Reporter, s *callsite.Site) {
	f := s.Model.Family
	if f == nil || !f.Complete || !f.Served() {
		return
	}
	if other := Foreign(r.Catalog(), s); other != nil {
		r.Report(s, rules.ForeignBody, call(s), fmt.Sprintf("this body is in the format of %s, and %s, a model of %s, refuses it; build the body of that family",
			other.Name, strings.Join(s.Model.IDs, ", "), f.Name))
		return
	}
	missing(r, s)
	refused(r, s)
}

// Foreign returns the family that a site's body is made for, if that is certainly not the
// one of its model: every key is a field of the other family, and the model's does not
// have them all. It is nil when the body fits.
func Foreign(cat *catalog.Catalog, s *callsite.Site) *catalog.Family {
	body, ok := s.Request.Body.(*payload.Object)
	if !ok || body.Rest != nil || s.Model.Evidence != callsite.ByModelID || s.Model.Family == nil {
		return nil
	}
	var keys []string
	for _, f := range body.Fields {
		keys = append(keys, f.Key)
	}
	if fits(s.Model.Family, keys) {
		return nil
	}
	var found *catalog.Family
	for _, c := range cat.FamilyByBody(keys) {
		if c.Family == s.Model.Family || slices.ContainsFunc(s.Model.Models, func(m *catalog.Model) bool { return slices.Contains(m.Also, c.Family) }) {
			return nil
		}
		if found == nil && c.Score == 1 {
			found = c.Family
		}
	}
	return found
}

// fits reports whether a family has all the keys at the top of its requests.
func fits(f *catalog.Family, keys []string) bool {
	return !slices.ContainsFunc(keys, func(k string) bool { return f.Request.Key(k) == nil })
}

// missing looks for required members of the body that some form of it lacks.
func missing(r *finding.Reporter, s *callsite.Site) {
	for _, key := range s.Model.Family.Request.Keys {
		if key.Field == nil || !key.Field.Required {
			continue
		}
		if o := without(s.Request.Body, key.Name); o != nil {
			r.Report(s, rules.FieldMissing, call(s), fmt.Sprintf("the body has no %s, which %s requires, and Bedrock refuses it; add it", key.Name, s.Model.Family.Name))
		}
	}
}

// without returns a form of the body that is known in full and never has a member.
func without(v payload.Value, key string) *payload.Object {
	switch v := v.(type) {
	case *payload.Object:
		if v.Rest == nil && len(v.Fields) > 0 && !slices.ContainsFunc(v.Fields, func(f *payload.Field) bool { return f.Key == key }) {
			return v
		}
	case *payload.Alt:
		for _, c := range v.Cases {
			if o := without(c.Value, key); o != nil {
				return o
			}
		}
	}
	return nil
}

// refused looks for fields that every model of the site refuses.
func refused(r *finding.Reporter, s *callsite.Site) {
	m := s.Model
	body, ok := s.Request.Body.(*payload.Object)
	if !ok || len(m.Models) == 0 || len(m.Models) != len(m.IDs) || m.Evidence != callsite.ByModelID && m.Evidence != callsite.ByDirective {
		return
	}
	for _, fields := range m.Models[0].Refuses {
		if slices.ContainsFunc(m.Models, func(other *catalog.Model) bool { return !slices.Contains(other.Refuses, fields) }) {
			continue
		}
		names := strings.Split(fields, "+")
		last := sent(body, names)
		switch {
		case last == nil:
		case len(names) == 1:
			r.Report(s, rules.FieldRefused, keyOf(s, last), fmt.Sprintf("%s refuses %s; leave it out", m.Models[0].ID, names[0]))
		default:
			r.Report(s, rules.FieldRefused, keyOf(s, last), fmt.Sprintf("%s refuses %s in one request; send one of them", m.Models[0].ID, strings.Join(names, " and ")))
		}
	}
}

// sent returns the last of the members if the body always has them all.
func sent(body *payload.Object, names []string) (last *payload.Field) {
	for _, n := range names {
		i := slices.IndexFunc(body.Fields, func(f *payload.Field) bool { return f.Key == n && always(f) })
		if i < 0 {
			return nil
		}
		last = body.Fields[i]
	}
	return last
}

// always reports whether a member is sent in every case: also one that omitempty would
// leave out, if its value is known and not empty.
func always(f *payload.Field) bool {
	c, isConst := f.Value.(*payload.Const)
	if isConst && c.Val == nil || len(f.Presence.When) > 0 {
		return false
	}
	if f.Presence.Always() {
		return true
	}
	return isConst && (c.Val.Kind() == constant.Int || c.Val.Kind() == constant.Float) && constant.Sign(c.Val) != 0
}

// call is where a site is shown.
func call(s *callsite.Site) ast.Node { return span{s} }

type span struct{ *callsite.Site }

func keyOf(s *callsite.Site, f *payload.Field) ast.Node {
	if f.KeyExpr != nil && f.KeyExpr.Pos() == f.KeyAt {
		return f.KeyExpr
	}
	if f.KeyAt.IsValid() {
		return at(f.KeyAt)
	}
	return call(s)
}
