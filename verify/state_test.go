package verify

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// pairOf is a native call and the Converse call for it, by their bodies.
func pairOf(model, native, converse string) Pair {
	return Pair{
		Before: &Call{Operation: "InvokeModel", ModelID: model, Native: decode([]byte(native))},
		After:  &Call{Operation: "Converse", ModelID: model, Native: decode([]byte(converse))},
	}
}

func TestKindOf(t *testing.T) {
	const llama, claude = "meta.llama3-8b-instruct-v1:0", "anthropic.claude-3-haiku-20240307-v1:0"
	bare := pairOf(llama, `{"prompt":"Hi"}`, `{}`)
	bare.Before.Bare, bare.After.Bare = "Hi", "Hi"
	other := pairOf(llama, `{"prompt":"Hi"}`, `{}`)
	other.Before.Bare, other.After.Bare = "Hi", "Hi!"
	refusedBefore, refusedAfter := pairOf(claude, `{"Messages":[]}`, `{}`), pairOf(claude, `{}`, `{}`)
	refusedBefore.Before.Status, refusedAfter.After.Status = 400, 400
	named := pairOf(claude, `{}`, `{}`)
	named.Before.Seen = map[string]any{"prompt": `Human: <document name="" format="pdf"/>Hi`}
	named.After.Seen = map[string]any{"prompt": `Human: <document name="document-1" format="pdf"/>Hi`}
	respaced := pairOf(llama, `{}`, `{}`)
	respaced.Before.Bare = "<|start_header_id|>user<|end_header_id|>\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
	respaced.After.Seen = map[string]any{"prompt": "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"}
	reworded := respaced
	reworded.After = &Call{Operation: "Converse", Seen: map[string]any{"prompt": "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHo<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"}}

	for _, test := range []struct {
		name string
		pair Pair
		diff Difference
		want rules.Code
	}{
		{"refused before", refusedBefore, Difference{Part: PartError, Path: "status", Before: "400", After: "200"}, rules.FieldUnknown},
		{"refused before, seen", refusedBefore, Difference{Part: PartSeen, Path: "turns"}, ""},
		{"refused after", refusedAfter, Difference{Part: PartError, Path: "status", Before: "200", After: "400"}, ""},
		{"document named", named, Difference{Part: PartSeen, Path: "prompt"}, rules.ValueDiffers},
		{"name of a document", named, Difference{Part: PartSeen, Path: "attachments[0].name", After: "document-1"}, rules.ValueDiffers},
		{"another document", named, Difference{Part: PartSeen, Path: "attachments[0].sha256", Before: "a", After: "b"}, ""},
		{"bare prompt", bare, Difference{Part: PartSeen, Path: "prompt"}, rules.PromptBare},
		{"another prompt", other, Difference{Part: PartSeen, Path: "prompt"}, ""},
		{"template with other spacing", respaced, Difference{Part: PartSeen, Path: "prompt"}, rules.ValueDiffers},
		{"template with other text", reworded, Difference{Part: PartSeen, Path: "prompt"}, ""},
		{
			"native limit left out", bare,
			Difference{Part: PartSeen, Path: "params.max_tokens", Before: "512", After: "2048"}, rules.DefaultDiffers,
		},
		{
			"native limit left out, canonical", bare,
			Difference{Part: PartRequest, Path: "inferenceConfig.maxTokens", Before: "512"}, rules.DefaultDiffers,
		},
		{
			"limit lost, not a default", pairOf(llama, `{"prompt":"Hi","max_gen_len":9}`, `{}`),
			Difference{Part: PartSeen, Path: "params.max_tokens", Before: "9", After: "2048"}, rules.FieldLost,
		},
		{
			"limit changed", pairOf(llama, `{"prompt":"Hi"}`, `{"inferenceConfig":{"maxTokens":2048}}`),
			Difference{Part: PartSeen, Path: "params.max_tokens", Before: "512", After: "2048"}, "",
		},
		{
			"field lost", pairOf(claude, `{"top_k":5}`, `{}`),
			Difference{Part: PartSeen, Path: "params.top_k", Before: "5"}, rules.FieldLost,
		},
		{
			"field changed", pairOf(claude, `{"top_k":5}`, `{"additionalModelRequestFields":{"top_k":6}}`),
			Difference{Part: PartSeen, Path: "params.top_k", Before: "5", After: "6"}, "",
		},
		{
			"field invented", pairOf(claude, `{}`, `{}`),
			Difference{Part: PartSeen, Path: "params.top_k", After: "6"}, "",
		},
		{
			"turn lost", pairOf(claude, `{}`, `{}`),
			Difference{Part: PartSeen, Path: "turns[0]", Before: "{}"}, "",
		},
		{
			"32 bits", pairOf(claude, `{}`, `{}`),
			Difference{Part: PartSeen, Path: "params.temperature", Before: "0.123456789", After: "0.12345679"}, rules.ValueDiffers,
		},
		{
			"more than 32 bits can explain", pairOf(claude, `{}`, `{}`),
			Difference{Part: PartSeen, Path: "params.temperature", Before: "0.123456789", After: "0.1234"}, "",
		},
		{
			"answer", pairOf(claude, `{}`, `{}`),
			Difference{Part: PartAnswer, Path: "content[0].text", Before: `"a"`}, "",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := Models{Catalog: catalog.Default()}.lookup(test.pair.Before.ModelID)
			if got := kindOf(test.diff, test.pair, l); got != test.want {
				t.Errorf("kindOf(%v) = %q, want %q", test.diff, got, test.want)
			}
		})
	}
}

func TestAbout(t *testing.T) {
	const claude, llama, titan = "anthropic.claude-3-haiku-20240307-v1:0", "meta.llama3-8b-instruct-v1:0", "amazon.titan-text-express-v1"
	for _, test := range []struct {
		model         string
		code          rules.Code
		stated, found string
		want          bool
	}{
		{llama, rules.DefaultDiffers, "", "params.max_tokens", true},
		{llama, rules.DefaultDiffers, "max_gen_len", "params.max_tokens", true},
		{llama, rules.DefaultDiffers, "max_gen_len", "inferenceConfig.maxTokens", true},
		{llama, rules.DefaultDiffers, "max_gen_len", "params.temperature", false},
		{titan, rules.DefaultDiffers, "textGenerationConfig.maxTokenCount", "inferenceConfig.maxTokens", true},
		{titan, rules.DefaultDiffers, "textGenerationConfig.maxTokenCount", "inferenceConfig.topP", false},
		{claude, rules.FieldLost, "top_k", "additionalModelRequestFields.top_k", true},
		{claude, rules.FieldLost, "top_k", "params.top_k", true},
		{claude, rules.FieldLost, "top_k", "params.top_p", false},
		{claude, rules.FieldLost, "metadata.user_id", "additionalModelRequestFields.metadata.user_id", true},
		{claude, rules.FieldLost, "", "params.top_k", false}, // it has a home on Converse
		{claude, rules.PromptBare, "prompt", "prompt", true},
		{claude, rules.FieldUnknown, "messages[].Role", "status", true},
	} {
		s := Statement{Code: test.code, Path: test.stated}
		l := Models{Catalog: catalog.Default()}.lookup(test.model)
		if got := s.about(Difference{Part: PartSeen, Path: test.found}, l); got != test.want {
			t.Errorf("%s: %s about %q is about %q: %t, want %t", test.model, test.code, test.stated, test.found, got, test.want)
		}
	}
}
