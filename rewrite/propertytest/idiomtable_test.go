package propertytest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/rewrite"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
)

// table is the document that lists every pair of an idiom and a family: what became of it,
// and the reasons of those that stay and of those that there cannot be.
func table(all []*cell) []byte {
	var b strings.Builder
	b.WriteString(tableHead)
	var rewritten, left, none int
	var families []string
	for _, c := range all {
		if !slices.Contains(families, c.family.Name) {
			families = append(families, c.family.Name)
		}
	}
	b.WriteString("| idiom | " + strings.Join(families, " | ") + " |\n|---" + strings.Repeat("|---", len(families)) + "|\n")
	for i, c := range all {
		if i%len(families) == 0 {
			b.WriteString("| " + c.idiom.name + " |")
		}
		switch {
		case c.cannot != "":
			none++
			b.WriteString(" – |")
		case len(c.sites) == 1 && c.sites[0].Status == rewrite.Rewritten:
			rewritten++
			fmt.Fprintf(&b, " [%s](%s.txtar) |", marks[c.sites[0].Grade], c.dir())
		default:
			left++
			fmt.Fprintf(&b, " [left](%s.txtar) |", c.dir())
		}
		if i%len(families) == len(families)-1 {
			b.WriteString("\n")
		}
	}
	fmt.Fprintf(&b, "\n%d pairs: %d rewritten, %d left, %d that cannot be.\n", len(all), rewritten, left, none)
	reasons(&b, "Left", all, func(c *cell) bool { return c.cannot == "" && c.sites[0].Status != rewrite.Rewritten })
	reasons(&b, "Cannot be", all, func(c *cell) bool { return c.cannot != "" })
	return []byte(b.String())
}

const tableHead = `# Idioms

Every way to write a call, for every text family that moves to Converse: a golden file each,
with the code before and after and what is stated to differ. Written by

	go test ./rewrite/propertytest -run TestIdioms -update

A pair is ✓ where the rewrite is safe, "review" where something that is stated has to be
looked at, "left" where the call stays, and – where there is no such code. The reasons of
the last two stand below the table.

`

var marks = map[request.Grade]string{request.Safe: "✓", request.NeedsReview: "review"}

// reasons lists the cells of a kind, those with the same reason together.
func reasons(b *strings.Builder, title string, all []*cell, in func(*cell) bool) {
	var order []string
	families := map[string][]string{}
	for _, c := range all {
		if !in(c) {
			continue
		}
		_, why, _ := strings.Cut(c.outcome(), ": ")
		key := c.idiom.name + "\x00" + strings.ReplaceAll(why, c.model.ID, "the model")
		if families[key] == nil {
			order = append(order, key)
		}
		families[key] = append(families[key], c.family.Name)
	}
	if len(order) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", title)
	for _, key := range order {
		name, why, _ := strings.Cut(key, "\x00")
		fmt.Fprintf(b, "- %s, %s: %s\n", name, strings.Join(families[key], ", "), why)
	}
}
