package bedrocktest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

const (
	novaMicro = "amazon.nova-micro-v1:0"
	nova2     = "us.amazon.nova-2-lite-v1:0"
)

// TestNovaRefusals: the forms in which the schema refuses a body.
func TestNovaRefusals(t *testing.T) {
	srv := bedrocktest.New()
	user := func(content ...m) m { return m{"messages": []m{{"role": "user", "content": content}}} }
	with := func(body m, key string, v any) m { body[key] = v; return body }
	hi := m{"text": "hi"}
	image := m{"image": m{"format": "png", "source": m{"bytes": png}}}
	call := []m{
		{"role": "user", "content": []m{hi}},
		{"role": "assistant", "content": []m{{"toolUse": m{"toolUseId": "a", "name": "look", "input": m{}}}}},
	}
	result := func(content ...m) m {
		return m{
			"messages":   append(call[:2:2], m{"role": "user", "content": content}),
			"toolConfig": m{"tools": []m{{"toolSpec": m{"name": "look", "inputSchema": m{"json": toolSchema}}}}},
		}
	}
	s3 := m{"toolResult": m{"toolUseId": "a", "content": []m{{"document": m{"format": "pdf", "name": "d", "source": m{"s3Location": m{"uri": "s3://b/k"}}}}}}}
	done := m{"toolResult": m{"toolUseId": "a", "content": []m{{"text": "done"}}}}
	mark := m{"cachePoint": m{"type": "default"}}
	const prefix = "The model returned the following errors: "
	for _, test := range []struct {
		model, op string
		body      m
		want      string // inside "Malformed input request: …, please …"
	}{
		{novaMicro, "invoke", m{}, "#: required key [messages] not found"},
		{novaMicro, "invoke", with(user(hi), "max_tokens", 5), "#: extraneous key [max_tokens] is not permitted"},
		{novaMicro, "invoke", with(user(hi), "top_k", 5), "#: extraneous key [top_k] is not permitted"},
		{novaMicro, "converse", with(user(hi), "additionalModelRequestFields", m{"top_k": 5}), "#: extraneous key [top_k] is not permitted"},
		{novaMicro, "invoke", with(user(hi), "textGenerationConfig", m{}), "#: extraneous key [textGenerationConfig] is not permitted"},
		{novaMicro, "invoke", user(image), "#/messages/0/content/0: extraneous key [image] is not permitted"},
		{novaMicro, "invoke", with(user(hi), "inferenceConfig", m{"topK": 129}), "#/inferenceConfig/topK: 129 is not less or equal to 128"},
		{novaMicro, "invoke", with(user(hi), "inferenceConfig", m{"reasoningConfig": m{"type": "enabled"}}), "#/inferenceConfig: extraneous key [reasoningConfig] is not permitted"},
		{nova2, "converse", result(s3), "#/messages/2/content/0: extraneous key [toolResult] is not permitted"},
		{nova2, "converse", result(done, mark), "#/messages/2/content/1: extraneous key [cachePoint] is not permitted"},
		{novaMicro, "converse", user(hi, m{"cachePoint": m{"type": "default", "ttl": "1h"}}), "#/messages/0/content/1: extraneous key [cachePoint] is not permitted"},
		{novaMicro, "invoke", with(user(hi), "toolConfig", m{"tools": []m{{"toolSpec": m{"name": "a", "inputSchema": m{"json": m{"definitions": m{}}}}}}}),
			"#/toolConfig/tools/0/toolSpec/inputSchema/json: extraneous key [definitions] is not permitted"},
	} {
		want := "Malformed input request: " + test.want + ", please reformat your input and try again."
		if test.op == "converse" {
			want = prefix + want
		}
		if c := serve(t, srv, test.model, test.op, test.body); c.Status != 400 || c.ErrorMessage != want {
			t.Errorf("%s %v:\n got %d %q\nwant %q", test.op, test.body, c.Status, c.ErrorMessage, want)
		}
	}
	c := serve(t, srv, novaMicro, "converse", user(image))
	if !strings.HasPrefix(c.ErrorMessage, "This model doesn't support the image content block") {
		t.Errorf("image on Micro: %q", c.ErrorMessage)
	}
}

// TestNovaReasoning: the configuration stands at the top on Converse and inside
// inferenceConfig on InvokeModel, and shows in the answer without its text.
func TestNovaReasoning(t *testing.T) {
	srv := bedrocktest.New()
	reasoning := m{"type": "enabled", "maxReasoningEffort": "low"}
	messages := []m{{"role": "user", "content": []m{{"text": "hi"}}}}
	a := serve(t, srv, nova2, "invoke", m{"messages": messages, "inferenceConfig": m{"reasoningConfig": reasoning}})
	b := serve(t, srv, nova2, "converse", m{"messages": messages, "additionalModelRequestFields": m{"reasoningConfig": reasoning}})
	equalSeen(t, a, b)
	for _, c := range []bedrocktest.Call{a, b} {
		if !strings.Contains(string(c.Response), `"reasoningText":{"text":"[REDACTED]"}`) {
			t.Errorf("%s: %s", c.Operation, c.Response)
		}
	}
	high := m{"reasoningConfig": m{"type": "enabled", "maxReasoningEffort": "high"}, "temperature": 0.5}
	if c := serve(t, srv, nova2, "invoke", m{"messages": messages, "inferenceConfig": high}); c.Status != 400 {
		t.Errorf("temperature beside high effort: %d", c.Status)
	}
}

// TestNovaKeepsStop: Nova's text ends with the stop sequence, and its turn like
// any other (recorded).
func TestNovaKeepsStop(t *testing.T) {
	srv := bedrocktest.New()
	hit := 0
	for i := range 20 {
		c := serve(t, srv, novaMicro, "converse", m{
			"messages":        []m{{"role": "user", "content": []m{{"text": strings.Repeat("x", i+1)}}}},
			"inferenceConfig": m{"stopSequences": []string{"STOP"}},
		})
		if strings.HasSuffix(c.Answer.Text, "STOP") {
			hit++
		}
		if c.Answer.StopReason != "end_turn" {
			t.Errorf("stop reason %s", c.Answer.StopReason)
		}
	}
	if hit == 0 {
		t.Error("no answer of 20 ends with the stop sequence")
	}
}

// TestNovaStream: every piece of text is a block of its own in the native
// stream, and one block in ConverseStream.
func TestNovaStream(t *testing.T) {
	srv := bedrocktest.New()
	body := m{"messages": []m{{"role": "user", "content": []m{{"text": "hi"}}}}}
	c := serve(t, srv, novaMicro, "invoke-with-response-stream", body)
	text, next := "", 0
	for _, f := range c.Frames {
		var chunk struct {
			ContentBlockDelta *struct {
				Delta             struct{ Text string }
				ContentBlockIndex int
			}
			ContentBlockStop *struct{ ContentBlockIndex int }
		}
		if err := json.Unmarshal(f.Native, &chunk); err != nil {
			t.Fatal(err)
		}
		if d := chunk.ContentBlockDelta; d != nil {
			text += d.Delta.Text
			if d.ContentBlockIndex != next {
				t.Errorf("delta %d has index %d", next, d.ContentBlockIndex)
			}
		}
		if s := chunk.ContentBlockStop; s != nil {
			if s.ContentBlockIndex != next {
				t.Errorf("stop %d has index %d", next, s.ContentBlockIndex)
			}
			next++
		}
	}
	if text != c.Answer.Text || next < 2 {
		t.Errorf("%d blocks with %q, answer %q", next, text, c.Answer.Text)
	}
}
