package adapter

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream/eventstreamapi"
	"github.com/google/go-cmp/cmp"
)

// A chunk's message is, byte for byte, the one that the SDK's encoder writes.
func TestWriteChunk(t *testing.T) {
	for _, chunk := range []string{"", "{}", `{"a":1}`, strings.Repeat("x", 100_000)} {
		var want, got bytes.Buffer
		got.WriteString("before")
		want.WriteString("before")
		if err := writeChunk(&got, []byte(chunk)); err != nil {
			t.Fatal(err)
		}
		err := eventstream.NewEncoder().Encode(&want, eventstream.Message{
			Headers: eventstream.Headers{
				{Name: eventstreamapi.EventTypeHeader, Value: eventstream.StringValue("chunk")},
				{Name: eventstreamapi.ContentTypeHeader, Value: eventstream.StringValue("application/json")},
				{Name: eventstreamapi.MessageTypeHeader, Value: eventstream.StringValue("event")},
			},
			Payload: mustMarshal(struct {
				Bytes []byte `json:"bytes"`
			}{[]byte(chunk)}),
		})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Errorf("%.20q: %.100q, want %.100q", chunk, got.Bytes(), want.Bytes())
		}
	}
	if writeChunk(&bytes.Buffer{}, make([]byte, maxFrame)) == nil {
		t.Error("a chunk that no message can hold was written")
	}
}

// FuzzFrame: what plainFrame takes the SDK's decoder takes, and reads the same in it.
func FuzzFrame(f *testing.F) {
	f.Add(message(f, "contentBlockDelta", `{"contentBlockIndex":0}`))
	f.Add(message(f, "somethingNew", ""))
	var typed bytes.Buffer
	err := eventstream.NewEncoder().Encode(&typed, eventstream.Message{
		Headers: eventstream.Headers{{Name: "n", Value: eventstream.Int16Value(3)}, {Name: ":exception-type", Value: eventstream.StringValue("e")}},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(typed.Bytes())
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, ok := plainFrame(raw)
		if !ok {
			return
		}
		m, err := eventstream.NewDecoder().Decode(bytes.NewReader(raw), nil)
		if err != nil {
			t.Fatalf("the SDK refuses %q: %v", raw, err)
		}
		want := frame{payload: m.Payload}
		for _, h := range m.Headers {
			switch h.Name {
			case eventstreamapi.EventTypeHeader:
				want.event = h.Value.String()
			case eventstreamapi.ExceptionTypeHeader:
				want.exception = h.Value.String()
			}
		}
		if diff := cmp.Diff([]string{want.event, want.exception, string(want.payload)}, []string{got.event, got.exception, string(got.payload)}); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The service's messages are read without the slow way.
func TestPlainFrame(t *testing.T) {
	raw := message(t, "contentBlockDelta", `{"a":1}`)
	got, ok := plainFrame(raw)
	if !ok || got.event != "contentBlockDelta" || string(got.payload) != `{"a":1}` {
		t.Fatalf("%+v, %v", got, ok)
	}
	for i := range raw {
		broken := bytes.Clone(raw)
		broken[i] ^= 1
		if _, err := parseFrame(broken); err == nil {
			t.Errorf("bit 0 of byte %d was turned, and nobody saw", i)
		}
	}
}
