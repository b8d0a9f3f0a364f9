package adapter

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream/eventstreamapi"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/bedrocklint/bedrocklint/catalog"
)

func message(t testing.TB, event, payload string) []byte {
	t.Helper()
	var b bytes.Buffer
	err := eventstream.NewEncoder().Encode(&b, eventstream.Message{
		Headers: eventstream.Headers{{Name: eventstreamapi.EventTypeHeader, Value: eventstream.StringValue(event)}},
		Payload: []byte(payload),
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func streamed(model string, via way, body []byte) (*attempt, io.ReadCloser) {
	m, f, _ := catalog.Default().ModelByID(model)
	k := &call{core: newCore(newConfig(nil)), op: operations["InvokeModelWithResponseStream"], modelID: model, model: m, family: f, fallback: true}
	at := k.attempt(via, byRoute)
	resp := &smithyhttp.Response{Response: &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body))}}
	at.readStream(context.Background(), resp)
	return at, resp.Body
}

// A stream that is passed on keeps every byte, and one that is cut inside a message its
// last bytes.
func TestStreamKeepsBytes(t *testing.T) {
	whole := append(message(t, "chunk", `{"bytes":"e30="}`), message(t, "chunk", `{"bytes":"e30="}`)...)
	for n := range whole {
		_, body := streamed("meta.llama3-8b-instruct-v1:0", viaInvoke, whole[:n])
		got, _ := io.ReadAll(body)
		if !bytes.Equal(got, whole[:n]) {
			t.Errorf("of %d bytes %d came", n, len(got))
		}
	}
}

// FuzzStream: whatever bytes come, reading ends, and once at the end stays there.
func FuzzStream(f *testing.F) {
	start := message(f, "messageStart", `{"role":"assistant"}`)
	delta := message(f, "contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":"hi"}}`)
	stop := message(f, "messageStop", `{"stopReason":"end_turn"}`)
	meta := message(f, "metadata", `{"usage":{"inputTokens":1,"outputTokens":2},"metrics":{"latencyMs":3}}`)
	f.Add(bytes.Join([][]byte{start, delta, stop, meta}, nil))
	f.Add(bytes.Join([][]byte{start, delta, stop}, nil))
	f.Add(delta[:20])
	f.Add(message(f, "contentBlockDelta", `{"contentBlockIndex":"x","delta":[]}`))
	f.Add(message(f, "chunk", `{"bytes":"!"}`))
	f.Add([]byte("data: text\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, model := range []string{"anthropic.claude-3-haiku-20240307-v1:0", "meta.llama3-8b-instruct-v1:0", "openai.gpt-oss-120b-1:0", "us.amazon.nova-lite-v1:0"} {
			for _, via := range []way{viaInvoke, viaConverse} {
				ends := 0
				at, body := streamed(model, via, data)
				at.onEnd = func(error) { ends++ }
				_, err := io.ReadAll(body)
				if _, again := body.Read(make([]byte, 1)); err != nil && again != err {
					t.Errorf("ended with %v, then with %v", err, again)
				}
				_ = body.Close()
				if ends != 1 {
					t.Errorf("the end was told %d times", ends)
				}
			}
		}
	})
}
