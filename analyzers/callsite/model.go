package callsite

import (
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// resolveModel decides which models and which family a site speaks to.
//
// The model id is the best witness, where it is known in full. It is often a parameter
// or a setting with a default; then the body decides, and the default only picks among
// the families that the body fits. What is read of the answer is the last resort.
func (r *resolver) resolveModel(s *Site, d *Directive) {
	if d != nil {
		s.Model.IDs = []string{d.Model}
		r.addModels(&s.Model)
		s.Model.Families = r.familiesByID(s.Model.IDs)
		s.Model.settle(ByDirective)
		return
	}
	known := &knowledge{cfg: r.cfg, cat: r.cat}
	ids, complete := r.modelIDs(s.Request, known)
	s.Model.IDs = ids
	r.addModels(&s.Model)
	byID := known.addTo(r.familiesByID(ids))
	complete = complete && len(byID) > 0 && r.allKnown(ids)
	defer known.name(&s.Model)
	byBody := r.familiesByBody(s, byID)
	switch {
	case complete && len(byID) == 1:
		s.Model.Families = formats(byID, s.Model.Models, byBody)
		s.Model.settle(ByModelID)
	case len(byBody) > 0:
		r.settleByBody(s, byID, byBody, complete)
	case len(byID) > 0:
		s.Model.Families = byID
		if f := commonFormat(s.Model.Models); f != nil && complete {
			s.Model.Families = []*catalog.Family{f}
		}
		s.Model.settle(ByModelID)
		if !complete {
			s.Model.Evidence = ByConfig
		}
	default:
		s.Model.Families = r.familiesByResponse(s)
		s.Model.Ambiguous = len(s.Model.Families) > 1
		s.Model.settle(ByResponse)
	}
	r.dropForeign(&s.Model)
	if len(s.Model.Families) == 0 {
		s.Model.Evidence = ByNothing
	}
}

// settleByBody takes the families that the body fits. With all ids known, a branch of the
// body for a family that none of them names is dead.
func (r *resolver) settleByBody(s *Site, byID, byBody []*catalog.Family, complete bool) {
	s.Model.Families = byBody
	evidence := ByBody
	if both := intersect(byBody, byID); len(both) > 0 && (complete || len(both) == len(byBody)) {
		s.Model.Families = both
		evidence = ByConfig
		if complete {
			evidence = ByModelID
		}
	}
	one := len(alternatives(s.Request.Body)) == 1
	if len(s.Model.Families) > 1 && one {
		if both := intersect(s.Model.Families, r.familiesByResponse(s)); len(both) > 0 {
			s.Model.Families = both
		}
	}
	s.Model.Ambiguous = one && len(s.Model.Families) > 1
	s.Model.settle(evidence)
}

// settle fixes Family when there is one family only. Ids of other families are then in
// reach of the source only, not of the call: a body of this family is no body for them.
func (m *Model) settle(e Evidence) {
	m.Evidence = e
	if len(m.Families) != 1 {
		return
	}
	m.Family = m.Families[0]
	m.Models = slices.DeleteFunc(m.Models, func(other *catalog.Model) bool {
		return other.Family != m.Family && !slices.Contains(other.Also, m.Family)
	})
}

// dropForeign removes the ids of families that the site does not speak, and names that
// are no ids of Bedrock's (provider.model, or an ARN), or that only look like one where
// others are one: a setting that other providers share has their models' names as well.
func (r *resolver) dropForeign(m *Model) {
	named := slices.ContainsFunc(m.IDs, func(id string) bool { _, f, _ := r.cat.ModelByID(id); return f != nil })
	m.IDs = slices.DeleteFunc(m.IDs, func(id string) bool {
		model, f, _ := r.cat.ModelByID(id)
		if f == nil {
			return !strings.HasPrefix(id, "arn:") && (named || !strings.Contains(id, "."))
		}
		return m.Family != nil && f != m.Family && (model == nil || !slices.Contains(model.Also, m.Family))
	})
}

// modelIDs returns every id that can reach the call, and whether these are all.
func (r *resolver) modelIDs(req *payload.Request, known *knowledge) (ids []string, complete bool) {
	v := req.Members["ModelId"]
	if v == nil {
		return nil, false
	}
	ids, complete = r.engine.StringsKnowing(v, known.known)
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return strings.TrimSpace(id) == "" })
	slices.Sort(ids)
	return slices.Compact(ids), complete
}

