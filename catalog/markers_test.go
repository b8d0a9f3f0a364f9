package catalog

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarkers(t *testing.T) {
	llama := Default().Family("meta-llama").Prompt.Templates
	for _, tmpl := range llama {
		if tmpl.Name != "llama3" {
			continue
		}
		markers, tokens := tmpl.Markers()
		want := []Marker{
			{"system", "<|start_header_id|>system<|end_header_id|>"},
			{"user", "<|start_header_id|>user<|end_header_id|>"},
			{"assistant", "<|start_header_id|>assistant<|end_header_id|>"},
		}
		if diff := cmp.Diff(want, markers); diff != "" {
			t.Errorf("markers: -want +got\n%s", diff)
		}
		if diff := cmp.Diff([]string{"<|eot_id|>", "<|begin_of_text|>"}, tokens); diff != "" {
			t.Errorf("tokens: -want +got\n%s", diff)
		}
	}
	for _, tmpl := range Default().Family("deepseek").Prompt.Templates {
		if _, tokens := tmpl.Markers(); tmpl.Name == "deepseek-r1" && !slices.Contains(tokens, "<think>") {
			t.Errorf("%s: what begins the answer is no turn, but is missing in the tokens %q", tmpl.Name, tokens)
		}
	}
	for _, tmpl := range llama {
		if tmpl.Name != "llama2" {
			continue
		}
		markers, tokens := tmpl.Markers()
		want := []Marker{{"system", "<<SYS>>"}, {"user", "<</SYS>>"}, {"user", "[INST]"}, {"assistant", "[/INST]"}}
		if diff := cmp.Diff(want, markers); diff != "" {
			t.Errorf("llama2: markers: -want +got\n%s", diff)
		}
		if diff := cmp.Diff([]string{"</s>", "<s>"}, tokens); diff != "" {
			t.Errorf("llama2: tokens: -want +got\n%s", diff)
		}
	}
}
