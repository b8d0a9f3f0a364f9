package bedrocktest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

const commandR = "cohere.command-r-v1:0"

func TestCommandRStream(t *testing.T) {
	srv := bedrocktest.New()
	c := serve(t, srv, commandR, "invoke-with-response-stream", m{"message": "hi"})
	var kinds []string
	text, end := "", ""
	for _, f := range c.Frames {
		var e struct {
			EventType string `json:"event_type"`
			Text      string
			Response  struct{ Text string }
		}
		if err := json.Unmarshal(f.Native, &e); err != nil {
			t.Fatal(err)
		}
		text, end = text+e.Text, e.Response.Text
		if n := len(kinds); n == 0 || kinds[n-1] != e.EventType {
			kinds = append(kinds, e.EventType)
		}
	}
	if diff := cmp.Diff([]string{"stream-start", "text-generation", "stream-end"}, kinds); diff != "" {
		t.Error(diff)
	}
	if text != c.Answer.Text || end != text {
		t.Errorf("streamed %q, ended with %q, answer %q", text, end, c.Answer.Text)
	}
}

// TestCommandRTools: tools reach the model as a flat table on both APIs, and
// calls come back without ids.
func TestCommandRTools(t *testing.T) {
	srv := bedrocktest.New()
	schema := m{"type": "object", "required": []string{"n"}, "properties": m{"n": m{"type": "integer", "description": "how many"}, "on": m{"type": "boolean"}}}
	definitions := m{"n": m{"type": "int", "description": "how many", "required": true}, "on": m{"type": "bool", "required": false}}
	a := serve(t, srv, commandR, "invoke", m{"message": "look", "tools": []m{{"name": "look", "description": "d", "parameter_definitions": definitions}}})
	b := serve(t, srv, commandR, "converse", m{
		"messages":   []m{{"role": "user", "content": []m{{"text": "look"}}}},
		"toolConfig": m{"tools": []m{{"toolSpec": m{"name": "look", "description": "d", "inputSchema": m{"json": schema}}}}},
	})
	equalSeen(t, a, b)
	var reply struct {
		ToolCalls []struct {
			Name       string
			Parameters m
		} `json:"tool_calls"`
	}
	if err := json.Unmarshal(a.Response, &reply); err != nil || len(reply.ToolCalls) != 1 || reply.ToolCalls[0].Name != "look" {
		t.Errorf("%v: %s", err, a.Response)
	}
}

func TestCommandRRefusals(t *testing.T) {
	srv := bedrocktest.New()
	for _, test := range []struct {
		op   string
		body m
		want string
	}{
		{"invoke", m{"prompt": "hi"}, "Malformed input request: #: required key [message] not found#: extraneous key [prompt] is not permitted"},
		{"invoke", m{"message": "hi", "p": 1}, "Malformed input request: #/p: 1 is not less or equal to 0.99"},
		{"invoke", m{"message": ""}, "Malformed input request: #/message: expected minLength: 1, actual: 0"},
		{"converse", m{"messages": converseHi, "additionalModelRequestFields": m{"top_k": 5}}, "The model returned the following errors: Malformed input request: #: extraneous key [top_k] is not permitted"},
		{"converse", m{"messages": converseHi, "additionalModelRequestFields": m{"preamble": "s"}, "system": []m{{"text": "s"}}}, "The additional field preamble conflicts with the existing field system."},
	} {
		if c := serve(t, srv, commandR, test.op, test.body); c.Status != 400 || !strings.HasPrefix(c.ErrorMessage, test.want) {
			t.Errorf("%s %v:\n got %d %q\nwant %q", test.op, test.body, c.Status, c.ErrorMessage, test.want)
		}
	}
}
