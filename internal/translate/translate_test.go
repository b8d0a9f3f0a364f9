package translate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/converse"
	"github.com/google/go-cmp/cmp"
)

const claude = "anthropic.claude-3-haiku-20240307-v1:0"

// Every model that Converse serves takes a simple Converse request to its native body and
// back to the same request.
func TestEveryModelBothWays(t *testing.T) {
	cat := catalog.Default()
	models := 0
	for _, f := range cat.Families() {
		for _, m := range f.Models {
			if !f.Served() || !f.Complete || !m.Converse {
				continue
			}
			models++
			in := fmt.Sprintf(`{"modelId":%q,"inferenceConfig":{"maxTokens":9},"messages":[{"role":"user","content":[{"text":"Hi"}]}]}`, m.ID)
			native, err := Translate(Options{Catalog: cat, To: Native}, []byte(in))
			if err != nil {
				t.Errorf("%s: %v", m.ID, err)
				continue
			}
			if !native.Lossless() {
				t.Errorf("%s: %+v", m.ID, native.Notes)
			}
			back, err := Translate(Options{Catalog: cat, Model: m.ID, To: Converse}, converse.Encode(native.Value))
			if err != nil {
				t.Errorf("%s: back: %v\n%s", m.ID, err, converse.Encode(native.Value))
				continue
			}
			want, _ := converse.Decode([]byte(in))
			if diff := cmp.Diff(any(want), back.Value); diff != "" {
				t.Errorf("%s (-in +back):\n%s\n%s", m.ID, diff, converse.Encode(native.Value))
			}
		}
	}
	if models < 50 {
		t.Errorf("only %d models", models)
	}
}

// What Converse does not serve is refused, with the reason.
func TestModelsThatStay(t *testing.T) {
	cat := catalog.Default()
	for _, f := range cat.Families() {
		for _, m := range f.Models {
			if f.Served() && m.Converse {
				continue
			}
			_, err := Translate(Options{Catalog: cat, Model: m.ID, To: Converse}, []byte(`{}`))
			if err == nil || !strings.Contains(err.Error(), "Converse") {
				t.Errorf("%s: error %v", m.ID, err)
			}
		}
	}
}

