package bedrocktest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// TestSensitivity changes one thing at a time and wants another answer each
// time: the reason why a comparison of answers can find a mistake.
func TestSensitivity(t *testing.T) {
	tests := []struct {
		name, model, op, body string
		edits                 []string // old => new
	}{
		{"claude native", sonnet, "invoke", `{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"system":"be kind","temperature":0.5,"top_p":0.9,"top_k":250,"stop_sequences":["STOP","END"],"messages":[{"role":"user","content":"one"},{"role":"assistant","content":"two"},{"role":"user","content":[{"type":"text","text":"three"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgoAAAAN"}}]}],"tools":[{"name":"look","description":"d","input_schema":{"type":"object"}}]}`, []string{
			`100 => 101`, `be kind => be rude`, `"system":"be kind", => `, `0.5 => 0.6`, `"temperature":0.5, => `, `0.9 => 0.5`, `"top_k":250, => `, `250 => 25`,
			`"temperature":0.5,"top_p":0.9 => "temperature":0.9,"top_p":0.5`,
			`["STOP","END"] => ["STOP"]`, `["STOP","END"] => ["END","STOP"]`, `"one" => "One"`, `{"role":"user","content":"one"},{"role":"assistant","content":"two"}, => `,
			`AAAAN => AAAAO`, `image/png","data":"iVBORw0KGgoAAAAN => image/gif","data":"R0lGODlhAAAA`,
			`"description":"d" => "description":"e"`, `"description":"d", => `, `{"type":"object"} => {"type":"object","properties":{}}`, `"name":"look" => "name":"Look"`,
			`"tools":[ => "tool_choice":{"type":"any"},"tools":[`,
			`,"tools":[{"name":"look","description":"d","input_schema":{"type":"object"}}] => `,
			`"type":"text","text":"three" => "type":"text","text":"three","cache_control":{"type":"ephemeral"}`,
			`{"anthropic_version" => {"metadata":{"user_id":"u"},"anthropic_version"`,
			`{"anthropic_version" => {"anthropic_beta":["context-1m-2025-08-07"],"anthropic_version"`,
		}},
		{"claude thinking", "anthropic.claude-opus-4-5-20251101-v1:0", "converse", `{"messages":[{"role":"user","content":[{"text":"one"},{"document":{"name":"d","format":"pdf","source":{"bytes":"YWJj"},"citations":{"enabled":true}}}]}],"inferenceConfig":{"maxTokens":3000},"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000}}}`, []string{
			`2000 => 2001`, `3000 => 3001`, `"maxTokens":3000 => `, `,"citations":{"enabled":true} => `, `"name":"d" => "name":"e"`, `"pdf" => "txt"`, `YWJj => YWJk`,
			`"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000}} => "additionalModelRequestFields":{}`,
			`{"messages" => {"outputConfig":{"effort":"low"},"messages"`,
			`{"messages" => {"guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1"},"messages"`,
			`{"messages" => {"guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"2"},"messages"`,
			`{"messages" => {"performanceConfig":{"latency":"optimized"},"messages"`,
			`{"messages" => {"serviceTier":{"type":"priority"},"messages"`,
			`{"messages" => {"requestMetadata":{"k":"v"},"messages"`,
		}},
		{"llama native", llama, "invoke", `{"prompt":"say hi","max_gen_len":100,"temperature":0.3,"top_p":0.8}`, []string{
			`say hi => say ho`, `100 => 99`, `"max_gen_len":100, => `, `0.3 => 0.8`, `"temperature":0.3, => `, `,"top_p":0.8 => `,
			`say hi => [INST]say hi[/INST]`,
		}},
		{"titan native", titanID, "invoke", `{"inputText":"say hi","textGenerationConfig":{"maxTokenCount":100,"temperature":0.3,"topP":0.8,"stopSequences":["|"]}}`, []string{
			`say hi => say ho`, `100 => 99`, `"maxTokenCount":100, => `, `0.3 => 0.8`, `"temperature":0.3, => `, `"topP":0.8, => `, `"|" => "||"`, `,"stopSequences":["|"] => `,
			`say hi => User: say hi\nBot:`,
		}},
		{"claude text", claude2, "invoke", `{"prompt":"\n\nHuman: say hi\n\nAssistant:","max_tokens_to_sample":100,"temperature":0.3,"top_k":40}`, []string{
			`say hi => say ho`, `100 => 99`, `,"top_k":40 => `, `"temperature":0.3, => `, `Human: say => Human: Human: say`,
		}},
	}
	srv := bedrocktest.New()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			known := map[string]string{answerOf(t, serve(t, srv, test.model, test.op, []byte(test.body))): "the original"}
			for _, edit := range test.edits {
				from, to, _ := strings.Cut(edit, " => ")
				changed := strings.Replace(test.body, from, to, 1)
				if changed == test.body {
					t.Fatalf("edit %q does not apply", edit)
				}
				changed = strings.ReplaceAll(strings.ReplaceAll(changed, ",}", "}"), "{,", "{")
				answer := answerOf(t, serve(t, srv, test.model, test.op, []byte(changed)))
				if other, ok := known[answer]; ok {
					t.Errorf("edit %q gives the answer of %s", edit, other)
				}
				known[answer] = edit
			}
		})
	}
}

