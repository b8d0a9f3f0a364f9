package converse

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
)

func TestDiffers(t *testing.T) {
	for name, test := range map[string]struct {
		model, body string
		want        bool
	}{
		"same":             {"anthropic.claude-3-haiku-20240307-v1:0", `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"top_k":3,"messages":[{"role":"user","content":"a"}]}`, false},
		"merged":           {"anthropic.claude-3-haiku-20240307-v1:0", `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}`, false},
		"renamed document": {"anthropic.claude-3-haiku-20240307-v1:0", `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"document","title":"a.b","source":{"type":"text","media_type":"text/plain","data":"x"}}]}]}`, true},
		"unknown field":    {"anthropic.claude-3-haiku-20240307-v1:0", `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"topk":3,"messages":[{"role":"user","content":"a"}]}`, true},
		"bare prompt":      {"meta.llama3-8b-instruct-v1:0", `{"prompt":"hello"}`, true},
		"template":         {"meta.llama3-8b-instruct-v1:0", `{"prompt":"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhello<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"}`, false},
		"template, spaces": {"meta.llama3-8b-instruct-v1:0", `{"prompt":"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhello<|eot_id|>\n<|start_header_id|>assistant<|end_header_id|>"}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			m, f, _ := catalog.Default().ModelByID(test.model)
			c, err := Request(f, m, []byte(test.body))
			if err != nil {
				t.Fatal(err)
			}
			got := false
			for _, ch := range c.Stated {
				got = got || ch.Differs()
			}
			if got != test.want {
				t.Errorf("got %t, stated %+v", got, c.Stated)
			}
		})
	}
}

// An answer and each chunk carry the identity where the native form has one.
func TestIdentity(t *testing.T) {
	m, f, _ := catalog.Default().ModelByID("anthropic.claude-3-haiku-20240307-v1:0")
	v, err := Decode([]byte(`{"output":{"message":{"role":"assistant","content":[{"text":"a"},{"toolUse":{"toolUseId":"t","name":"n","input":{}}}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":2}}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := NativeAnswer(f, m, v, Identity{ID: "r1", Model: "claude"})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := fetch(got.Value, "content[].id", []int{1})
	if got.Value["id"] != "r1" || got.Value["model"] != "claude" || id != "t" {
		t.Errorf("%s", got.JSON())
	}
	c, err := NewChunks(f, m)
	if err != nil {
		t.Fatal(err)
	}
	c.Identify(Identity{ID: "r1", Model: "claude"})
	chunks, err := c.Event(Event{MessageStart, map[string]any{"role": "assistant"}})
	if err != nil || len(chunks) != 1 {
		t.Fatal(chunks, err)
	}
	start, _ := Decode(chunks[0])
	if name, _ := fetch(start, "message.id", nil); name != "r1" {
		t.Errorf("%s", chunks[0])
	}
}
