package verify

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/rules"
)

// sample is a verification with one pair of each kind.
func sample() *Result {
	native := func(seq int, usage Usage) *Call {
		return &Call{Seq: seq, Operation: "InvokeModel", ModelID: "m", Status: 200, Answer: Answer{StopReason: "end_turn", Usage: usage, LatencyMS: 300}}
	}
	moved := func(seq int, usage Usage) *Call {
		c := native(seq, usage)
		c.Operation = "Converse"
		return c
	}
	refused := &Call{Seq: 4, Operation: "Converse", ModelID: "m", Status: 400, ErrorType: "ValidationException", ErrorMessage: "no"}
	return &Result{
		Pairs: []PairResult{
			{Pair: Pair{native(1, Usage{5, 7}), moved(1, Usage{5, 7})}, Site: "chat.go:12", Outcome: Equal},
			{
				Pair: Pair{native(2, Usage{5, 7}), moved(2, Usage{12, 7})}, Site: "llama.go:30", Outcome: AsStated,
				Codes:       []rules.Code{rules.PromptBare},
				Differences: []Difference{{Part: PartSeen, Path: "prompt", Before: `"Hi"`, After: `"<|user|>Hi"`, Code: rules.PromptBare, Stated: true}},
			},
			{Pair: Pair{Before: native(3, Usage{1, 2})}, Outcome: Different, Differences: []Difference{{Part: PartCall, Path: "call", Before: "InvokeModel"}}},
			{
				Pair: Pair{native(4, Usage{1, 2}), refused}, Outcome: Different,
				Differences: []Difference{
					{Part: PartRequest, Path: "inferenceConfig.topP", Before: "0.5", Code: rules.FieldLost},
					{Part: PartError, Path: "type", After: `"ValidationException"`},
				},
			},
			{Pair: Pair{After: moved(5, Usage{1, 2})}, Outcome: Different, Differences: []Difference{{Part: PartCall, Path: "call", After: "Converse"}}},
		},
		Outputs: []OutputResult{{Outcome: Different, ExitAfter: 1, Diff: "-a\n+b\n", Stderr: "panic\n"}, {Program: "chat", Outcome: Equal}},
		Notes:   []string{"chat.go:99: rewritten, but the run did not reach it"},
	}
}

func TestWriteText(t *testing.T) {
	got := printed(sample())
	want := `#  CALL         OPERATION               MODEL  REQUEST  ANSWER   TOKENS IN  OUT    STOP          LATENCY     OUTCOME
1  chat.go:12   InvokeModel → Converse  m      equal    equal    5          7      end_turn      300 ms      equal
2  llama.go:30  InvokeModel → Converse  m      stated   equal    5 → 12     7      end_turn      300 ms      as stated (BL3002)
3  -            InvokeModel → none      m      differs  -        1 → -      2 → -  end_turn → -  300 ms → -  different
4  -            InvokeModel → Converse  m      differs  differs  1 → -      2 → -  end_turn → -  300 ms → -  different
5  -            none → Converse         m      differs  -        - → 1      - → 2  - → end_turn  - → 300 ms  different

2 llama.go:30 InvokeModel → Converse: as stated (BL3002)
	seen prompt: "Hi" → "<|user|>Hi" (stated: BL3002)

3 InvokeModel → none: different
	the call went missing: InvokeModel

4 InvokeModel → Converse: different
	request inferenceConfig.topP: 0.5 → (none) (not stated; -accept BL2001:topP accepts it)
	error type: (none) → "ValidationException"
	after: ValidationException: no

5 none → Converse: different
	a call without counterpart before: Converse

output: different, exit status 0 → 1
-a
+b
standard error of the side that failed:
panic
output of chat: equal, exit status 0
note: chat.go:99: rewritten, but the run did not reach it
5 calls: 1 equal, 1 as stated, 3 different; verification: different
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

// TestWriteJSON reads the JSON back as another program would.
func TestWriteJSON(t *testing.T) {
	var b strings.Builder
	if err := sample().WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Schema, Outcome string
		Calls           []struct {
			Site, Outcome string
			Codes         []string
			Before, After *struct {
				Operation, Error string
				Usage            struct{ Input, Output int }
			}
			Differences []struct{ Part, Path, Before, After, Code string }
		}
		Outputs []struct{ ExitAfter int }
		Summary map[string]int
	}
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	switch {
	case got.Schema != Schema || got.Outcome != "different" || len(got.Calls) != 5 || got.Outputs[0].ExitAfter != 1:
	case got.Calls[1].Codes[0] != "BL3002" || got.Calls[1].After.Usage.Input != 12:
	case got.Calls[2].After != nil || got.Calls[4].Before != nil || got.Calls[3].After.Error != "ValidationException":
	case got.Calls[3].Differences[0].Path != "inferenceConfig.topP" || got.Summary["different"] != 3:
	default:
		return
	}
	t.Errorf("not what was written:\n%s", b.String())
}

func TestAround(t *testing.T) {
	long := strings.Repeat("é", 200)
	before, after := around(long+"a"+long, long+"b"+long)
	for side, s := range map[string]string{"a": before, "b": after} {
		if !strings.Contains(s, side) || !strings.HasPrefix(s, "…é") || !strings.HasSuffix(s, "é…") || len(s) > shown+10 {
			t.Errorf("cut to %q, want the neighbourhood of %q, by whole characters", s, side)
		}
	}
	if b, a := around("short", "shirt"); b != "short" || a != "shirt" {
		t.Errorf("cut to %q and %q, want them whole", b, a)
	}
}

func TestGoFlags(t *testing.T) {
	t.Setenv("GOFLAGS", "-mod=mod")
	if got, want := GoFlags("-count=1", "-overlay=/a b/c"), `GOFLAGS=-mod=mod -count=1 "-overlay=/a b/c"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	t.Setenv("GOFLAGS", "")
	if got, want := GoFlags("-count=1"), "GOFLAGS=-count=1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
