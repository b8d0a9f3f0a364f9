package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/rules"
)

const whole = `version: 1
models:
  - {env: CHAT_MODEL, model: anthropic.claude-3-haiku-20240307-v1:0}
  - {expr: "cfg . ModelID", family: meta-llama}
  - {object: example.com/app/settings.Config.Model, model: [meta.llama3-8b-instruct-v1:0, meta.llama3-70b-instruct-v1:0]}
  - {arn: "arn:aws:bedrock:*:111122223333:application-inference-profile/abc", model: anthropic.claude-3-haiku-20240307-v1:0}
  - {id: house, family: mistral-text, converse: false}
catalog:
  sources: {wiki: https://wiki.example.com}
  families:
    - family: meta-llama
      models:
        - {id: acme.house-v1, name: House, converse: true, source: wiki}
policy:
  keep:
    - {paths: internal/billing, reason: audited}
  forbid:
    - {paths: ["**/*.go", cmd], reason: moved}
  ignore:
    - {paths: legacy, codes: BL2*, reason: goes away}
checks: [all, -BL2004]
severity: {BL2002: warning, BL5003: off}
fail-on: warning
`

func TestParse(t *testing.T) {
	c, err := Parse(filepath.Join("/m", Name), []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	cat := c.Catalog()
	if m, f, _ := cat.ModelByID("acme.house-v1"); m == nil || f.Name != "meta-llama" {
		t.Errorf("the added model is %v of %v", m, f)
	}
	if m, _, _ := cat.ModelByID("house"); m == nil || m.Converse {
		t.Errorf("house is %+v", m)
	}
	if _, f, _ := cat.ModelByID("arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc"); f == nil {
		t.Error("the profile is not known")
	}
	for file, want := range map[string]string{"/m/internal/billing/x/a.go": "audited", "/m/internal/bill.go": "", "/elsewhere/internal/billing/a.go": ""} {
		if got := c.Keep(file); got != want {
			t.Errorf("Keep(%s) = %q, want %q", file, got, want)
		}
	}
	for file, want := range map[string]string{"/m/a/b.go": "moved", "/m/internal/billing/a.go": "", "/m/cmd/x.txt": "moved", "/m/x.txt": ""} {
		if got := c.Forbid(file); got != want {
			t.Errorf("Forbid(%s) = %q, want %q", file, got, want)
		}
	}
	if c.FailOn() != rules.Warning || c.Severity(rules.FieldMoves) != rules.Warning || c.Severity(rules.FieldUnknown) != rules.Error {
		t.Errorf("fail-on is %s, BL2002 %s, BL2003 %s", c.FailOn(), c.Severity(rules.FieldMoves), c.Severity(rules.FieldUnknown))
	}
	reports := []struct {
		code rules.Code
		file string
		want bool
	}{
		{rules.FieldMoves, "/m/a.go", true},
		{rules.FieldMoves, "/m/legacy/a.go", false},
		{rules.CallSite, "/m/legacy/a.go", true},
		{rules.FieldMoves, "/other/legacy/a.go", true},
		{rules.DefaultDiffers, "/m/a.go", false}, // by checks
		{rules.StopReason, "/m/a.go", false},     // by severity
	}
	for _, tt := range reports {
		if got := c.Reports(tt.code, tt.file); got != tt.want {
			t.Errorf("Reports(%s, %s) = %v", tt.code, tt.file, got)
		}
	}
}

// TestParseErrors changes one thing in a good file and wants the place and the remedy.
func TestParseErrors(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{"version: 1", "version: 2", ":1:10: version 2 is not known"},
		{"models:", "modles:", `:2:1: unknown key "modles" in the file; did you mean "models"`},
		{"{env: CHAT_MODEL, model", "{env: CHAT_MODEL, expr: x, model", ":3:5: want exactly one of env, expr, object, arn, id, have 2"},
		{"{env: CHAT_MODEL, model: anthropic.claude-3-haiku-20240307-v1:0}", "{env: CHAT_MODEL}", ":3:5: want one of model and family"},
		{"env: CHAT_MODEL", "env: 7", ":3:11: env must be a text, not 7; put quotes around it"},
		{"env: CHAT_MODEL", "env: A B", `:3:11: "A B" is not the name of an environment variable`},
		{"cfg . ModelID", "cfg.", `:4:12: "cfg." is not a Go expression`},
		{"settings.Config.Model", "settings", `:5:14: "example.com/app/settings" does not name an object`},
		{"arn: \"arn:aws", "arn: \"aws", `:6:11: "aws:bedrock`},
		{"id: house", "id: '*'", `:7:10: "*" fits every model`},
		{"family: mistral-text", "family: mistral-txt", `:7:25: unknown family "mistral-txt"; did you mean "mistral-text"`},
		{"converse: false", "converse: maybe", `:7:49: converse must be true or false, not "maybe"`},
		{"family: meta-llama}", "family: meta-llama, converse: true}", ":4:49: converse goes with id and arn"},
		{"source: wiki}", "source: wikis}", `:13:11: unknown source "wikis"`},
		{", reason: audited", "", ":16:7: reason is missing"},
		{"paths: internal/billing, ", "", ":16:7: paths is missing"},
		{"internal/billing", "/internal/billing", `:16:15: "/internal/billing" is not a relative path`},
		{"internal/billing", "../billing", "leads out of this file's directory"},
		{"internal/billing", "'int[ernal'", "is not a glob"},
		{"**/*.go", "a**/*.go", "** in"},
		{"codes: BL2*", "codes: BL99*", `:20:30: no rule has the code "BL99*"`},
		{"-BL2004", "-BL2104", `:21:15: no rule has the code "BL2104"; did you mean "BL2`},
		{"BL2002: warning", "BL2002: warn", `:22:20: unknown severity "warn"; use error`},
		{"fail-on: warning", "fail-on: off", `:23:10: unknown severity "off"`},
		{"fail-on: warning", "fail-on: warning\nfail-on: note", `:24:1: key "fail-on" is given twice`},
		{"checks: [all, -BL2004]", "checks: {}", ":21:9: checks must be a single text"},
		{"policy:", "policy: &x", ""}, // an anchor alone does nothing
		{"version: 1", "version: [", ":2:1: not YAML"},
		{"version: 1", "---\nversion: 1\n---", "more than one YAML document"},
	}
	for _, tt := range tests {
		if !strings.Contains(whole, tt.from) {
			t.Errorf("%q is not in the file", tt.from)
		}
		_, err := Parse("/m/"+Name, []byte(strings.Replace(whole, tt.from, tt.to, 1)))
		switch {
		case tt.want == "" && err == nil:
		case err == nil || tt.want == "" || !strings.Contains(err.Error(), tt.want):
			t.Errorf("%s: error is %v, want %q", tt.to, err, tt.want)
		case !strings.HasPrefix(err.Error(), "/m/"+Name+":"):
			t.Errorf("%s: error %v does not name the file", tt.to, err)
		}
	}
}

