package inventory_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/inventory"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/internal/testmod"
	"github.com/bedrocklint/bedrocklint/report"
	"github.com/bedrocklint/bedrocklint/rewrite"
	"github.com/bedrocklint/bedrocklint/rules"
)

// transcripts sends prompts of which the source does not show the turns.
const transcripts = `
-- turns.go --
package app

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type turn struct{ role, text string }

type renderer interface{ Render() string }

type claude struct {
	Prompt    string ‹json:"prompt"›
	MaxTokens int    ‹json:"max_tokens_to_sample"›
	TopK      int    ‹json:"top_k"›
	Stop      string ‹json:"halt,omitempty"›
}

type mistral struct {
	Prompt    string ‹json:"prompt"›
	MaxTokens int    ‹json:"max_tokens"›
}

func transcript(turns []turn) string {
	var b strings.Builder
	for _, t := range turns {
		b.WriteString("\n\n" + t.role + ": " + t.text)
		b.WriteString("\n\nAssistant:")
	}
	return b.String()
}

// field keeps what is marshalled in a variable: the prompt can be read there.
func field(ctx context.Context, c *bedrockruntime.Client, turns []turn) (string, error) {
	req := &claude{Prompt: transcript(turns), MaxTokens: 200, TopK: 100}
	body, err := json.Marshal(req)
	if err != nil {
		return "", err
	}
	return send(ctx, c, body)
}

// whole is given the prompt.
func whole(ctx context.Context, c *bedrockruntime.Client, prompt string) (string, error) {
	body, err := json.Marshal(claude{Prompt: prompt, MaxTokens: 200, TopK: 100})
	if err != nil {
		return "", err
	}
	return send(ctx, c, body)
}

// joined makes the prompt where it is marshalled, of pieces that may hold turns.
func joined(ctx context.Context, c *bedrockruntime.Client, r renderer, more string) (string, error) {
	body, err := json.Marshal(claude{Prompt: r.Render() + more, MaxTokens: 200, TopK: 100})
	if err != nil {
		return "", err
	}
	return send(ctx, c, body)
}

// looped makes the prompt where it is marshalled, and shows turns besides those of a loop:
// all of it can be evaluated at the call.
func looped(ctx context.Context, c *bedrockruntime.Client, turns []turn, more string) (string, error) {
	body, err := json.Marshal(claude{Prompt: transcript(turns) + more + "\n\nAssistant:", MaxTokens: 200, TopK: 100})
	if err != nil {
		return "", err
	}
	return send(ctx, c, body)
}

// effects calls what must not be called a second time, in a prompt with turns of a loop.
func effects(ctx context.Context, c *bedrockruntime.Client, turns []turn, r renderer) (string, error) {
	body, err := json.Marshal(claude{Prompt: transcript(turns) + r.Render() + "\n\nAssistant:", MaxTokens: 200, TopK: 100})
	if err != nil {
		return "", err
	}
	return send(ctx, c, body)
}

// unknown has a member besides that Claude refuses.
func unknown(ctx context.Context, c *bedrockruntime.Client, turns []turn) (string, error) {
	req := &claude{Prompt: transcript(turns), MaxTokens: 200, TopK: 100, Stop: "now"}
	body, err := json.Marshal(req)
	if err != nil {
		return "", err
	}
	return send(ctx, c, body)
}

// inst has a template in which one marker ends a turn and begins the next.
func inst(ctx context.Context, c *bedrockruntime.Client, turns []turn) (string, error) {
	var b strings.Builder
	for _, t := range turns {
		b.WriteString("[INST] " + t.text + " [/INST]")
	}
	req := &mistral{Prompt: b.String(), MaxTokens: 200}
	body, err := json.Marshal(req)
	if err != nil {
		return "", err
	}
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("mistral.mistral-7b-instruct-v0:2"), Body: body,
	})
	if err != nil {
		return "", err
	}
	var reply struct{ Outputs []struct{ Text string } }
	if err := json.Unmarshal(out.Body, &reply); err != nil {
		return "", err
	}
	return reply.Outputs[0].Text, nil
}

// wrapper sends what its caller made: at the call there is no prompt to read.
func wrapper(ctx context.Context, c *bedrockruntime.Client, body []byte) (string, error) {
	return send(ctx, c, body)
}

func caller(ctx context.Context, c *bedrockruntime.Client, prompt string) (string, error) {
	body, err := json.Marshal(claude{Prompt: prompt, MaxTokens: 200, TopK: 100})
	if err != nil {
		return "", err
	}
	return wrapper(ctx, c, body)
}
-- plain/plain.go --
package plain

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// unseen is given a prompt in a program that shows no template. Bedrock takes no prompt of
// this family without one, and there is one only.
func unseen(ctx context.Context, c *bedrockruntime.Client, prompt string) (string, error) {
	body, err := json.Marshal(map[string]any{"prompt": prompt, "max_tokens_to_sample": 200, "top_k": 100})
	if err != nil {
		return "", err
	}
	return send(ctx, c, body)
}
`

// claudeCall is what send(ctx, c, body) stands for: each function has a call of its own.
const claudeCall = `out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-v2:1"), Body: body,
	})
	if err != nil {
		return "", err
	}
	var reply struct{ Completion string }
	if err := json.Unmarshal(out.Body, &reply); err != nil {
		return "", err
	}
	return reply.Completion, nil`

// TestSplitPrompts wants the audit to say of an opaque prompt what the rewriter makes of it.
func TestSplitPrompts(t *testing.T) {
	dir := t.TempDir()
	if err := testmod.Init(dir, "example.com/app"); err != nil {
		t.Fatal(err)
	}
	writeFiles(t, dir, strings.NewReplacer("return send(ctx, c, body)", claudeCall, "‹", "`", "›", "`").Replace(transcripts))
	env, err := testmod.Env()
	if err != nil {
		t.Fatal(err)
	}
	env = append(os.Environ(), env...)
	prog, err := load.Packages(t.Context(), load.Config{Dir: dir, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, s := range inventory.Of(prog, catalog.Default()).Sites {
		if got[s.Function] = s.Verdict; atRunTime(s) {
			got[s.Function] += ", taken apart at run time"
		}
	}
	want := map[string]string{
		"field":   "rewrite-with-notes, taken apart at run time",
		"whole":   "rewrite-with-notes, taken apart at run time",
		"joined":  "rewrite-with-notes, taken apart at run time",
		"looped":  "rewrite-with-notes, taken apart at run time",
		"effects": "adapter",
		"unknown": "adapter",
		"inst":    "rewrite-with-notes, taken apart at run time",
		"wrapper": "adapter",
		"unseen":  "rewrite-with-notes, taken apart at run time",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	plan, err := rewrite.New(catalog.Default(), rewrite.Options{Build: rewrite.Build{Dir: dir, Env: env}}).Plan(t.Context(), prog)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range plan.Sites {
		if able := s.Status == rewrite.Rewritten; able != (got[s.Site.FuncName] != "adapter") {
			t.Errorf("%s is %s although its verdict is %s", s.Site.FuncName, s.Status, got[s.Site.FuncName])
		}
	}
	if len(plan.Sites) != len(want) {
		t.Errorf("the plan has %d sites, want %d", len(plan.Sites), len(want))
	}
}

// atRunTime reports whether a site's reasons say that the program takes its prompt apart.
func atRunTime(s report.Site) bool {
	return slices.ContainsFunc(s.Reasons, func(r report.Reason) bool {
		return r.Code == string(rules.TemplateOpaque) && strings.HasSuffix(r.Message, "; it is taken apart into turns when the program runs")
	})
}
