package main

// A pair is a labelled site and what was reported for it, nil if nothing was.
type pair struct {
	Label *label
	Site  *site
}

// match pairs the labels of one repository with the reported sites: first those
// on the very line, then the nearest one within the same statement. It returns
// the pairs in the order of labels, and the sites left over.
func match(labels []label, sites []site, stmts *statements) (pairs []pair, rest []*site) {
	pairs = make([]pair, len(labels))
	used := make([]bool, len(sites))
	for i := range labels {
		pairs[i].Label = &labels[i]
		take(&pairs[i], sites, used, lineRange{labels[i].Line, labels[i].Line})
	}
	for i := range pairs {
		if pairs[i].Site == nil {
			l := pairs[i].Label
			take(&pairs[i], sites, used, stmts.around(l.File, l.Line))
		}
	}
	for i := range sites {
		if !used[i] {
			rest = append(rest, &sites[i])
		}
	}
	return pairs, rest
}

// take gives p the nearest unused site of its file that stands within lines.
func take(p *pair, sites []site, used []bool, lines lineRange) {
	best := -1
	for i := range sites {
		at := sites[i].Position
		if used[i] || at.File != p.Label.File || !lines.contains(at.Line) {
			continue
		}
		if best < 0 || distance(at.Line, p.Label.Line) < distance(sites[best].Position.Line, p.Label.Line) {
			best = i
		}
	}
	if best >= 0 {
		used[best] = true
		p.Site = &sites[best]
	}
}

func distance(a, b int) int { return max(a-b, b-a) }

// onPlace returns the first of the places at which s stands, by line or
// statement, or nil.
func onPlace(s *site, places []place, stmts *statements) *place {
	for i := range places {
		p := &places[i]
		if p.File == s.Position.File && stmts.around(p.File, p.Line).contains(s.Position.Line) {
			return p
		}
	}
	return nil
}
