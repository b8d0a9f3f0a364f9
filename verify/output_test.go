package verify

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/rules"
)

func TestCompareOutputs(t *testing.T) {
	cutOff := []PairResult{{Pair: Pair{
		Before: &Call{Answer: Answer{
			Content: []any{
				map[string]any{"type": "thinking", "text": "Let me (really) think.\n"},
				map[string]any{"type": "text", "text": "Hi"},
			},
			NativeStop: "length", StopReason: "max_tokens",
		}},
		After: &Call{Answer: Answer{StopReason: "max_tokens"}},
	}}}
	for _, test := range []struct {
		name          string
		before, after string
		exit          int
		stated        rules.Code
		want          Outcome
		codes         []rules.Code
	}{
		{"equal", "a\nb\n", "a\nb\n", 0, "", Equal, nil},
		{"exit status", "a\n", "a\n", 2, "", Different, nil},
		{"text", "a\nb\n", "a\nc\n", 0, "", Different, nil},
		{"line lost", "a\nb\n", "a\n", 0, "", Different, nil},
		{"go test's durations", "--- PASS: TestA (0.01s)\nok  \tx/y\t0.512s\n", "--- PASS: TestA (0.02s)\nok  \tx/y\t0.498s\n", 0, "", Equal, nil},
		{"other durations", "took 0.51s\n", "took 0.49s\n", 0, "", Different, nil},
		{"stop reason, not stated", "stopped: length\n", "stopped: max_tokens\n", 0, "", Different, nil},
		{"stop reason, stated", "stopped: length\n", "stopped: max_tokens\n", 0, rules.StopReason, AsStated, []rules.Code{rules.StopReason}},
		{"another stop reason, stated", "stopped: stop\n", "stopped: max_tokens\n", 0, rules.StopReason, Different, nil},
		{"wrong stop reason, stated", "stopped: length\n", "stopped: end_turn\n", 0, rules.StopReason, Different, nil},
		{"word within a word", "lengthy\n", "max_tokensy\n", 0, rules.StopReason, Different, nil},
		{"word on an equal line", "length 1\nstopped: length\n", "length 1\nstopped: max_tokens\n", 0, rules.StopReason, AsStated, []rules.Code{rules.StopReason}},
		{"stop reason and more", "stopped: length\na\n", "stopped: max_tokens\nb\n", 0, rules.StopReason, Different, nil},
		{"reasoning, stated", "<reasoning>Let me (really) think.</reasoning>Hi\n", "Hi\n", 0, rules.ResponseMoves, AsStated, []rules.Code{rules.ResponseMoves}},
		{"reasoning with its closing tag alone", "> Let me (really) think.\n</think>\n\nHi\n", "> \n\nHi\n", 0, rules.ResponseMoves, AsStated, []rules.Code{rules.ResponseMoves}},
		{"reasoning and the space behind it", "Let me (really) think.\n</think>\n\nHi\n", "Hi\n", 0, rules.ResponseMoves, AsStated, []rules.Code{rules.ResponseMoves}},
		{"reasoning, not stated", "<reasoning>Let me (really) think.</reasoning>Hi\n", "Hi\n", 0, "", Different, nil},
		{"reasoning and text", "<reasoning>Let me (really) think.</reasoning>Hi\n", "\n", 0, rules.ResponseMoves, Different, nil},
		{"other reasoning", "<reasoning>Something.</reasoning>Hi\n", "Hi\n", 0, rules.ResponseMoves, Different, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			stated := func(c rules.Code) bool { return c == test.stated }
			got := compareOutputs(Output{Stdout: []byte(test.before)}, Output{Stdout: []byte(test.after), Exit: test.exit}, cutOff, stated)
			if got.Outcome != test.want {
				t.Errorf("outcome %q, want %q", got.Outcome, test.want)
			}
			if diff := cmp.Diff(test.codes, got.Codes); diff != "" {
				t.Errorf("codes (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAnswersWithoutTextFirst compares outputs of calls whose native answer begins with
// something else than text.
func TestAnswersWithoutTextFirst(t *testing.T) {
	thinking := map[string]any{"type": "thinking", "text": "Hm."}
	answered := func(content ...any) []PairResult {
		return []PairResult{{Pair: Pair{
			Before: &Call{Answer: Answer{Content: content}},
			After:  &Call{Answer: Answer{Usage: Usage{Input: 7, Output: 24}}},
		}}}
	}
	text := map[string]any{"type": "text", "text": "Hi"}
	later, none, first := answered(thinking, text), answered(thinking), answered(text)
	for _, test := range []struct {
		name          string
		pairs         []PairResult
		before, after string
		stated        bool
		want          Outcome
	}{
		{"the first text for an empty one", later, "\nstop\n", "Hi\nstop\n", true, AsStated},
		{"the first text for an error", later, "error\n", "Hi\n", true, AsStated},
		{"not stated", later, "\n", "Hi\n", false, Different},
		{"another text", later, "\n", "Ho\n", true, Different},
		{"the text, and a line lost", later, "\nstop\n", "Hi\n", true, Different},
		{"an error where there is text", later, "\n", "error\n", true, Different},
		{"an error where there is none", none, "\nstop\n", "error: no text\n", true, AsStated},
		{"two errors for one answer", none, "\n\n", "error\nerror\n", true, Different},
		{"text stands first", first, "\n", "Hi\n", true, Different},
		{"reasoning that was cut off", none, "Hm.\nstop\n", "\nstop\n", true, AsStated},
		{"a count for zero", first, "Hi\ntokens: 0\n", "Hi\ntokens: 24\n", true, AsStated},
		{"a wrong count for zero", first, "Hi\ntokens: 0\n", "Hi\ntokens: 23\n", true, Different},
		{"a count for another", first, "Hi\ntokens: 3\n", "Hi\ntokens: 24\n", true, Different},
		{"a count, not stated", first, "Hi\ntokens: 0\n", "Hi\ntokens: 24\n", false, Different},
	} {
		t.Run(test.name, func(t *testing.T) {
			stated := func(c rules.Code) bool { return test.stated && c == rules.ResponseMoves }
			got := compareOutputs(Output{Stdout: []byte(test.before)}, Output{Stdout: []byte(test.after)}, test.pairs, stated)
			if got.Outcome != test.want {
				t.Errorf("outcome %q, want %q\n%s", got.Outcome, test.want, got.Diff)
			}
		})
	}
}
