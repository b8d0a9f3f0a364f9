package bedrocktest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

const gptOSS = "openai.gpt-oss-120b-1:0"

var (
	chatHi     = []m{{"role": "user", "content": "hi"}}
	converseHi = []m{{"role": "user", "content": []m{{"text": "hi"}}}}
)

func TestChatDefaults(t *testing.T) {
	srv := bedrocktest.New()
	for _, test := range []struct {
		model             string
		native, conversed float64
	}{
		{"us.writer.palmyra-x4-v1:0", 16, 8192},
		{"ai21.jamba-1-5-large-v1:0", 4096, 4096},
		{"mistral.mistral-large-2407-v1:0", 8192, 8192},
	} {
		a := serve(t, srv, test.model, "invoke", m{"messages": chatHi})
		b := serve(t, srv, test.model, "converse", m{"messages": converseHi})
		if a.Seen == nil || b.Seen == nil {
			t.Errorf("%s refused: %q %q", test.model, a.ErrorMessage, b.ErrorMessage)
			continue
		}
		got := []any{a.Seen.Params["max_tokens"], b.Seen.Params["max_tokens"]}
		if diff := cmp.Diff([]any{test.native, test.conversed}, got); diff != "" {
			t.Errorf("%s:\n%s", test.model, diff)
		}
	}
}

// TestChatSpellings: two ways to write one meaning natively, and an outputConfig.
func TestChatSpellings(t *testing.T) {
	srv := bedrocktest.New()
	schema := m{"type": "object", "properties": m{"city": m{"type": "string"}}}
	text, err := json.Marshal(schema)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		model, op  string
		one, other m
	}{
		{"us.writer.palmyra-x5-v1:0", "invoke", m{"messages": chatHi, "stop": "x"}, m{"messages": chatHi, "stop": []string{"x"}}},
		{gptOSS, "invoke", m{"messages": chatHi, "max_tokens": 7}, m{"messages": chatHi, "max_completion_tokens": 7}},
		{gptOSS, "invoke", m{"messages": chatHi}, m{"messages": chatHi, "model": gptOSS, "stream": false}},
		{gptOSS, "invoke", m{"messages": append([]m{{"role": "system", "content": "s"}}, chatHi...)}, m{"messages": append([]m{{"role": "developer", "content": "s"}}, chatHi...)}},
		{gptOSS, "converse", m{"messages": chatHi, "reasoning_effort": "high"}, m{"messages": converseHi, "additionalModelRequestFields": m{"reasoning_effort": "high"}}},
		{
			"qwen.qwen3-32b-v1:0", "converse",
			m{"messages": chatHi, "response_format": m{"type": "json_schema", "json_schema": m{"name": "c", "schema": schema}}},
			m{"messages": converseHi, "outputConfig": m{"textFormat": m{"type": "json_schema", "structure": m{"jsonSchema": m{"name": "c", "schema": string(text)}}}}},
		},
	} {
		equalSeen(t, serve(t, srv, test.model, "invoke", test.one), serve(t, srv, test.model, test.op, test.other))
	}
}