func TestErrors(t *testing.T) {
	const body = "{\n \"max_tokens\": 9,\n \"messages\": [\n  {\"role\": \"user\",\n   \"content\": [{\"type\": \"text\", \"txt\": \"Hi\"}]}]}"
	tests := []struct {
		name string
		o    Options
		data string
		want string // "LINE: message"
	}{
		{"unknown field", Options{Model: claude}, body, "5: messages[0].content[0].txt: is not a field of anthropic-messages, and Bedrock refuses fields that it does not know; did you mean text?"},
		{"nothing near", Options{Model: claude}, strings.Replace(body, `"txt"`, `"colour"`, 1), "5: messages[0].content[0].colour: is not a field of anthropic-messages, and Bedrock refuses fields that it does not know; leave it out"},
		{"misspelt requirement", Options{Model: claude}, strings.Replace(body, "max_tokens", "maxTokens", 1), "2: maxTokens: is not a field of anthropic-messages; did you mean max_tokens?"},
		{"missing", Options{Model: claude}, "{\n\"max_tokens\":1}", "1: messages: is missing; anthropic-messages demands it"},
		{"wrong type", Options{Model: claude}, "{\"messages\":[],\n\"max_tokens\":\"9\"}", "2: max_tokens: a JSON string, which anthropic-messages does not take here"},
		{"not JSON", Options{Model: claude}, "{\n\"a\": }", "2: not JSON: invalid character '}' looking for beginning of value"},
		{"cut", Options{Model: claude}, "{\n\"a\":\n", "2: not JSON: unexpected EOF"},
		{"empty", Options{Model: claude}, "", "1: not JSON: EOF"},
		{"two", Options{Model: claude}, "{}\n{}", "1: more than one JSON value"},
		{"not an object", Options{Model: claude}, "[]", "1: a JSON array, want an object"},
		{"Converse typo", Options{To: Native}, "{\"modelId\":\"" + claude + "\",\n\"mesages\":[]}", "2: mesages: is not a member of a Converse request; did you mean messages?"},
		{"Converse native habit", Options{To: Native, Model: claude}, "{\"messages\":[{\"role\":\"user\",\n\"content\":\"Hi\"}]}", "2: messages[0].content: is a string, want an array"},
		{"two models", Options{To: Native, Model: claude}, `{"modelId":"amazon.nova-lite-v1:0"}`, "1: modelId: is amazon.nova-lite-v1:0, and -model is " + claude + "; leave one of them out"},
		{"modelId", Options{To: Native}, `{"modelId":7}`, "1: modelId: want a string"},
		{"no model", Options{}, "{}", "0: which model? name it with -model, or its native format with -family"},
		{"unknown model", Options{Model: "acme.chat"}, "{}", `0: no family has models called "acme.chat"; name the native format with -family: `},
		{"opaque ARN", Options{Model: "arn:aws:bedrock:us-east-1:111122223333:imported-model/x"}, "{}", "0: an imported model's format is the importer's own"},
		{"unknown family", Options{Family: "anthropic-mesages"}, "{}", `0: no family "anthropic-mesages"; did you mean anthropic-messages?`},
		{"embeddings", Options{Model: "amazon.titan-embed-text-v2:0"}, "{}", "0: amazon-titan-embed: Converse serves no embedding models; InvokeModel stays"},
		{"member", Options{Model: claude, Members: converse.Members{"guardrail": "g"}}, `{"max_tokens":1,"messages":[]}`, "1: guardrail: InvokeModelInput has no such member; it has Accept"},
		{"member of an answer", Options{Model: claude, Response: true, Members: converse.Members{"Trace": "g"}}, `{}`, "0: members of InvokeModelInput go with a native request; leave them out"},
		{"stream of requests", Options{Model: claude, Stream: true}, `{}`, "0: a request is no stream; leave -stream out, or add -response"},
		{"target", Options{To: "titan"}, `{}`, `0: no target "titan"; want converse or native`},
		{"chunk", Options{Model: claude, Response: true, Stream: true}, "{\"type\":\"message_stop\"}\n\n{", "3: not JSON: unexpected EOF"},
		{"event", Options{Model: claude, To: Native, Response: true, Stream: true}, `{"type":"message_stop"}`, "1: not an event of ConverseStream; want one object a line"},
		{"not an answer", Options{Model: claude, To: Native, Response: true}, `{"content":[]}`, "1: output.message: is missing; every Converse answer has it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.o.Catalog = catalog.Default()
			if test.o.To == "" {
				test.o.To = Converse
			}
			_, err := Translate(test.o, []byte(test.data))
			if err == nil {
				t.Fatal("no error")
			}
			line := 0
			if e, ok := err.(*Error); ok {
				line = e.Line
			}
			if got := fmt.Sprintf("%d: %v", line, err); !strings.HasPrefix(got, test.want) {
				t.Errorf("error\n     %s\nwant %s", got, test.want)
			}
		})
	}
}