func (r *resolver) addModels(m *Model) {
	for _, id := range m.IDs {
		if model, _, _ := r.cat.ModelByID(id); model != nil {
			m.Models = append(m.Models, model)
		}
	}
}

func (r *resolver) familiesByID(ids []string) []*catalog.Family {
	var out []*catalog.Family
	for _, id := range ids {
		if _, f, _ := r.cat.ModelByID(id); f != nil && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return sortFamilies(out)
}

func (r *resolver) allKnown(ids []string) bool {
	for _, id := range ids {
		if _, f, _ := r.cat.ModelByID(id); f == nil {
			return false
		}
	}
	return true
}

// formats replaces the usual family of the models by the other format that the body is
// of, where every model takes that as well.
func formats(byID []*catalog.Family, models []*catalog.Model, byBody []*catalog.Family) []*catalog.Family {
	if len(byBody) == 0 || slices.Contains(byBody, byID[0]) {
		return byID
	}
	for _, f := range byBody {
		also := func(m *catalog.Model) bool { return slices.Contains(m.Also, f) }
		if len(models) > 0 && !slices.ContainsFunc(models, func(m *catalog.Model) bool { return !also(m) }) {
			return []*catalog.Family{f}
		}
	}
	return byID
}

// commonFormat returns the one format that all of the models take, if there is just one:
// code that does not tell them apart has no other to speak to them.
func commonFormat(models []*catalog.Model) *catalog.Family {
	var common []*catalog.Family
	for i, m := range models {
		takes := append([]*catalog.Family{m.Family}, m.Also...)
		if common = intersect(takes, common); i == 0 {
			common = takes
		}
	}
	if len(common) != 1 {
		return nil
	}
	return common[0]
}

// familiesByBody returns the families that the body fits best. Each alternative of the
// body counts on its own: a switch over models makes bodies of several families. Where
// one fits several families, those that known ids name go first, then those of which the
// code reads something.
func (r *resolver) familiesByBody(s *Site, byID []*catalog.Family) []*catalog.Family {
	paths := readPaths(s)
	var each [][]*catalog.Family
	objects := alternatives(s.Request.Body)
	for _, o := range objects {
		fits := r.bestFits(o)
		if told := r.byTemplate(o); len(told) > 0 && len(intersect(fits, told)) == 0 {
			fits = told
		}
		if both := intersect(fits, byID); len(both) > 0 {
			fits = both
		}
		if some := answering(fits, s.Operation, paths); len(fits) > 1 && len(some) > 0 {
			fits = some
		}
		each = append(each, fits)
	}
	var out []*catalog.Family
	for _, f := range slices.Concat(bySiblings(objects, each)...) {
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return sortFamilies(out)
}

// bySiblings narrows what the alternatives of a body fit by those that fit one family
// only: first to these families, then to families of their kind, since code that makes
// embeddings for one model makes them for all. An alternative of which not all members
// are known may be of any family that knows the others.
func bySiblings(objects []*payload.Object, each [][]*catalog.Family) [][]*catalog.Family {
	var sure []*catalog.Family
	for _, fits := range each {
		if len(fits) == 1 {
			sure = append(sure, fits[0])
		}
	}
	out := slices.Clone(each)
	for i, fits := range each {
		if len(fits) < 2 || len(sure) == 0 {
			continue
		}
		knows := func(f *catalog.Family) bool { return f.Request != nil && knowsKeys(f, objects[i]) }
		if both := intersect(fits, sure); len(both) > 0 {
			out[i] = both
		} else if objects[i].Rest != nil && slices.ContainsFunc(sure, knows) {
			out[i] = slices.DeleteFunc(slices.Clone(sure), func(f *catalog.Family) bool { return !knows(f) })
		} else if kin := ofKind(fits, sure); len(kin) > 0 {
			out[i] = kin
		}
	}
	return out
}

// ofKind returns those of fs that Converse serves, or those that it does not, as all of
// the others are.
func ofKind(fs, others []*catalog.Family) []*catalog.Family {
	served := others[0].Served()
	if slices.ContainsFunc(others, func(f *catalog.Family) bool { return f.Served() != served }) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(fs), func(f *catalog.Family) bool { return f.Served() != served })
}

// bestFits returns the families that have the most of an object's keys.
func (r *resolver) bestFits(o *payload.Object) []*catalog.Family {
	candidates := r.cat.FamilyByBody(keys(o))
	var out []*catalog.Family
	for _, c := range candidates {
		if c.Score == candidates[0].Score {
			out = append(out, c.Family)
		}
	}
	if len(out) == 0 && o.Rest != nil && len(keys(o)) > 1 {
		return r.onlyKnowing(o)
	}
	return out
}

// onlyKnowing returns the family that knows all keys of an object which has others, too, if
// no other family does: what comes from outside may hold all that a body needs, and code
// that sets some members of it says by these whose body it is.
func (r *resolver) onlyKnowing(o *payload.Object) []*catalog.Family {
	var out []*catalog.Family
	for _, f := range r.cat.Families() {
		if f.Request != nil && knowsKeys(f, o) {
			out = append(out, f)
		}
	}
	if len(out) != 1 {
		return nil
	}
	return out
}

// answering returns the families that have at least one of the response paths.
func answering(fs []*catalog.Family, op Operation, paths []string) []*catalog.Family {
	var out []*catalog.Family
	for _, f := range fs {
		shape := f.Response
		if op == InvokeStream {
			shape = f.Stream
		}
		if slices.ContainsFunc(paths, func(p string) bool { return shape.Lookup(p) != nil }) {
			out = append(out, f)
		}
	}
	return out
}

// readPaths returns the response paths that the code reads or lets out.
func readPaths(s *Site) []string {
	if s.Response == nil {
		return nil
	}
	var out []string
	for _, u := range append(slices.Clone(s.Response.Uses), letOut(s.Response)...) {
		if u.Path != "" && !slices.Contains(out, u.Path) {
			out = append(out, u.Path)
		}
	}
	return out
}

func (r *resolver) familiesByResponse(s *Site) []*catalog.Family {
	paths := readPaths(s)
	if len(paths) == 0 || s.Operation == InvokeStream {
		return nil
	}
	var out []*catalog.Family
	best := r.cat.FamilyByResponse(paths)
	for _, c := range best {
		if c.Score == best[0].Score {
			out = append(out, c.Family)
		}
	}
	return sortFamilies(out)
}

// alternatives returns the objects that a body can be, one for each case of an Alt.
func alternatives(v payload.Value) []*payload.Object {
	switch v := v.(type) {
	case *payload.Object:
		return []*payload.Object{v}
	case *payload.Alt:
		var out []*payload.Object
		for _, c := range v.Cases {
			out = append(out, alternatives(c.Value)...)
		}
		return out
	}
	return nil
}

func keys(o *payload.Object) []string {
	var out []string
	for _, f := range o.Fields {
		if !slices.Contains(out, f.Key) {
			out = append(out, f.Key)
		}
	}
	return out
}

func intersect(a, b []*catalog.Family) []*catalog.Family {
	var out []*catalog.Family
	for _, f := range a {
		if slices.Contains(b, f) {
			out = append(out, f)
		}
	}
	return out
}

func sortFamilies(fs []*catalog.Family) []*catalog.Family {
	slices.SortFunc(fs, func(a, b *catalog.Family) int { return strings.Compare(a.Name, b.Name) })
	return fs
}