func TestChatRefusals(t *testing.T) {
	srv := bedrocktest.New()
	tools := m{"tools": []m{{"toolSpec": m{"name": "look", "inputSchema": m{"json": toolSchema}}}}}
	for _, test := range []struct {
		model, op string
		body      m
		want      string
	}{
		{"qwen.qwen3-32b-v1:0", "converse", m{"messages": converseHi, "inferenceConfig": m{"stopSequences": []string{"x"}}}, "This model doesn't support the stopSequences field."},
		{gptOSS, "invoke", m{"messages": chatHi, "stream": true}, "The stream field must match the operation."},
		{gptOSS, "invoke", m{"messages": chatHi, "top_k": 5}, "Malformed input request: #: extraneous key [top_k] is not permitted"},
		{gptOSS, "invoke", m{"prompt": "hi"}, "Malformed input request: #: required key [messages] not found#: extraneous key [prompt]"},
		{gptOSS, "converse", m{"messages": converseHi, "additionalModelRequestFields": m{"anthropic_beta": []string{"x"}}}, "The model returned the following errors: Malformed input request: #: extraneous key [anthropic_beta]"},
		{"us.writer.palmyra-x5-v1:0", "invoke", m{"messages": chatHi, "stop": strings.Split("abcde", "")}, "Malformed input request: #/stop: expected maximum item count: 4, found: 5"},
		{"us.writer.palmyra-x5-v1:0", "converse-stream", m{"messages": converseHi, "toolConfig": tools}, "This model doesn't support tool use in streaming mode."},
		{"ai21.jamba-instruct-v1:0", "converse", m{"messages": converseHi, "toolConfig": tools}, "This model doesn't support tool use."},
		{"mistral.mistral-large-2407-v1:0", "invoke", m{"messages": chatHi, "temperature": 1.5}, "Malformed input request: #/temperature: 1.5 is not less or equal to 1"},
		{"mistral.mistral-large-2407-v1:0", "invoke", m{"messages": []m{{"role": "user", "content": []m{{"type": "text", "text": "hi"}}}}}, "Malformed input request: #/messages/0/content: expected type: String, found: JSONArray"},
		{"us.mistral.pixtral-large-2502-v1:0", "invoke", m{"messages": []m{{"role": "user", "content": []m{{"type": "image_url", "image_url": m{"url": "https://example.com/a.png"}}}}}}, "Malformed input request: image_url is not a valid data URI"},
		{gptOSS, "invoke", m{"messages": chatHi, "tools": []m{{"type": "function", "function": m{"name": "f"}}}, "tool_choice": "any"}, "Malformed input request: #/tool_choice: any is not a valid enum value"},
	} {
		c := serve(t, srv, test.model, test.op, test.body)
		if c.Status != 400 || !strings.HasPrefix(c.ErrorMessage, test.want) {
			t.Errorf("%s %s %v:\n got %d %q\nwant %q", test.model, test.op, test.body, c.Status, c.ErrorMessage, test.want)
		}
	}
}

// TestChatReply reads native answers as programs do: the text of gpt-oss has
// its reasoning before it, and the pieces of a stream join to the same text.
func TestChatReply(t *testing.T) {
	srv := bedrocktest.New()
	for _, model := range []string{gptOSS, "qwen.qwen3-32b-v1:0", "mistral.mistral-large-2407-v1:0"} {
		c := serve(t, srv, model, "invoke", m{"messages": chatHi})
		var reply struct {
			Choices []struct{ Message struct{ Content string } }
			Usage   struct {
				Total int `json:"total_tokens"`
			}
		}
		if err := json.Unmarshal(c.Response, &reply); err != nil {
			t.Fatal(err)
		}
		want := c.Answer.Text
		if model == gptOSS {
			want = "<reasoning>" + c.Answer.Content[0].Text + "</reasoning>" + want
		}
		if got := reply.Choices[0].Message.Content; got != want {
			t.Errorf("%s: %q, want %q", model, got, want)
		}
		if n := c.Answer.InputTokens + c.Answer.OutputTokens; reply.Usage.Total != n && !strings.Contains(model, "2407") {
			t.Errorf("%s: %d tokens, want %d", model, reply.Usage.Total, n)
		}
		streamed := ""
		for _, f := range serve(t, srv, model, "invoke-with-response-stream", m{"messages": chatHi}).Frames {
			var chunk struct {
				Choices []struct{ Delta, Message struct{ Content string } }
			}
			if err := json.Unmarshal(f.Native, &chunk); err != nil {
				t.Fatal(err)
			}
			streamed += chunk.Choices[0].Delta.Content + chunk.Choices[0].Message.Content
		}
		if streamed != want {
			t.Errorf("%s streamed %q, want %q", model, streamed, want)
		}
	}
}