// answerOf is what the model said, without counts and times.
func answerOf(t *testing.T, c bedrocktest.Call) string {
	t.Helper()
	if c.Answer == nil {
		t.Fatalf("refused: %s\n%s", c.ErrorMessage, c.Request)
	}
	data, err := json.Marshal(c.Answer.Content)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestOneTokenTellsApart: even an answer of a single token differs.
func TestOneTokenTellsApart(t *testing.T) {
	srv := bedrocktest.New()
	known := map[string]bool{}
	for i := range 500 {
		c := serve(t, srv, llama, "invoke", m{"prompt": strings.Repeat("x", i+1), "max_gen_len": 1})
		if c.Answer.StopReason != "max_tokens" || c.Answer.OutputTokens != 1 || c.NativeStopReason != "length" {
			t.Fatalf("answer %+v", c.Answer)
		}
		if known[c.Answer.Text] {
			t.Fatalf("answer %q given twice", c.Answer.Text)
		}
		known[c.Answer.Text] = true
	}
}

// TestDefaults: what each API assumes where the request is silent.
func TestDefaults(t *testing.T) {
	srv := bedrocktest.New()
	conversation := []byte(converseBody(""))
	for _, test := range []struct {
		model, op string
		body      []byte
		want      map[string]any
	}{
		{llama, "invoke", []byte(`{"prompt":"x"}`), map[string]any{"max_tokens": 512.0, "temperature": 0.5, "top_p": 0.9}},
		{llama, "converse", conversation, map[string]any{"max_tokens": 8192.0, "temperature": 0.5, "top_p": 0.9}},
		{titanID, "invoke", []byte(`{"inputText":"x"}`), map[string]any{"max_tokens": 512.0, "temperature": 0.7, "top_p": 0.9}},
		{titanID, "converse", conversation, map[string]any{"max_tokens": 8192.0, "temperature": 0.7, "top_p": 0.9}},
		{claude2, "invoke", []byte(`{"prompt":"x","max_tokens_to_sample":9}`), map[string]any{"max_tokens": 9.0, "temperature": 1.0, "top_p": 1.0, "top_k": 250.0}},
		{claude2, "converse", conversation, map[string]any{"max_tokens": 4096.0, "temperature": 1.0, "top_p": 1.0}},
		{
			claude2, "converse", []byte(`{"messages":[{"role":"user","content":[{"text":"x"}]}],"inferenceConfig":{"topP":0.999}}`),
			map[string]any{"max_tokens": 4096.0, "temperature": 1.0, "top_p": 0.999},
		},
		{sonnet45, "converse", conversation, map[string]any{"max_tokens": 64000.0, "temperature": 1.0, "top_p": 0.999}},
		{opus47, "converse", conversation, map[string]any{"max_tokens": 127999.0}},
	} {
		c := serve(t, srv, test.model, test.op, test.body)
		if c.Seen == nil {
			t.Fatalf("%s %s: %s", test.model, test.op, c.ErrorMessage)
		}
		got, _ := json.Marshal(c.Seen.Params)
		want, _ := json.Marshal(test.want)
		if string(got) != string(want) {
			t.Errorf("%s %s: params %s, want %s", test.model, test.op, got, want)
		}
	}
}

// TestUserText: a bare prompt and its Converse form share their text and
// differ by the template alone.
func TestUserText(t *testing.T) {
	srv := bedrocktest.New()
	bare := serve(t, srv, llama, "invoke", m{"prompt": "hi", "max_gen_len": 50})
	chat := serve(t, srv, llama, "converse", []byte(converseBody(`"inferenceConfig":{"maxTokens":50}`)))
	if bare.UserText != "hi" || chat.UserText != "hi" || bare.Seen.Prompt == chat.Seen.Prompt || bare.Answer.Text == chat.Answer.Text {
		t.Errorf("bare %q %q, chat %q %q", bare.UserText, bare.Seen.Prompt, chat.UserText, chat.Seen.Prompt)
	}
}

// TestLlamaDates: only the models whose template has the lines get them.
func TestLlamaDates(t *testing.T) {
	srv := bedrocktest.New(bedrocktest.WithLlamaDates("26 Jul 2024"))
	for model, dated := range map[string]bool{
		"meta.llama2-13b-chat-v1": false, "meta.llama3-8b-instruct-v1:0": false, llama: true,
		"us.meta.llama3-2-1b-instruct-v1:0": true, "meta.llama3-3-70b-instruct-v1:0": true, llama4: false,
	} {
		c := serve(t, srv, model, "converse", []byte(converseBody("")))
		if c.Seen == nil {
			t.Fatal(c.ErrorMessage)
		}
		const lines = "system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n<|eot_id|>"
		if strings.Contains(c.Seen.Prompt, lines) != dated {
			t.Errorf("%s: %q", model, c.Seen.Prompt)
		}
		if bare := serve(t, srv, model, "invoke", []byte(`{"prompt":"hi"}`)); strings.Contains(bare.Seen.Prompt, "Date") {
			t.Errorf("%s: InvokeModel adds %q", model, bare.Seen.Prompt)
		}
	}
}
