package verify

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// frames encodes an event stream: pairs of an event type and its payload.
func frames(t testing.TB, events ...string) []byte {
	t.Helper()
	var b strings.Builder
	for i := 0; i < len(events); i += 2 {
		err := eventstream.NewEncoder().Encode(&b, eventstream.Message{
			Headers: eventstream.Headers{{Name: ":event-type", Value: eventstream.StringValue(events[i])}},
			Payload: []byte(events[i+1]),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return []byte(b.String())
}

func TestReceivedStream(t *testing.T) {
	body := frames(t,
		"messageStart", `{"role":"assistant","p":"ab"}`,
		"contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":"Let me "}}`,
		"contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":"look."}}`,
		"contentBlockStop", `{"contentBlockIndex":0}`,
		"contentBlockStart", `{"contentBlockIndex":1,"start":{"toolUse":{"name":"tide","toolUseId":"tooluse_1"}}}`,
		"contentBlockDelta", `{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"port\":"}}}`,
		"contentBlockDelta", `{"contentBlockIndex":1,"delta":{"toolUse":{"input":"\"Brest\"}"}}}`,
		"contentBlockStop", `{"contentBlockIndex":1}`,
		"messageStop", `{"stopReason":"tool_use"}`,
		"metadata", `{"usage":{"inputTokens":3,"outputTokens":4},"metrics":{"latencyMs":5}}`,
	)
	want := Answer{
		Content: decode([]byte(`[{"text":"Let me look."},
			{"start":{"toolUse":{"name":"tide","toolUseId":"…"}},"toolUse.input":"{\"port\":\"Brest\"}"}]`)),
		StopReason: "tool_use", Usage: Usage{3, 4}, LatencyMS: 5,
		Events: []string{"messageStart", "contentBlockDelta", "contentBlockStop", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata"},
	}
	c := &Call{Operation: "ConverseStream"}
	if err := (lookup{}).received(c, &response{status: 200, body: body}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, c.Answer); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}

func TestReceivedError(t *testing.T) {
	c := &Call{Operation: "Converse"}
	header := http.Header{"X-Amzn-Errortype": {"ValidationException:http://internal.amazon.com/coral/"}}
	if err := (lookup{}).received(c, &response{status: 400, header: header, body: []byte(`{"message":"no"}`)}); err != nil {
		t.Fatal(err)
	}
	if c.Status != 400 || c.ErrorType != "ValidationException" || c.ErrorMessage != "no" {
		t.Errorf("got %d %s: %s", c.Status, c.ErrorType, c.ErrorMessage)
	}
}

// FuzzReceived wants any answer read or refused, whoever sent it.
func FuzzReceived(f *testing.F) {
	f.Add("Converse", []byte(`{"output":{"message":{"content":[{"text":"a"}]}},"stopReason":"end_turn","usage":{"inputTokens":1}}`))
	f.Add("InvokeModel", []byte(`{"generation":"a","stop_reason":"stop","prompt_token_count":1,"generation_token_count":1}`))
	f.Add("ConverseStream", frames(f, "contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":"a"}}`, "messageStop", `{"stopReason":"end_turn"}`))
	f.Add("InvokeModelWithResponseStream", frames(f, "chunk", `{"bytes":"eyJnZW5lcmF0aW9uIjoiYSIsInN0b3BfcmVhc29uIjoic3RvcCJ9"}`))
	l := Models{Catalog: catalog.Default()}.lookup(llama3)
	f.Fuzz(func(t *testing.T, operation string, body []byte) {
		c := &Call{Operation: operation}
		if err := l.received(c, &response{status: 200, header: http.Header{}, body: body}); err != nil && c.Answer.Content != nil {
			t.Errorf("an answer along with the error %v", err)
		}
	})
}
