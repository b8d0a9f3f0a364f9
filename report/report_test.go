package report_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/report"
	"github.com/bedrocklint/bedrocklint/rules"
)

func sample() *report.Inventory {
	chat := report.Site{
		ID: "example.com/app/chat.Ask:InvokeModel:1", Package: "example.com/app/chat", Function: "Ask",
		Position:  report.Position{File: "chat/chat.go", Line: 41, Column: 21},
		Operation: "InvokeModel", SDK: "v2",
		Model: report.Model{IDs: []string{"anthropic.claude-3-haiku-20240307-v1:0"}, Family: "anthropic-messages", Evidence: "model-id"},
		Request: report.Request{Known: "complete", Fields: []report.Field{
			{Path: "max_tokens", Line: 30, Verdict: "maps", Converse: "inferenceConfig.maxTokens"},
			{Path: "top_k", Line: 31, Verdict: "moves", Converse: "additionalModelRequestFields.top_k"},
		}},
		Response: report.Response{Fields: []report.ResponseField{{Path: "content[].text", Line: 50, Converse: "output.message.content[].text"}}},
		Verdict:  "rewrite-with-notes",
		Reasons: []report.Reason{{Code: "BL2002", Message: "top_k moves to additionalModelRequestFields",
			Position: report.Position{File: "chat/chat.go", Line: 31, Column: 3}}},
	}
	gateway := report.Site{
		ID: "example.com/app.main:InvokeModel:1", Package: "example.com/app", Function: "main",
		Position:  report.Position{File: "a.go", Line: 7, Column: 2},
		Operation: "InvokeModel", SDK: "v2", Verdict: "adapter",
		Model:   report.Model{Family: "unknown", Evidence: "none"},
		Request: report.Request{Known: "none"},
	}
	return report.NewInventory([]report.Site{chat, gateway}, []string{"b.go:3:1: expected ';'"})
}

func TestText(t *testing.T) {
	const want = `a.go:7:2: InvokeModel, unknown model: adapter
chat/chat.go:41:21: InvokeModel, anthropic-messages: rewrite-with-notes
	chat/chat.go:31:3: top_k moves to additionalModelRequestFields (BL2002)
not read in full: b.go:3:1: expected ';'
2 calls in 2 packages: 1 rewrite-with-notes, 1 adapter
`
	check(t, want, sample().Text)
}

func TestMarkdown(t *testing.T) {
	const want = `# Bedrock Runtime calls

2 calls in 2 packages: 1 rewrite-with-notes, 1 adapter.

| call | function | operation | family | model | verdict | fields that do not simply map |
|---|---|---|---|---|---|---|
| a.go:7 | main | InvokeModel | unknown model |  | adapter |  |
| chat/chat.go:41 | Ask | InvokeModel | anthropic-messages | anthropic.claude-3-haiku-20240307-v1:0 | rewrite-with-notes | top_k moves |

## Reasons

- chat/chat.go:31:3: top_k moves to additionalModelRequestFields (BL2002)

## Not read in full

- b.go:3:1: expected ';'
`
	check(t, want, sample().Markdown)
}

func check(t *testing.T, want string, write func(io.Writer) error) {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestJSON holds the form to the contract: every array is present, the keys are these,
// and reading gives back what was written.
func TestJSON(t *testing.T) {
	inv := sample()
	var b bytes.Buffer
	if err := inv.JSON(&b); err != nil {
		t.Fatal(err)
	}
	const first = `{
  "schema": "bedrocklint/inventory/v1",
  "sites": [
    {
      "id": "example.com/app.main:InvokeModel:1",
      "package": "example.com/app",
      "function": "main",
      "position": {
        "file": "a.go",
        "line": 7,
        "column": 2
      },
      "operation": "InvokeModel",
      "sdk": "v2",
      "model": {
        "ids": [],
        "family": "unknown",
        "evidence": "none"
      },
      "request": {
        "known": "none",
        "fields": []
      },
      "response": {
        "fields": []
      },
      "verdict": "adapter",
      "reasons": []
    },
`
	if !strings.HasPrefix(b.String(), first) {
		t.Errorf("JSON begins otherwise than the contract says (-want +got):\n%s", cmp.Diff(first, b.String()))
	}
	got, err := report.ReadInventory(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(inv, got); diff != "" {
		t.Errorf("reading it back (-want +got):\n%s", diff)
	}
}

func TestReadInventoryErrors(t *testing.T) {
	for in, want := range map[string]string{
		"hello":             "not an inventory",
		`{"schema":"x/v9"}`: `schema "x/v9"`,
	} {
		if _, err := report.ReadInventory(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadInventory(%q) = %v; want an error with %q", in, err, want)
		}
	}
}

func TestSARIF(t *testing.T) {
	var b bytes.Buffer
	if err := report.SARIF(&b, report.Tool{Name: "bedrocklint", Version: "v1"}, sample().Findings()); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Version string
		Runs    []struct {
			ColumnKind string
			Tool       struct {
				Driver struct {
					Rules []struct{ ID, HelpURI string }
				}
			}
			Results []struct {
				RuleID              string
				RuleIndex           int
				Level               string
				PartialFingerprints map[string]string
				Locations           []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI, URIBaseID string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || run.ColumnKind != "utf16CodeUnits" || len(run.Tool.Driver.Rules) != len(rules.All()) {
		t.Errorf("bad head: %s, %s, %d rules", log.Version, run.ColumnKind, len(run.Tool.Driver.Rules))
	}
	var codes []string
	seen := map[string]bool{}
	for _, r := range run.Results {
		codes = append(codes, r.RuleID)
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("ruleIndex %d of %s is another rule", r.RuleIndex, r.RuleID)
		}
		print := r.PartialFingerprints["callAndRule/v1"]
		if print == "" || seen[print] {
			t.Errorf("fingerprint %q of %s is empty or used twice", print, r.RuleID)
		}
		seen[print] = true
	}
	if diff := cmp.Diff([]string{"BL1002", "BL1001", "BL2002"}, codes); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
	loc := run.Results[2].Locations[0].PhysicalLocation
	if loc.ArtifactLocation.URI != "chat/chat.go" || loc.Region.StartLine != 31 || loc.Region.StartColumn != 3 {
		t.Errorf("location of BL2002 is %+v", loc)
	}
}

func TestUTF16Column(t *testing.T) {
	for _, tt := range []struct {
		line string
		col  int
		want int
	}{
		{"x := 1", 1, 1},
		{"x := 1", 6, 6},
		{"é := 1", 3, 2}, // two bytes, one unit
		{"😀 := 1", 5, 3}, // four bytes, two units
		{"ab", 9, 3},     // past the end of the line
	} {
		if got := report.UTF16Column([]byte(tt.line), tt.col); got != tt.want {
			t.Errorf("UTF16Column(%q, %d) = %d, want %d", tt.line, tt.col, got, tt.want)
		}
	}
}

func FuzzReadInventory(f *testing.F) {
	var b bytes.Buffer
	if err := sample().JSON(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.String())
	f.Add(`{"schema":"bedrocklint/inventory/v1","sites":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		inv, err := report.ReadInventory(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, write := range []func(io.Writer) error{inv.Text, inv.Markdown, inv.JSON} {
			if err := write(io.Discard); err != nil {
				t.Error(err)
			}
		}
	})
}
