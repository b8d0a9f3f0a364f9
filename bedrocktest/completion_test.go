package bedrocktest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// TestCompletionDefaults: a bare prompt goes to the model as it is, with the
// native defaults; Converse adds the template and the model's own limit.
func TestCompletionDefaults(t *testing.T) {
	srv := bedrocktest.New()
	for _, test := range []struct {
		model, bare, templated string
		limit, max             float64
	}{
		{"mistral.mistral-7b-instruct-v0:2", "<s>hi", "<s>[INST] hi [/INST]", 512, 8192},
		{"mistral.mixtral-8x7b-instruct-v0:1", "<s>hi", "<s>[INST] hi [/INST]", 512, 4096},
		{"cohere.command-light-text-v14", "hi", "hi", 20, 4096},
		{"ai21.j2-mid-v1", "hi", "hi", 200, 8191},
		{"us.deepseek.r1-v1:0", "<｜begin▁of▁sentence｜>hi", "<｜begin▁of▁sentence｜><｜User｜>hi<｜Assistant｜><think>\n", 32768, 32768},
	} {
		native := serve(t, srv, test.model, "invoke", m{"prompt": "hi"})
		conversed := serve(t, srv, test.model, "converse", m{"messages": []m{{"role": "user", "content": []m{{"text": "hi"}}}}})
		if native.Seen == nil || conversed.Seen == nil {
			t.Errorf("%s refused: %q %q", test.model, native.ErrorMessage, conversed.ErrorMessage)
			continue
		}
		want := []any{test.bare, test.limit, test.templated, test.max, "hi", "hi"}
		got := []any{native.Seen.Prompt, native.Seen.Params["max_tokens"], conversed.Seen.Prompt, conversed.Seen.Params["max_tokens"], native.UserText, conversed.UserText}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", test.model, diff)
		}
	}
}

func TestCompletionRefusals(t *testing.T) {
	srv := bedrocktest.New()
	hi := []m{{"role": "user", "content": []m{{"text": "hi"}}}}
	three := append(append(hi[:1:1], m{"role": "assistant", "content": []m{{"text": "a"}}}), hi...)
	tools := m{"tools": []m{{"toolSpec": m{"name": "look", "inputSchema": m{"json": toolSchema}}}}}
	stops := strings.Split("abcdefghijk", "")
	for _, test := range []struct {
		model, op string
		body      m
		want      string
	}{
		{"mistral.mistral-7b-instruct-v0:2", "converse", m{"messages": hi, "system": []m{{"text": "s"}}}, "This model doesn't support system messages."},
		{"mistral.mistral-7b-instruct-v0:2", "converse", m{"messages": hi, "toolConfig": tools}, "This model doesn't support tool use."},
		{"mistral.mistral-large-2402-v1:0", "converse-stream", m{"messages": hi, "toolConfig": tools}, "This model doesn't support tool use in streaming mode."},
		{"mistral.mistral-7b-instruct-v0:2", "invoke", m{"prompt": "hi", "stop": stops}, "Malformed input request: #/stop: expected maximum item count: 10, found: 11"},
		{"mistral.mixtral-8x7b-instruct-v0:1", "invoke", m{"prompt": "hi", "max_tokens": 5000}, "Malformed input request: #/max_tokens: 5000 is not less or equal to 4096"},
		{"cohere.command-text-v14", "converse", m{"messages": three}, "This model doesn't support conversation history."},
		{"cohere.command-text-v14", "invoke", m{"prompt": "hi", "top_p": 0.5}, "Malformed input request: #: extraneous key [top_p] is not permitted"},
		{"ai21.j2-mid-v1", "converse-stream", m{"messages": hi}, "The model is unsupported for streaming."},
		{"ai21.j2-mid-v1", "invoke-with-response-stream", m{"prompt": "hi"}, "The model is unsupported for streaming."},
		{"ai21.j2-mid-v1", "invoke", m{"prompt": "hi", "countPenalty": m{}}, "Malformed input request: #/countPenalty: required key [scale] not found"},
		{"us.deepseek.r1-v1:0", "invoke", m{"messages": hi}, "Malformed input request: #: required key [prompt] not found"},
		{"us.deepseek.r1-v1:0", "converse", m{"messages": hi, "additionalModelRequestFields": m{"prompt": "x"}}, "The additional field prompt conflicts with the existing field messages."},
	} {
		c := serve(t, srv, test.model, test.op, test.body)
		if c.Status != 400 || !strings.HasPrefix(c.ErrorMessage, test.want) {
			t.Errorf("%s %s %v:\n got %d %q\nwant %q", test.model, test.op, test.body, c.Status, c.ErrorMessage, test.want)
		}
	}
}

// TestReasoningPlace: R1's reasoning stands before </think> in the native text
// and in a block of its own on Converse, where it has no signature.
func TestReasoningPlace(t *testing.T) {
	srv := bedrocktest.New()
	c := serve(t, srv, "us.deepseek.r1-v1:0", "invoke", m{"prompt": "hi"})
	if reasoning := c.Answer.Content[0].Text; reasoning == "" || !strings.Contains(string(c.Response), reasoning+"</think>"+c.Answer.Text) {
		t.Errorf("native %s", c.Response)
	}
	c = serve(t, srv, "us.deepseek.r1-v1:0", "converse", m{"messages": []m{{"role": "user", "content": []m{{"text": "hi"}}}}})
	if !strings.Contains(string(c.Response), `"reasoningText":{"text":"`+c.Answer.Content[0].Text+`"}`) {
		t.Errorf("converse %s", c.Response)
	}
}

// TestGenerations: Command gives as many different texts as it is asked for.
func TestGenerations(t *testing.T) {
	c := serve(t, bedrocktest.New(), "cohere.command-text-v14", "invoke", m{"prompt": "hi", "num_generations": 3})
	if n := strings.Count(string(c.Response), `"finish_reason"`); n != 3 {
		t.Errorf("%d generations: %s", n, c.Response)
	}
}
