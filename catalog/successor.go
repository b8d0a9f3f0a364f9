package catalog

import (
	"slices"
	"strings"
	"unicode"
)

// Successors returns models that can take the place of one whose end of life is
// announced: those of its family that Converse serves, have no end announced, and share
// the most words of its name, the latest in the family's file first, three at most. The
// provider's list of successors, which the service's pages do not have, may name others.
func (m *Model) Successors() []*Model {
	var out []*Model
	best := 1
	for _, other := range m.Family.Models {
		if other == m || other.EOL != "" || other.Legacy != "" || !other.Converse || other.Unconfirmed {
			continue
		}
		switch n := shared(m.Name, other.Name); {
		case n > best:
			out, best = []*Model{other}, n
		case n == best:
			out = append(out, other)
		}
	}
	slices.Reverse(out)
	return out[:min(len(out), 3)]
}

// shared counts the words that two names have in common; numbers are versions and do not
// count.
func shared(a, b string) int {
	n := 0
	words := strings.Fields(b)
	for _, w := range strings.Fields(a) {
		if unicode.IsLetter(rune(w[0])) && slices.Contains(words, w) {
			n++
		}
	}
	return n
}
