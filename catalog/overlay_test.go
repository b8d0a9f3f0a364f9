package catalog

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func overlayData(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Content[0]
}

const goodOverlay = `sources: {wiki: https://wiki.example.com/models}
families:
  - family: meta-llama
    request:
      - {path: seed, type: integer, moves: additionalModelRequestFields.seed, doc: random seed, source: wiki}
      - {path: temperature, type: number, max: 2, maps: inferenceConfig.temperature, doc: hotter, source: wiki}
    models:
      - {id: acme.llama-legal-v1, name: Legal, converse: true, features: [system], source: wiki}
`

func TestExtend(t *testing.T) {
	c, err := Extend(Overlay{File: "o.yaml", Data: overlayData(t, goodOverlay)})
	if err != nil {
		t.Fatal(err)
	}
	m, f, _ := c.ModelByID("acme.llama-legal-v1")
	if m == nil || f.Name != "meta-llama" || m.Overlay != "o.yaml" {
		t.Fatalf("the added model is %+v of %v", m, f)
	}
	if s := f.Request.Lookup("seed"); s == nil || s.Field.Overlay != "o.yaml" || s.Field.Source != "https://wiki.example.com/models" {
		t.Errorf("the added field is %+v", s)
	}
	if s := f.Request.Lookup("temperature"); s == nil || *s.Field.Max != 2 {
		t.Errorf("the corrected field is %+v", s.Field)
	}
	if Default().Family("meta-llama").Request.Lookup("seed") != nil {
		t.Error("the overlay got into the built-in catalog")
	}
}

func TestExtendErrors(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{", source: wiki}\n      - {path: temp", "}\n      - {path: temp", "o.yaml:5:9: source is missing"},
		{"source: wiki}\n    models", "source: wikipedia}\n    models", `o.yaml:6:9: unknown source "wikipedia"`},
		{"max: 2", "maximum: 2", `o.yaml:6:9: unknown key "maximum"`},
		{"additionalModelRequestFields.seed", "nowhere.seed", `o.yaml:5:9: "nowhere.seed" is not a path of Converse`},
		{"family: meta-llama", "family: metallama", `o.yaml:3:5: unknown family "metallama"; the families are ai21`},
		{"features: [system]", "features: [telepathy]", `o.yaml:8:9: unknown feature "telepathy"`},
	}
	for _, tt := range tests {
		text := strings.Replace(goodOverlay, tt.from, tt.to, 1)
		_, err := Extend(Overlay{File: "o.yaml", Data: overlayData(t, text)})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error is %v, want %q", tt.to, err, tt.want)
		}
	}
}

func TestAliases(t *testing.T) {
	const profile = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/"
	c, err := Extend(Overlay{Aliases: []Alias{
		{Pattern: "arn:aws:bedrock:*:111122223333:application-inference-profile/abc", Model: "us.anthropic.claude-3-haiku-20240307-v1:0", Where: "o.yaml:1"},
		{Pattern: "arn:aws:bedrock:*:imported-model/*", Family: "meta-llama", InvokeOnly: true, Where: "o.yaml:2"},
		{Pattern: "house-model", Family: "mistral-text", Where: "o.yaml:3"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	m, f, _ := c.ModelByID(profile + "abc")
	if m == nil || f != Default().Family("anthropic-messages") {
		t.Errorf("profile abc is %v of %v; families must be the built-in ones", m, f)
	}
	if _, f, reason := c.ModelByID(profile + "xyz"); f != nil || reason == "" {
		t.Errorf("profile xyz is of %v", f)
	}
	if m, f, _ := c.ModelByID("arn:aws:bedrock:us-east-1:1:imported-model/z"); m == nil || m.Converse || f.Name != "meta-llama" {
		t.Errorf("the imported model is %+v of %v", m, f)
	}
	if m, f, _ := c.ModelByID("house-model"); m != nil || f.Name != "mistral-text" {
		t.Errorf("house-model is %v of %v", m, f)
	}
	for _, a := range []Alias{{Pattern: "x", Model: "nobody.knows", Where: "o.yaml:7"}, {Pattern: "x", Family: "none", Where: "o.yaml:7"}} {
		if _, err := Extend(Overlay{Aliases: []Alias{a}}); err == nil || !strings.HasPrefix(err.Error(), "o.yaml:7: ") {
			t.Errorf("%+v: error is %v", a, err)
		}
	}
}

func TestWildcard(t *testing.T) {
	tests := []struct {
		pattern, text string
		want          bool
	}{
		{"abc", "abc", true}, {"abc", "abcd", false},
		{"a*c", "ac", true}, {"a*c", "a/b/c", true}, {"a*c", "abd", false},
		{"*a*b*", "xaybz", true}, {"*a*b*", "xbya", false},
		{"ab*ba", "aba", false}, {"*", "", true},
	}
	for _, tt := range tests {
		if got := wildcard(tt.pattern, tt.text); got != tt.want {
			t.Errorf("wildcard(%q, %q) = %v", tt.pattern, tt.text, got)
		}
	}
}
