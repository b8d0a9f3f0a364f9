package catalog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const llama3 = "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>" +
	"<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nHello.<|eot_id|>" +
	"<|start_header_id|>user<|end_header_id|>\n\nBye<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"

func TestTemplateParse(t *testing.T) {
	tests := []struct {
		name, template, prompt string
		turns                  string // "role:text|role:text"
		prefill                string
		differs                string // part of Differs; "" means Exact
	}{
		{"llama3 conversation", "llama3", llama3, "system:Be brief.|user:Hi|assistant:Hello.|user:Bye", "", ""},
		{"llama3 without begin", "llama3", strings.TrimPrefix(llama3, "<|begin_of_text|>"), "system:Be brief.|user:Hi|assistant:Hello.|user:Bye", "", ""},
		{"llama3 prefill", "llama3", llama3 + "Good", "system:Be brief.|user:Hi|assistant:Hello.|user:Bye", "Good", ""},
		{"llama3 newline before eot", "llama3", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi\n<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", "user:Hi", "", `an additional "\n" after "Hi"`},
		{"llama3 one newline", "llama3", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", "user:Hi", "", `no "\n" after`},
		{"llama3 no generation marker", "llama3", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>", "user:Hi", "", "assistant"},
		{"llama4", "llama4", "<|begin_of_text|><|header_start|>user<|header_end|>\n\nHi<|eot|><|header_start|>assistant<|header_end|>\n\n", "user:Hi", "", ""},
		{"llama2 single", "llama2", "<s>[INST] Hi [/INST]", "user:Hi", "", ""},
		{"llama2 system", "llama2", "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST]", "system:Be brief.|user:Hi", "", ""},
		{"llama2 turns", "llama2", "<s>[INST] Hi [/INST] Hello. </s><s>[INST] Bye [/INST]", "user:Hi|assistant:Hello.|user:Bye", "", ""},
		{"llama2 tight", "llama2", "[INST]Hi[/INST]", "user:Hi", "", "after"},
		{"mistral turns", "mistral-inst", "<s>[INST] Hi [/INST]\nHello.</s>\n[INST] Bye [/INST]", "user:Hi|assistant:Hello.|user:Bye", "", ""},
		{"mistral turns in one line", "mistral-inst", "<s>[INST] Hi [/INST] Hello.</s>[INST] Bye [/INST]", "user:Hi|assistant:Hello.|user:Bye", "", "after"},
		{"claude", "human-assistant", "\n\nHuman: Hi\n\nAssistant:", "user:Hi", "", ""},
		{"claude system", "human-assistant", "Be brief.\n\nHuman: Hi\n\nAssistant: Hello.\n\nHuman: Bye\n\nAssistant:", "system:Be brief.|user:Hi|assistant:Hello.|user:Bye", "", ""},
		{"claude prefill", "human-assistant", "\n\nHuman: Hi\n\nAssistant: {", "user:Hi", "{", ""},
		{"claude trailing space", "human-assistant", "\n\nHuman: Hi\n\nAssistant: ", "user:Hi", "", `an additional " "`},
		{"claude tight", "human-assistant", "\n\nHuman:Hi\n\nAssistant:", "user:Hi", "", `no " "`},
		{"claude word inside", "human-assistant", "\n\nHuman: say Human: twice\n\nAssistant:", "user:say Human: twice", "", ""},
		{"titan", "user-bot", "User: Hi\nBot:", "user:Hi", "", ""},
		{"titan turns", "user-bot", "User: Hi\nBot: Hello.\nUser: Bye\nBot:", "user:Hi|assistant:Hello.|user:Bye", "", ""},
		{"deepseek", "deepseek-r1", "<｜begin▁of▁sentence｜><｜User｜>Hi<｜Assistant｜><think>\n", "user:Hi", "", ""},
		{"deepseek turns", "deepseek-r1", "<｜begin▁of▁sentence｜>Be brief.<｜User｜>Hi<｜Assistant｜>Hello.<｜end▁of▁sentence｜><｜User｜>Bye<｜Assistant｜><think>\n", "system:Be brief.|user:Hi|assistant:Hello.|user:Bye", "", ""},
		{"deepseek, reasoning not opened", "deepseek-r1", "<｜begin▁of▁sentence｜><｜User｜>Hi<｜Assistant｜>", "user:Hi", "", `no "<think>\n"`},
		{"deepseek prefill", "deepseek-r1", "<｜begin▁of▁sentence｜><｜User｜>Hi<｜Assistant｜>Well", "user:Hi", "Well", ""},
		{"sentinels", "llama3", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n\ue000 and \ue001<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", "user:\ue000 and \ue001", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Default().Template(tt.template).Parse(tt.prompt)
			if err != nil {
				t.Fatal(err)
			}
			var turns []string
			for _, turn := range c.Turns {
				turns = append(turns, turn.Role+":"+turn.Text)
				if got := tt.prompt[turn.Start:turn.End]; got != turn.Text {
					t.Errorf("range of %s turn holds %q, want %q", turn.Role, got, turn.Text)
				}
			}
			if got := strings.Join(turns, "|"); got != tt.turns {
				t.Errorf("turns %q, want %q", got, tt.turns)
			}
			if c.Prefill != tt.prefill || tt.prompt[c.PrefillStart:c.PrefillEnd] != tt.prefill {
				t.Errorf("prefill %q, want %q", c.Prefill, tt.prefill)
			}
			if c.Exact != (tt.differs == "") || !strings.Contains(c.Differs, tt.differs) {
				t.Errorf("exact %v, differs %s; want %s", c.Exact, c.Differs, tt.differs)
			}
		})
	}
}

func TestTemplateParseRefuses(t *testing.T) {
	tests := []struct{ name, template, prompt, want string }{
		{"text in front", "llama3", "Hello <|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>", "before the first turn"},
		{"tool role", "llama3", "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>ipython<|end_header_id|>\n\n{}<|eot_id|>", "outside of any turn"},
		{"image", "llama3", "<|start_header_id|>user<|end_header_id|>\n\n<|image|>Hi<|eot_id|>", "inside a turn"},
		{"no user", "llama3", "<|start_header_id|>assistant<|end_header_id|>\n\n", "no user turn"},
		{"late system", "llama3", "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>system<|end_header_id|>\n\nx<|eot_id|>", "system turn after"},
		{"unclosed", "llama2", "[INST] Hi", "without"},
		{"two users", "llama2", "[INST] a [/INST] [INST] b [/INST]", "without an answer"},
		{"front text", "mistral-inst", "Hello [INST] a [/INST]", "at the start"},
		{"only a marker", "llama3", "<|eot_id|>", "no turn marker"},
		{"deepseek, reasoning begun", "deepseek-r1", "<｜begin▁of▁sentence｜><｜User｜>Hi<｜Assistant｜><think>\nHm", `the answer is begun after "<think>"`},
		{"titan front", "user-bot", "Be brief.\nUser: Hi\nBot:", "before the first turn"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Default().Template(tt.template).Parse(tt.prompt)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestParsePrompt(t *testing.T) {
	f := Default().Family("meta-llama")
	tmpl, c, err := f.ParsePrompt(nil, "  Tell me a joke\n")
	if err != nil || tmpl != nil || !c.Exact || c.Turns[0].Text != "  Tell me a joke\n" {
		t.Errorf("bare prompt: %v %+v %v", tmpl, c, err)
	}
	tmpl, _, err = f.ParsePrompt(nil, "<s>[INST] Hi [/INST]")
	if err != nil || tmpl == nil || tmpl.Name != "llama2" {
		t.Errorf("llama 2 prompt: %v, %v", tmpl, err)
	}
	m, _, _ := Default().ModelByID("meta.llama4-scout-17b-instruct-v1:0")
	if got := f.TemplateFor(m).Name; got != "llama4" {
		t.Errorf("template of Llama 4 is %s", got)
	}
}

func TestFindTokens(t *testing.T) {
	got := Default().Template("human-assistant").FindTokens("x\n\nHuman: a\n\nAssistant:")
	want := []TokenHit{{"\n\nHuman:", 1, 9}, {"\n\nAssistant:", 11, 23}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzTemplates checks, for every template, that Parse never panics, that its ranges
// hold the texts, and that what it calls exact renders back.
func FuzzTemplates(f *testing.F) {
	f.Add(llama3)
	f.Add("<s>[INST] <<SYS>>\nA\n<</SYS>>\n\nB [/INST] C </s><s>[INST] D [/INST]")
	f.Add("\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant:")
	f.Add("User: a\nBot:")
	f.Fuzz(func(t *testing.T, prompt string) {
		for _, tmpl := range Default().Templates() {
			c, err := tmpl.Parse(prompt)
			if err != nil {
				continue
			}
			for _, turn := range c.Turns {
				if prompt[turn.Start:turn.End] != turn.Text {
					t.Fatalf("%s: range of %q is wrong", tmpl.Name, turn.Text)
				}
			}
			again, err := tmpl.Render(c)
			if err != nil {
				if c.Exact || c.Differs == "" {
					t.Fatalf("%s: exact chat does not render: %v", tmpl.Name, err)
				}
				continue
			}
			if c.Exact != (again == prompt) {
				t.Fatalf("%s: exact is %v, rendered %q from %q", tmpl.Name, c.Exact, again, prompt)
			}
			if c.Exact == (c.Differs != "") {
				t.Fatalf("%s: exact %v with differs %q", tmpl.Name, c.Exact, c.Differs)
			}
			back, err := tmpl.Parse(again)
			if err != nil {
				continue // a turn may be empty, or hold what reads as a marker once moved
			}
			if c.Exact && !cmp.Equal(c, back, cmpopts.EquateEmpty()) {
				t.Fatalf("%s: %q parses in two ways", tmpl.Name, prompt)
			}
		}
	})
}
