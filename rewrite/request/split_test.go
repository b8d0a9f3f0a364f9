package request

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// plainNames lets a helper import by the last element of a path.
type plainNames struct{ Names }

func (plainNames) Import(path, name string) string { return name }

// splitTypes stands in for the SDK's types.
const splitTypes = `package types

type SystemContentBlock interface{}
type SystemContentBlockMemberText struct{ Value string }
type ContentBlock interface{}
type ContentBlockMemberText struct{ Value string }
type ConversationRole string
type Message struct {
	Role    ConversationRole
	Content []ContentBlock
}
`

const splitMain = `package main

import (
	"fmt"
	"strings"

	"example.com/split/types"
)

func main() {
	system, messages := NAME(PROMPT)
	for _, s := range system {
		fmt.Printf("system:%s|", s.(*types.SystemContentBlockMemberText).Value)
	}
	for _, m := range messages {
		fmt.Printf("%s:", m.Role)
		for _, c := range m.Content {
			fmt.Printf("%s|", c.(*types.ContentBlockMemberText).Value)
		}
	}
	_ = strings.Index
}

`

// TestSplitHelper runs the helper that is written into people's code.
func TestSplitHelper(t *testing.T) {
	for _, tt := range []struct{ family, template, prompt, want string }{
		{"amazon-titan-text", "user-bot", "User: Hi\nBot:", "user:Hi|"},
		{"amazon-titan-text", "user-bot", "User: Hi\nBot: Hello.\nUser: Bye\nBot:", "user:Hi|assistant:Hello.|user:Bye|"},
		{"anthropic-text", "human-assistant", "Be brief.\n\nHuman: Hi\n\nAssistant:", "system:Be brief.|user:Hi|"},
		{"anthropic-text", "human-assistant", "Human: Hi\n\nAssistant:", "user:Hi|"},
		{"deepseek", "deepseek-r1", "<｜begin▁of▁sentence｜><｜User｜>Hi<｜Assistant｜><think>\n", "user:Hi|"},
		{"mistral-text", "mistral-inst", "<s>[INST] Hi [/INST]\nHello.</s>\n[INST] Bye [/INST]", "user:Hi|assistant:Hello.|user:Bye|"},
		{"mistral-text", "mistral-inst", "<s>[INST] Hi [/INST][INST] Bye [/INST]", "user:Hi|Bye|"},
		{"meta-llama", "llama2", "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST] Hello. </s><s>[INST] Bye [/INST]", "system:Be brief.|user:Hi|assistant:Hello.|user:Bye|"},
	} {
		t.Run(tt.template, func(t *testing.T) {
			t.Parallel()
			if got := runSplit(t, template(t, tt.family, tt.template), tt.prompt); got != tt.want {
				t.Errorf("%q:\n%s", tt.prompt, cmp.Diff(tt.want, got))
			}
		})
	}
}

func template(t *testing.T, family, name string) *catalog.Template {
	t.Helper()
	for _, tmpl := range catalog.Default().Family(family).Prompt.Templates {
		if tmpl.Name == name {
			return tmpl
		}
	}
	t.Fatalf("%s has no template %s", family, name)
	return nil
}

func runSplit(t *testing.T, tmpl *catalog.Template, prompt string) string {
	t.Helper()
	h := splitHelper(tmpl, plainNames{})
	dir := t.TempDir()
	main := strings.NewReplacer("NAME", h.Name, "PROMPT", strconv.Quote(prompt)).Replace(splitMain) + h.Source
	for name, src := range map[string]string{"go.mod": "module example.com/split\n\ngo 1.24\n", "types/types.go": splitTypes, "main.go": main} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "run", ".")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, main)
	}
	return string(out)
}
