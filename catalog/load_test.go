package catalog

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// head is a family file up to its fields.
const head = `family: test
provider: T
title: t
task: text
sources: {a: "https://example.com/a"}
`

// with returns the embedded files, without families, and one file more.
func with(t testing.TB, name, text string) fs.FS {
	t.Helper()
	m := fstest.MapFS{name: {Data: []byte(text)}}
	for _, n := range []string{"_converse.yaml", "_templates.yaml", "_invoke.yaml"} {
		if n == name {
			continue
		}
		b, err := fs.ReadFile(embedded(t), n)
		if err != nil {
			t.Fatal(err)
		}
		m[n] = &fstest.MapFile{Data: b}
	}
	return m
}

func TestLoadErrors(t *testing.T) {
	field := func(s string) string { return head + "request:\n  - {" + s + "}\n" }
	model := func(s string) string {
		return head + "request:\n  - {path: a, type: string, drops: x, doc: d, source: a}\nmodels:\n  - {" + s + "}\n"
	}
	tests := []struct{ name, text, want string }{
		{"not YAML", "a: [", "test.yaml:1: not YAML"},
		{"empty", "", "test.yaml:1: the file is empty"},
		{"a list", "- a", "test.yaml:1: the file must be a mapping"},
		{"unknown key", head + "colour: red\n", `test.yaml:6: unknown key "colour"; known here: complete, `},
		{"twice", head + "title: again\n", `test.yaml:6: key "title" is given twice`},
		{"wrong name", strings.Replace(head, "family: test", "family: other", 1), `family "other" stands in the file of "test"`},
		{"bad task", strings.Replace(head, "task: text", "task: poetry", 1), `unknown task "poetry"; use text, embedding`},
		{"no reason", strings.Replace(head, "task: text", "task: image", 1), "reason is missing"},
		{"stays unserved", head + "reason: r\nstays: s\n", "stays is for a family that Converse serves"},
		{"bad framing", head + "framing: odd\n", `unknown framing "odd"; use flat`},
		{"bad normalize", head + "normalize: [odd]\n", `unknown normalization "odd"`},
		{"no source", field("path: a, type: string, drops: x, doc: d"), "test.yaml:7: source is missing; add it"},
		{"bad alias", field("path: a, type: string, drops: x, doc: d, source: b"), `test.yaml:7: unknown source "b"`},
		{"bad url", head + "request: []\nresponse: []\n", ""},
		{"bad source", strings.Replace(head, "https://", "http://", 1), `test.yaml:5: source "a" must be an https:// address`},
		{"no verdict", field("path: a, type: string, doc: d, source: a"), "want exactly one of maps, moves, drops and lost, have 0"},
		{"two verdicts", field("path: a, type: string, drops: x, lost: y, doc: d, source: a"), "have 2"},
		{"empty verdict", field(`path: a, type: string, drops: "", doc: d, source: a`), "drops is empty"},
		{"bad type", field("path: a, type: text, drops: x, doc: d, source: a"), `unknown type "text"; use string, integer`},
		{"bad items", field(`path: a, type: "[text]", drops: x, doc: d, source: a`), "unknown type"},
		{"bad converse path", field("path: a, type: string, maps: inferenceConfig.topK, doc: d, source: a"), `"inferenceConfig.topK" is not a path of Converse`},
		{"bad transform", field("path: a, type: string, maps: inferenceConfig.topP, transform: magic, doc: d, source: a"), `unknown transform "magic"`},
		{"bad path", field(`path: "a[type=]", type: string, drops: x, doc: d, source: a`), "needs key=value between its brackets"},
		{"open bracket", field(`path: "a[", type: string, drops: x, doc: d, source: a`), `does not end in "]"`},
		{"empty step", field(`path: "a..b", type: string, drops: x, doc: d, source: a`), "empty step"},
		{"path twice", head + "request:\n  - {path: a, type: string, drops: x, doc: d, source: a}\n  - {path: a, type: string, drops: x, doc: d, source: a}\n", `test.yaml:8: path "a" is already described at line 7`},
		{"two discriminators", head + "request:\n  - {path: \"a[type=x].b\", type: string, drops: x, doc: d, source: a}\n  - {path: \"a[kind=x].b\", type: string, drops: x, doc: d, source: a}\n", `told apart by both "type" and "kind"`},
		{"bounds", field("path: a, type: number, min: 2, max: 1, drops: x, doc: d, source: a"), "min 2 is above max 1"},
		{"default", field("path: a, type: number, min: 2, default: 1, drops: x, doc: d, source: a"), "default 1 is outside its own bounds"},
		{"no default", field("path: a, type: number, write_default: true, drops: x, doc: d, source: a"), "write_default needs a default"},
		{"enum default", field("path: a, type: string, enum: [x], default: y, drops: x, doc: d, source: a"), `default "y" is not among`},
		{"bad number", field("path: a, type: number, min: low, drops: x, doc: d, source: a"), `min must be a number, not "low"`},
		{"bad flag", field("path: a, type: string, required: maybe, drops: x, doc: d, source: a"), `required must be true or false, not "maybe"`},
		{"bad list", field("path: a, type: string, enum: x, drops: x, doc: d, source: a"), "enum must be a list"},
		{"bad template", head + "request:\n  - {path: p, type: string, drops: x, doc: d, source: a}\nprompt: {field: p, templates: [odd]}\n", `unknown template "odd"`},
		{"bad prompt", head + "request:\n  - {path: p, type: string, drops: x, doc: d, source: a}\nprompt: {field: q}\n", `the prompt's field "q" is not a request field`},
		{"bad stop reason", head + "stop_reasons:\n  - {native: a, converse: b, source: a}\n", `"b" is not a stop reason of Converse; known: end_turn`},
		{"mute stop reason", head + "stop_reasons:\n  - {native: a, source: a}\n", `stop reason "a" has no Converse value; add a note`},
		{"signature", head + "request_keys: {none: [a]}\n", "request_keys needs all or any"},
		{"bad date", model("id: m, name: M, eol: 2026-13-01, source: a"), `eol must be a date such as 2026-11-24, not "2026-13-01"`},
		{"dates", model("id: m, name: M, legacy: 2026-02-01, eol: 2026-01-01, source: a"), "is after end of life"},
		{"bad feature", model("id: m, name: M, features: [magic], source: a"), `unknown feature "magic"; known: system`},
		{"feature twice", model("id: m, name: M, features: [tools], without: [tools], source: a"), `feature "tools" is listed twice`},
		{"bad refuses", model("id: m, name: M, refuses: [a+b], source: a"), `refuses "b", which is not a request field`},
		{"bad also", model("id: m, name: M, also: [odd], source: a"), `model m: unknown family "odd" in also`},
		{"model twice", model("id: m, name: M, source: a}\n  - {id: m, name: M, source: a"), "model m is already listed at test.yaml:9"},
		{"bad count", model("id: m, name: M, max_tokens: -1, source: a"), "max_tokens must be a whole number"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(with(t, "test.yaml", tt.text))
			if tt.want == "" {
				if err != nil {
					t.Errorf("error %v, want none", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestLoadSharedFileErrors(t *testing.T) {
	tests := []struct{ name, file, text, want string }{
		{"version", "_converse.yaml", "stop_reasons: []\npaths: {a: new}\n", `_converse.yaml:2: "new" is not a module version`},
		{"no paths", "_converse.yaml", "stop_reasons: []\n", "paths is missing"},
		{"template", "_templates.yaml", "templates:\n  - {name: a, source: b}\n", "template a needs tokens and a user turn"},
		{"member", "_invoke.yaml", "members:\n  - {name: A, doc: d, drops: x}\n", "_invoke.yaml:2: source is missing"},
		{"common path", "_invoke.yaml", "sources: {a: \"https://a\"}\nrequest:\n  - {path: \"a[\", type: string, drops: x, doc: d, source: a}\n", "does not end in"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(with(t, tt.file, tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
	if _, err := Load(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "_converse.yaml:1:") {
		t.Errorf("no files: error %v", err)
	}
}

// FuzzLoad feeds arbitrary family files to the loader: it may refuse, but not panic.
func FuzzLoad(f *testing.F) {
	f.Add(head + "request:\n  - {path: \"a[type=b|c?].d{e=f}\", type: \"[string]\", maps: \"messages[].content[].text\", doc: d, source: a}\n")
	f.Add(head + "models: [{id: a, name: b, features: &x [tools], without: *x, source: a}]\n")
	f.Add("family: &a [*a]\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Load(with(t, "test.yaml", text))
		if err != nil {
			return
		}
		for _, fam := range c.Families() {
			fam.Request.Walk(func(s *Shape) {
				if s.Path != "" && fam.Request.Lookup(s.Path) == nil {
					t.Fatalf("Lookup(%q) finds nothing", s.Path)
				}
			})
		}
	})
}