func TestParseEmpty(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n", "null\n"} {
		c, err := Parse("/m/"+Name, []byte(text))
		if err != nil || !c.Reports(rules.CallSite, "/m/a.go") || c.Keep("/m/a.go") != "" {
			t.Errorf("%q: %+v, %v", text, c, err)
		}
	}
	var none *Config
	if !none.Reports(rules.CallSite, "/a.go") || none.Keep("/a.go") != "" || none.Forbid("/a.go") != "" || none.FailOn() != rules.Note || none.ModelOf(nil, nil, nil) != nil {
		t.Error("a nil configuration configures something")
	}
}

func TestChecks(t *testing.T) {
	tests := []struct {
		checks   string
		config   string
		on, off  rules.Code
		mustFail bool
	}{
		{checks: "all,-BL2002", on: rules.CallSite, off: rules.FieldMoves},
		{checks: "BL2*", on: rules.FieldMoves, off: rules.CallSite},
		{checks: "BL2*,-BL2002,BL4001", on: rules.ModelStays, off: rules.FieldMoves},
		{checks: "inherit,-BL4001", config: "checks: [BL2002, BL4001]", on: rules.FieldMoves, off: rules.ModelStays},
		{checks: "inherit", config: "checks: [BL2002]", on: rules.FieldMoves, off: rules.ModelStays},
		{checks: "inherit,-BL2002", on: rules.ModelStays, off: rules.FieldMoves},
		{checks: "all,-default,BL2002", on: rules.FieldMoves, off: rules.ModelStays},
		{checks: "BL9", mustFail: true},
		{checks: "-inherit", mustFail: true},
		{checks: "all,,BL2002", mustFail: true},
	}
	for _, tt := range tests {
		list, err := ParseChecks(tt.checks)
		if (err != nil) != tt.mustFail {
			t.Errorf("%s: error is %v", tt.checks, err)
		}
		if err != nil {
			continue
		}
		c, err := Parse("/m/"+Name, []byte(tt.config))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []*Config{c.WithChecks(list)} {
			if !c.Reports(tt.on, "/m/a.go") || c.Reports(tt.off, "/m/a.go") {
				t.Errorf("%s over %q: %s is %v, %s is %v", tt.checks, tt.config, tt.on, c.Reports(tt.on, "/m/a.go"), tt.off, c.Reports(tt.off, "/m/a.go"))
			}
		}
	}
	if c := (*Config)(nil).WithChecks([]string{"inherit", "-BL2002"}); c.Reports(rules.FieldMoves, "/a.go") || !c.Reports(rules.CallSite, "/a.go") {
		t.Error("without a file, inherit is not what is on by default")
	}
}

func TestMatchPath(t *testing.T) {
	tests := []struct {
		glob, file string
		want       bool
	}{
		{"a", "a/b.go", true}, {"a", "ab/b.go", false}, {"a/", "a/b.go", true}, {".", "x.go", true}, {"./a", "a/b.go", true},
		{"*.go", "b.go", true}, {"*.go", "a/b.go", false}, {"**/*.go", "a/b/c.go", true}, {"**/*.go", "c.go", true},
		{"a/**", "a/b/c.go", true}, {"a/**", "a", false}, {"a/**/d", "a/b/c/d/e.go", true}, {"a/**/d", "a/d/e.go", true}, {"a/**/d", "a/b/c.go", false},
		{"**", "a.go", true}, {"cmd/*/main.go", "cmd/x/main.go", true}, {"a/b/c", "a/b", false},
	}
	for _, tt := range tests {
		if got := matchPath(tt.glob, tt.file); got != tt.want {
			t.Errorf("matchPath(%q, %q) = %v", tt.glob, tt.file, got)
		}
	}
}

// FuzzParse wants no panic, an error that names the file, and a configuration that can
// be asked.
func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("models:\n- expr: f(x)\n  family: openai\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("catalog:\n  families:\n    - {family: meta-llama, request: [{path: '[', type: '[x]'}]}\n"))
	f.Add([]byte("policy: {keep: [{paths: ['**/**/**/x'], reason: r}]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("/m/"+Name, data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "/m/"+Name+":") {
				t.Errorf("error does not name the file: %v", err)
			}
			return
		}
		c.Reports(rules.CallSite, "/m/a/b/c.go")
		c.Keep("/m/a/b/c.go")
		c.Forbid("/m/a/b/c.go")
		c.Catalog().ModelByID("us.house")
	})
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
