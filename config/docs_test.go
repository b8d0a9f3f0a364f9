package config

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/rules"
)

// TestDocumentedExample wants the example of docs/config.md to be a configuration.
func TestDocumentedExample(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "docs", "config.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(doc), "```yaml\n")
	example, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatal("docs/config.md has no example in YAML")
	}
	c, err := Parse("/m/"+Name, []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	if c.Keep("/m/internal/billing/a.go") == "" || c.FailOn() != rules.Warning || len(c.Catalog().Aliases()) != 2 {
		t.Errorf("the example does not say what it seems to: %+v", c)
	}
}

// TestSchema wants docs/config.schema.json to have the keys that the reader knows, by
// reading the message in which the reader lists them.
func TestSchema(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "docs", "config.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	var policy object
	if err := json.Unmarshal(schema.Properties["policy"], &policy); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		text string
		in   object
	}{
		{"nokey: x", schema.object},
		{"models: [{nokey: x}]", schema.Defs["model"]},
		{"policy: {nokey: x}", policy},
		{"policy: {keep: [{nokey: x}]}", schema.Defs["rule"]},
		{"policy: {ignore: [{nokey: x}]}", schema.Defs["ignore"]},
		{"catalog: {nokey: x}", schema.Defs["catalog"]},
	}
	for _, tt := range tests {
		_, err := Parse("/m/"+Name, []byte(tt.text))
		if err == nil {
			t.Errorf("%s: no error", tt.text)
			continue
		}
		_, list, _ := strings.Cut(err.Error(), "nown here: ")
		list, _, _ = strings.Cut(list, "\n")
		known := strings.Split(list, ", ")
		slices.Sort(known)
		if diff := cmp.Diff(known, slices.Sorted(maps.Keys(tt.in.Properties))); diff != "" {
			t.Errorf("%s (-reader +schema):\n%s", tt.text, diff)
		}
	}
}
