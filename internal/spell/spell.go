// Package spell finds the word that was meant.
package spell

import "strings"

// Nearest returns the known word that is spelt most like word, upper and lower case
// alike, or "" when none is close: within a third of word's letters, and at least one.
// Of words equally close the first wins.
func Nearest(word string, known []string) string {
	best, limit := "", max(len(word)/3, 1)
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d <= limit {
			best, limit = k, d-1
		}
	}
	return best
}

// distance is the number of bytes to insert, delete or replace between a and b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for i := range row {
		row[i] = i
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for k := range len(b) {
			replace := diagonal
			if a[i] != b[k] {
				replace++
			}
			diagonal = row[k+1]
			row[k+1] = min(row[k+1]+1, row[k]+1, replace)
		}
	}
	return row[len(b)]
}
