package converse

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// breakage is one mistake in a family's data: the first match of old becomes with.
type breakage struct{ family, what, file, old, with string }

// dropped breaks the mapping of one request field.
func dropped(family, path string) breakage {
	return breakage{family, "without " + path, family, `(\{path: "?` + regexp.QuoteMeta(path) + `"?, .*)(?:maps|moves): (?:"[^"]*"|[^,]*),`, "${1}drops: nothing is lost,"}
}

// ends breaks one stop reason.
func ends(family, native, converse string) breakage {
	return breakage{family, native + " as " + converse, family, `\{native: ` + native + `, converse: \w+`, "{native: " + native + ", converse: " + converse}
}

var breakages = []breakage{
	dropped("anthropic-messages", "top_k"),
	dropped("anthropic-messages", "messages[].content[type=tool_result].is_error"),
	ends("anthropic-messages", "max_tokens", "end_turn"),
	{"anthropic-messages", "tool_choice as it is", "anthropic-messages", `(\{path: tool_choice, .*), transform: tool-choice`, "$1"},
	dropped("anthropic-text", "top_p"),
	{"anthropic-text", "another template", "_templates", `open: "\\n\\nHuman: "`, `open: "\n\nUser: "`},
	dropped("amazon-nova", "inferenceConfig.topK"),
	{"amazon-nova", "reasoning at its native place", "amazon-nova", `additionalModelRequestFields\.reasoningConfig\.type`, "additionalModelRequestFields.inferenceConfig.reasoningConfig.type"},
	dropped("amazon-titan-text", "textGenerationConfig.temperature"),
	ends("amazon-titan-text", "LENGTH", "end_turn"),
	{"meta-llama", "another default", "meta-llama", `(\{path: max_gen_len, .*default:) 512`, "$1 500"},
	dropped("mistral-text", "top_k"),
	{"mistral-text", "another model's default", "mistral-text", `defaults: \{max_tokens: 512\}`, "defaults: {max_tokens: 8192}"},
	dropped("mistral-chat", "tools[].function.description"),
	dropped("cohere-command", "k"),
	{"cohere-command", "another default", "cohere-command", `(\{path: max_tokens, .*default:) 20`, "$1 21"},
	dropped("cohere-command-r", "preamble"),
	ends("cohere-command-r", "MAX_TOKENS", "end_turn"),
	dropped("ai21-j2", "countPenalty.scale"),
	dropped("ai21-jamba", "frequency_penalty"),
	{"deepseek", "reasoning as text", "deepseek", `transform: think-tag`, "transform: text-block"},
	{"openai", "reasoning as text", "openai", `transform: chat-message-tagged`, "transform: chat-message"},
	dropped("qwen", "top_k"),
	dropped("writer", "min_tokens"),
	ends("moonshot", "length", "end_turn"),
	{"minimax", "reasoning as text", "minimax", `transform: chat-message-tagged`, "transform: chat-message"},
	dropped("chat-completions", "seed"),
}

// The comparison of both calls can fail: it does for every one of these mistakes.
func TestBrokenCatalogIsSeen(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range breakages {
		seen[b.family] = true
		t.Run(b.family+", "+b.what, func(t *testing.T) {
			t.Parallel()
			broken := b.load(t)
			found := &listener{TB: t}
			c := compareCalls(found, catalog.Default().Family(b.family), broken)
			if found.heard == "" {
				t.Errorf("nobody noticed: %s", c)
			}
			t.Logf("after %d requests: %.200s", c.same, found.heard)
		})
	}
	for _, f := range complete() {
		if !seen[f.Name] {
			t.Errorf("no mistake is made in %s", f.Name)
		}
	}
}

// load reads the catalog with the mistake in it.
func (b breakage) load(t *testing.T) *catalog.Family {
	t.Helper()
	files, err := filepath.Glob("../catalog/data/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no data: %v", err)
	}
	data := fstest.MapFS{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(name) == b.file+".yaml" {
			text = b.apply(t, text)
		}
		data[filepath.Base(name)] = &fstest.MapFile{Data: text}
	}
	c, err := catalog.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	return c.Family(b.family)
}

func (b breakage) apply(t *testing.T, text []byte) []byte {
	t.Helper()
	re := regexp.MustCompile(b.old)
	at := re.FindSubmatchIndex(text)
	if at == nil {
		t.Fatalf("%s.yaml has no %s", b.file, b.old)
	}
	out := re.Expand(append([]byte{}, text[:at[0]]...), []byte(b.with), text, at)
	return append(out, text[at[1]:]...)
}

// listener hears the complaints of a test instead of failing it.
type listener struct {
	testing.TB
	heard string
}

func (l *listener) Errorf(format string, args ...any) { l.heard += fmt.Sprintf(format, args...) }
func (l *listener) Error(args ...any)                 { l.heard += fmt.Sprint(args...) }
func (l *listener) Failed() bool                      { return l.heard != "" }
