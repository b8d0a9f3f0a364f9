package roadmap

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/report"
)

var update = flag.Bool("update", false, "write the golden files")

// site is a call of a package in its own file, with what the tests do not vary filled in.
func site(pkg, name string, change func(*report.Site)) report.Site {
	s := report.Site{
		ID: "example.com/m/" + pkg + "." + name, Package: "example.com/m/" + pkg, Function: name,
		Position:  report.Position{File: pkg + "/" + pkg + ".go", Line: 10, Column: 5},
		Operation: "InvokeModel", SDK: "v2",
		Model:   report.Model{IDs: []string{"m"}, Family: "family-a", Evidence: "model-id"},
		Request: report.Request{Known: "complete"}, Verdict: "rewrite",
	}
	if change != nil {
		change(&s)
	}
	return s
}

// program has a call for each action, in packages that import each other.
func program() Input {
	at := func(line int) func(*report.Site) { return func(s *report.Site) { s.Position.Line = line } }
	sites := []report.Site{
		site("app", "Safe", at(10)),
		site("app", "ByHand", func(s *report.Site) {
			s.Position.Line = 20
			s.Operation = "InvokeModelWithResponseStream"
		}),
		site("base", "Review", func(s *report.Site) {
			s.Verdict = "rewrite-with-notes"
			s.Reasons = []report.Reason{{Code: "BL3002", Message: "a bare prompt"}, {Code: "BL2002", Message: "top_k moves"}}
		}),
		site("gateway", "Any", func(s *report.Site) {
			s.Verdict, s.Model.Family, s.Request.Known = "adapter", "unknown", "none"
			s.Reasons = []report.Reason{{Code: "BL1002", Message: "the model is chosen | at run time"}}
		}),
		site("search", "Embed", func(s *report.Site) {
			s.Verdict = "keep"
			s.Reasons = []report.Reason{{Code: "BL4001", Message: "embeddings have no Converse"}}
		}),
		site("billing", "Kept", func(s *report.Site) {
			s.Verdict, s.Kept = "keep", "audited wire format"
			s.Reasons = []report.Reason{{Code: "BL4001", Message: "InvokeModel is kept here: audited wire format"}}
		}),
		site("claude", "Lossy", func(s *report.Site) {
			s.Verdict = "rewrite-with-notes"
			s.Request.Fields = []report.Field{{Path: "context_management", Verdict: "lost"}}
			s.Reasons = []report.Reason{{Code: "BL2001", Message: "context_management has no place in Converse"}, {Code: "BL4002", Message: "end of life"}}
		}),
		site("small", "Safe", nil),
	}
	return Input{
		Inventory: report.NewInventory(sites, []string{"example.com/m/broken: does not compile"}),
		Moves: map[string]Move{
			"example.com/m/app.Safe":    {Grade: "safe"},
			"example.com/m/small.Safe":  {Grade: "safe"},
			"example.com/m/app.ByHand":  {Reasons: []string{"the loop keeps the events (BL1004)"}},
			"example.com/m/base.Review": {Grade: "needs-review", Notes: []string{"the prompt stands in a turn (BL3002)"}},
		},
		Imports: map[string][]string{"example.com/m/app": {"example.com/m/base", "example.com/m/gateway", "fmt"}},
	}
}

func TestGolden(t *testing.T) {
	p := Of(program())
	forms := map[string]func(io.Writer) error{"text": p.Text, "md": p.Markdown, "json": p.JSON}
	for ext, write := range forms {
		var got bytes.Buffer
		if err := write(&got); err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", "plan."+ext)
		if *update {
			if err := os.WriteFile(golden, got.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", golden, diff)
		}
	}
}

// TestOrder wants what is imported first although its risk is higher.
func TestOrder(t *testing.T) {
	var got []string
	for _, p := range Of(program()).Packages {
		got = append(got, filepath.Base(p.Package)+":"+step(p))
	}
	want := []string{"small:1", "base:2", "gateway:3", "app:4", "billing:-", "claude:-", "search:-"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestOrderOfCycle wants an order even where packages seem to import each other.
func TestOrderOfCycle(t *testing.T) {
	in := program()
	in.Imports["example.com/m/base"] = []string{"example.com/m/app"}
	if got := len(Of(in).Packages); got != 7 {
		t.Errorf("%d packages, want 7", got)
	}
}

func TestActions(t *testing.T) {
	got := map[string]Action{}
	for _, p := range Of(program()).Packages {
		for _, c := range p.Calls {
			got[c.ID[len("example.com/m/"):]] = c.Action
		}
	}
	want := map[string]Action{
		"app.Safe": Apply, "app.ByHand": ByHand, "base.Review": Review, "gateway.Any": Adapter,
		"search.Embed": Stay, "billing.Kept": Keep, "claude.Lossy": Stay, "small.Safe": Apply,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNothing(t *testing.T) {
	p := Of(Input{Inventory: report.NewInventory(nil, nil)})
	var out bytes.Buffer
	if err := p.Text(&out); err != nil || out.String() != "no Bedrock Runtime calls\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
}
