package catalog

import (
	"slices"
	"sort"
	"strings"
)

// signature is how a body of a family is recognised by its top-level keys alone.
type signature struct {
	all  []string // must be there
	any  []string // one of them must, unless empty
	none []string // must not be there
}

func readSignature(d *decoder, m *mapping, key string) signature {
	n := m.take(key)
	if n == nil {
		return signature{}
	}
	sm := d.mapping(n, key)
	s := signature{all: sm.strs("all"), any: sm.strs("any"), none: sm.strs("none")}
	if len(s.all)+len(s.any) == 0 {
		d.errorf(sm.line, "%s needs all or any, or it fits every body", key)
	}
	sm.done()
	return s
}

func (s signature) empty() bool { return len(s.all)+len(s.any) == 0 }

// fits reports whether a body with exactly these keys can be of the family.
func (s signature) fits(keys []string) bool {
	has := func(k string) bool { return slices.Contains(keys, k) }
	for _, k := range s.all {
		if !has(k) {
			return false
		}
	}
	return !slices.ContainsFunc(s.none, has) && (len(s.any) == 0 || slices.ContainsFunc(s.any, has))
}

// Candidate is a family that a body may belong to.
type Candidate struct {
	Family *Family
	// Score is the share of the body's keys that the family knows, from 0 to 1.
	Score float64
}

// FamilyByBody returns the families whose request has these top-level keys, best
// first; equal scores mean that the keys do not tell them apart. Bedrock refuses
// unknown keys, so a body that a family does not know in full is most likely not its.
func (c *Catalog) FamilyByBody(keys []string) []Candidate {
	return c.candidates(keys, func(f *Family) (signature, *Shape) { return f.requestKeys, f.Request })
}

// FamilyByResponse returns the families whose response has the fields at paths
// ("content[].text", "generation"), best first. Reading code names few fields, so the
// shape must have every one of them.
func (c *Catalog) FamilyByResponse(paths []string) []Candidate {
	var out []Candidate
	for _, f := range c.families {
		if len(paths) > 0 && f.Response != nil && knowsAll(f.Response, paths) {
			out = append(out, Candidate{Family: f, Score: 1})
		}
	}
	rank(out)
	return out
}

// FamilyByResponseKeys is FamilyByBody for whole response bodies.
func (c *Catalog) FamilyByResponseKeys(keys []string) []Candidate {
	return c.candidates(keys, func(f *Family) (signature, *Shape) { return f.responseKeys, f.Response })
}

func (c *Catalog) candidates(keys []string, of func(*Family) (signature, *Shape)) []Candidate {
	var out []Candidate
	for _, f := range c.families {
		sig, shape := of(f)
		if shape == nil || sig.empty() || !sig.fits(keys) {
			continue
		}
		known := 0
		for _, k := range keys {
			if shape.Key(k) != nil {
				known++
			}
		}
		out = append(out, Candidate{Family: f, Score: float64(known) / float64(len(keys))})
	}
	rank(out)
	return out
}

func rank(cs []Candidate) {
	sort.SliceStable(cs, func(i, j int) bool {
		if cs[i].Score != cs[j].Score {
			return cs[i].Score > cs[j].Score
		}
		return cs[i].Family.Name < cs[j].Family.Name
	})
}

func knowsAll(s *Shape, paths []string) bool {
	for _, p := range paths {
		if strings.TrimSpace(p) != "" && s.Lookup(p) == nil {
			return false
		}
	}
	return true
}