// Claude 2 takes two native formats: the body tells which.
func TestTwoFormats(t *testing.T) {
	cat := catalog.Default()
	for _, body := range []string{
		`{"prompt":"\n\nHuman: Hi\n\nAssistant:","max_tokens_to_sample":9,"top_k":5}`,
		`{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"top_k":5,"messages":[{"role":"user","content":"Hi"}]}`,
	} {
		got, err := Translate(Options{Catalog: cat, Model: "anthropic.claude-v2:1", To: Converse}, []byte(body))
		if err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		const want = `{"additionalModelRequestFields":{"top_k":5},"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"Hi"}],"role":"user"}],"modelId":"anthropic.claude-v2:1"}`
		if string(converse.Encode(got.Value)) != want {
			t.Errorf("%s\n     %s\nwant %s", body, converse.Encode(got.Value), want)
		}
	}
	// To native, the format that loses nothing.
	tool := `{"toolConfig":{"tools":[{"toolSpec":{"name":"n","inputSchema":{"json":{"type":"object"}}}}]},"messages":[{"role":"user","content":[{"text":"Hi"}]}],"inferenceConfig":{"maxTokens":9}}`
	got, err := Translate(Options{Catalog: cat, Model: "anthropic.claude-v2:1", To: Native}, []byte(tool))
	if err != nil || !got.Lossless() || got.Value.(map[string]any)["tools"] == nil {
		t.Errorf("%v %+v", err, got)
	}
}

func TestNotesHaveLines(t *testing.T) {
	const body = "{\n\"max_tokens\": 9,\n\"top_k\": 5,\n\"messages\": [{\"role\": \"user\", \"content\": [\n" +
		"{\"type\": \"text\", \"text\": \"Hi\",\n\"cache_control\": {\"type\": \"ephemeral\"}}]}]}"
	got, err := Translate(Options{Catalog: catalog.Default(), Model: claude, To: Converse}, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, n := range got.Notes {
		lines = append(lines, fmt.Sprint(n.Line, " ", n.Code, " ", n.Path))
	}
	if diff := cmp.Diff([]string{"3 BL2002 top_k", "6 BL2002 messages[0].content[0].cache_control"}, lines); diff != "" {
		t.Error(diff)
	}
}

func TestStreamBothWays(t *testing.T) {
	o := Options{Catalog: catalog.Default(), Model: "meta.llama3-8b-instruct-v1:0", To: Converse, Response: true, Stream: true}
	const chunks = `{"generation":"He","prompt_token_count":3,"generation_token_count":1,"stop_reason":null}
{"generation":"llo","prompt_token_count":null,"generation_token_count":2,"stop_reason":null}
{"generation":"","prompt_token_count":null,"generation_token_count":3,"stop_reason":"stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":3,"outputTokenCount":3,"invocationLatency":100,"firstByteLatency":10}}
`
	events, err := Translate(o, []byte(chunks))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	var text strings.Builder
	for _, e := range events.Value.([]any) {
		for name := range e.(map[string]any) {
			names = append(names, name)
		}
		text.Write(append(converse.Encode(e), '\n'))
	}
	want := []string{"messageStart", "contentBlockDelta", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	if len(events.Notes) == 0 || events.Notes[0].Line != 3 {
		t.Errorf("notes %+v", events.Notes)
	}
	o.To = Native
	back, err := Translate(o, []byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, c := range back.Value.([]any) {
		s, _ := c.(map[string]any)["generation"].(string)
		said += s
	}
	if said != "Hello" {
		t.Errorf("said %q", said)
	}
}

// FuzzTranslate: arbitrary bytes never panic, errors that name a line name one of the
// input, and what is translated without loss comes back.
func FuzzTranslate(f *testing.F) {
	f.Add([]byte("{\n\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
	f.Add([]byte(`{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"guardrailConfig":{"trace":"enabled"}}`))
	f.Add([]byte("{\"type\":\"message_start\"}\n{\"messageStart\":{}}"))
	cat := catalog.Default()
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, model := range []string{claude, "meta.llama3-8b-instruct-v1:0", "amazon.nova-lite-v1:0", "openai.gpt-oss-20b-1:0"} {
			for _, to := range []Target{Converse, Native} {
				for _, o := range []Options{{}, {Response: true}, {Response: true, Stream: true}} {
					o.Catalog, o.Model, o.To = cat, model, to
					_, err := Translate(o, data)
					if e, ok := err.(*Error); ok && (e.Line < 0 || e.Line > 1+strings.Count(string(data), "\n")) {
						t.Errorf("line %d of %q: %v", e.Line, data, err)
					}
				}
			}
		}
	})
}
