package examples_test

import (
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rewrite"
)

// seeds are the same question in the bodies of three families.
var seeds = []string{"claude-messages", "llama-prompt", "titan-text"}

// TestSeedsMeet rewrites the three seeds and runs them: they must come out as the same
// Converse call but for the model.
func TestSeedsMeet(t *testing.T) {
	if testing.Short() {
		t.Skip("rewrites and builds programs")
	}
	dir := migrate(t, seeds)
	server := bedrocktest.Start(t)
	var first any
	models := map[string]bool{}
	for i, name := range seeds {
		_, stderr, calls, err := run(t, server, dir+name)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, stderr)
		}
		if len(calls) != 1 || calls[0].Operation != "Converse" || calls[0].Status != 200 {
			t.Fatalf("%s: want one call of Converse, got %v", name, calls)
		}
		var body any
		if err := json.Unmarshal(calls[0].Request, &body); err != nil {
			t.Fatal(err)
		}
		models[calls[0].ModelID] = true
		if i == 0 {
			first = body
			continue
		}
		if diff := cmp.Diff(first, body); diff != "" {
			t.Errorf("%s and %s differ on Converse: %s", seeds[0], name, diff)
		}
	}
	if len(models) != len(seeds) {
		t.Errorf("want a model each, got %v", models)
	}
}

// TestDispatchSame rewrites the program that has a body and an answer a family, and wants
// every model to see and say the same: but for Titan, which gets the template that the
// program left out, and that is stated.
func TestDispatchSame(t *testing.T) {
	if testing.Short() {
		t.Skip("rewrites and builds programs")
	}
	const name = "many-models"
	server := bedrocktest.Start(t)
	_, stderr, before, err := run(t, server, build(t)+name)
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	_, stderr, after, err := run(t, server, migrate(t, []string{name})+name)
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	if len(before) != 3 || len(after) != len(before) {
		t.Fatalf("%d calls before, %d after, want 3", len(before), len(after))
	}
	for i, call := range after {
		if call.Operation != "Converse" || call.Status != 200 {
			t.Errorf("%s: %s, status %d, %s", call.ModelID, call.Operation, call.Status, call.ErrorMessage)
		}
		same := cmp.Equal(before[i].Seen, call.Seen)
		if bare := strings.Contains(call.ModelID, "titan"); same == bare {
			t.Errorf("%s sees the same: %v\n%s", call.ModelID, same, cmp.Diff(before[i].Seen, call.Seen))
		}
	}
}

// migrate builds the named programs as they are after a rewrite, into the folder that it
// returns.
func migrate(t *testing.T, names []string) string {
	t.Helper()
	var patterns []string
	for _, name := range names {
		patterns = append(patterns, "./"+name)
	}
	prog, err := load.Packages(context.Background(), load.Config{Patterns: patterns})
	if err != nil {
		t.Fatal(err)
	}
	wd, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := rewrite.New(catalog.Default(), rewrite.Options{Build: rewrite.Build{Dir: wd}}).Plan(context.Background(), prog)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range plan.Sites {
		if s.Status != rewrite.Rewritten {
			t.Fatalf("%v: left: %v", s.Pos, s.Reasons)
		}
	}
	overlay, err := plan.Overlay(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir() + string(filepath.Separator)
	args := append([]string{"build", "-overlay", overlay, "-o", dir}, patterns...)
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return dir
}
