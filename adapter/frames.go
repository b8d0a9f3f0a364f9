package adapter

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream/eventstreamapi"

	"github.com/bedrocklint/bedrocklint/converse"
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

// parseFrame decodes a message and checks its checksums. The payload is part of raw.
func parseFrame(raw []byte) (frame, error) {
	if f, ok := plainFrame(raw); ok {
		return f, nil
	}
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

const (
	preludeSize = 12        // length, length of the headers, checksum of both
	mostHeaders = 128 << 10 // see maxFrame
	stringType  = 7         // of a header's value
)

// plainFrame decodes what the service sends: a whole message whose headers are strings.
// Anything else is left to the SDK's decoder, for its errors. There is one message for
// every few words of an answer, so this allocates nothing.
// Source: https://smithy.io/2.0/aws/amazon-eventstream.html
func plainFrame(raw []byte) (f frame, ok bool) {
	if len(raw) < preludeSize+4 || int(binary.BigEndian.Uint32(raw)) != len(raw) {
		return f, false
	}
	size, end := int(binary.BigEndian.Uint32(raw[4:])), len(raw)-4
	if size > min(mostHeaders, end-preludeSize) || !summed(raw[:8], raw[8:]) || !summed(raw[:end], raw[end:]) {
		return f, false
	}
	headers := raw[preludeSize : preludeSize+size]
	f.payload = raw[preludeSize+size : end]
	for len(headers) > 0 {
		name, rest, ok := cutLong(headers, 1)
		if !ok || len(name) == 0 || len(rest) == 0 || rest[0] != stringType {
			return f, false
		}
		var value []byte
		if value, headers, ok = cutLong(rest[1:], 2); !ok {
			return f, false
		}
		switch string(name) {
		case eventstreamapi.EventTypeHeader:
			f.event = eventName(value)
		case eventstreamapi.ExceptionTypeHeader:
			f.exception = string(value)
		}
	}
	return f, true
}

// summed reports whether sum begins with the checksum of b.
func summed(b, sum []byte) bool { return crc32.ChecksumIEEE(b) == binary.BigEndian.Uint32(sum) }

// cutLong cuts off a string after its length, which has n bytes: 1 or 2.
func cutLong(b []byte, n int) (s, rest []byte, ok bool) {
	if len(b) < n {
		return nil, nil, false
	}
	size := int(b[0])
	if n == 2 {
		size = int(binary.BigEndian.Uint16(b))
	}
	if len(b) < n+size {
		return nil, nil, false
	}
	return b[n : n+size], b[n+size:], true
}

// eventName is a name as text, without a copy where it is a known one.
func eventName(b []byte) string {
	for _, known := range []string{chunkEvent, converse.ContentBlockDelta, converse.ContentBlockStart, converse.ContentBlockStop,
		converse.MessageStart, converse.MessageStop, converse.Metadata} {
		if string(b) == known {
			return known
		}
	}
	return string(b)
}

// chunkEvent is the one event of InvokeModelWithResponseStream.
const chunkEvent = "chunk"

// chunkHeaders are the headers of every message of InvokeModelWithResponseStream.
var chunkHeaders = headersOf(
	eventstreamapi.EventTypeHeader, chunkEvent,
	eventstreamapi.ContentTypeHeader, "application/json",
	eventstreamapi.MessageTypeHeader, eventstreamapi.EventMessageType,
)

// headersOf encodes names and values in turn.
func headersOf(pairs ...string) []byte {
	var b []byte
	for i := 0; i < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		b = append(append(b, byte(len(name))), name...)
		b = binary.BigEndian.AppendUint16(append(b, stringType), uint16(len(value)))
		b = append(b, value...)
	}
	return b
}

// writeChunk writes a native chunk as a message of InvokeModelWithResponseStream, in the
// room that w has.
func writeChunk(w *bytes.Buffer, chunk []byte) error {
	const before, after = `{"bytes":"`, `"}`
	size := preludeSize + len(chunkHeaders) + len(before) + base64.StdEncoding.EncodedLen(len(chunk)) + len(after) + 4
	if size > maxFrame {
		return fmt.Errorf("event stream: a message of %d bytes", size)
	}
	w.Grow(size)
	b := binary.BigEndian.AppendUint32(w.AvailableBuffer(), uint32(size))
	b = binary.BigEndian.AppendUint32(b, uint32(len(chunkHeaders)))
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	b = append(append(b, chunkHeaders...), before...)
	b = append(base64.StdEncoding.AppendEncode(b, chunk), after...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	_, err := w.Write(b)
	return err
}

// readChunk is the native chunk inside a message of InvokeModelWithResponseStream.
func readChunk(payload []byte) ([]byte, error) {
	var p struct{ Bytes []byte }
	err := json.Unmarshal(payload, &p)
	return p.Bytes, err
}
