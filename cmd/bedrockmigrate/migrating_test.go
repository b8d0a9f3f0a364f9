package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestMigrating wants every command that docs/migrating.md shows to be run, in the same
// order, by the script of that name.
func TestMigrating(t *testing.T) {
	page, err := os.ReadFile("../../docs/migrating.md")
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile("testdata/script/migrating.txtar")
	if err != nil {
		t.Fatal(err)
	}
	spelling := strings.NewReplacer("$(which bedrocklint)", "$WORK/bin/bedrocklint", `"`, "'")
	run := strings.Split(string(script), "\n")
	shown := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		for line := range strings.Lines(block[1]) {
			shown++
			want := "exec " + spelling.Replace(strings.TrimSpace(line))
			at := slices.IndexFunc(run, func(l string) bool { return strings.TrimPrefix(l, "! ") == want })
			if at < 0 {
				t.Errorf("%s is not run, or not in this place", strings.TrimSpace(line))
				continue
			}
			run = run[at+1:]
		}
	}
	if shown < 15 {
		t.Errorf("the page shows %d commands", shown)
	}
}
