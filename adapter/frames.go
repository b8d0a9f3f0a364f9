package adapter

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream/eventstreamapi"
)

// frameReader cuts an event stream into its messages, byte for byte.
type frameReader struct {
	src io.Reader
	buf []byte // reused
}

// maxFrame is the most that a message may have: 16 MB of payload, 128 kB of headers.
// Source: https://smithy.io/2.0/aws/amazon-eventstream.html
const maxFrame = 16<<20 + 128<<10 + 16

// next returns the bytes of the next message; they are good until the call after. At a
// clean end the error is io.EOF. A stream that ends inside a message gives what is there
// of it, with the reader's own error or io.ErrUnexpectedEOF.
func (r *frameReader) next() ([]byte, error) {
	r.buf = append(r.buf[:0], 0, 0, 0, 0)
	if n, err := io.ReadFull(r.src, r.buf); err != nil {
		return r.buf[:n], err
	}
	size := int(binary.BigEndian.Uint32(r.buf))
	if size < 16 || size > maxFrame {
		return r.buf, fmt.Errorf("event stream: a message of %d bytes", size)
	}
	if cap(r.buf) < size {
		r.buf = append(make([]byte, 0, size), r.buf...)
	}
	r.buf = r.buf[:size]
	n, err := io.ReadFull(r.src, r.buf[4:])
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return r.buf[:4+n], err
}

// frame is a decoded message.
type frame struct {
	event     string // ":event-type"; "" for failures
	exception string // ":exception-type"
	payload   []byte
}

// parseFrame decodes a message and checks its checksums.
func parseFrame(raw []byte) (frame, error) {
	m, err := eventstream.NewDecoder().Decode(bytes.NewReader(raw), nil)
	if err != nil {
		return frame{}, err
	}
	f := frame{payload: m.Payload}
	for _, h := range m.Headers {
		switch h.Name {
		case eventstreamapi.EventTypeHeader:
			f.event = h.Value.String()
		case eventstreamapi.ExceptionTypeHeader:
			f.exception = h.Value.String()
		}
	}
	return f, nil
}

// chunkEvent is the one event of InvokeModelWithResponseStream.
const chunkEvent = "chunk"

// writeChunk writes a native chunk as a message of InvokeModelWithResponseStream.
func writeChunk(w *bytes.Buffer, chunk []byte) error {
	const before, after = `{"bytes":"`, `"}`
	payload := make([]byte, 0, len(before)+base64.StdEncoding.EncodedLen(len(chunk))+len(after))
	payload = append(payload, before...)
	payload = base64.StdEncoding.AppendEncode(payload, chunk)
	payload = append(payload, after...)
	return eventstream.NewEncoder().Encode(w, eventstream.Message{
		Headers: eventstream.Headers{
			{Name: eventstreamapi.EventTypeHeader, Value: eventstream.StringValue(chunkEvent)},
			{Name: eventstreamapi.ContentTypeHeader, Value: eventstream.StringValue("application/json")},
			{Name: eventstreamapi.MessageTypeHeader, Value: eventstream.StringValue(eventstreamapi.EventMessageType)},
		},
		Payload: payload,
	})
}

// readChunk is the native chunk inside a message of InvokeModelWithResponseStream.
func readChunk(payload []byte) ([]byte, error) {
	var p struct{ Bytes []byte }
	err := json.Unmarshal(payload, &p)
	return p.Bytes, err
}
