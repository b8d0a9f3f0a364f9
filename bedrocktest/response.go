package bedrocktest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
)

// response is an answer that has been worked out but not sent.
type response struct {
	status int
	header map[string]string
	body   []byte  // unary answers and errors
	frames []frame // streams
	stream bool
	err    *apiError
	// promised is the Content-Length of a unary body that is cut short.
	promised int
}

// frame is one event-stream message, or raw bytes in its place.
type frame struct {
	headers []pair
	payload []byte
	native  []byte
	raw     []byte // sent instead, and ends the stream
	failure *apiError
}

type pair struct{ name, value string }

// refusal is an error answer: JSON with the message, and the type in a header
// with the service's suffix (recorded). Streams are refused the same way.
func refusal(err *apiError) *response {
	body := map[string]any{"message": err.message}
	for k, v := range err.extra {
		body[k] = v
	}
	return &response{
		status: err.status,
		header: map[string]string{
			"Content-Type":     "application/json",
			"x-amzn-ErrorType": err.name + ":http://internal.amazon.com/coral/com.amazon.bedrock/",
		},
		body: mustMarshal(body),
		err:  err,
	}
}

// streamOf is an event stream; InvokeModelWithResponseStream states the type of
// its chunks besides (recorded).
func streamOf(operation string, frames []frame) *response {
	header := map[string]string{"Content-Type": "application/vnd.amazon.eventstream"}
	if isInvoke(operation) {
		header["X-Amzn-Bedrock-Content-Type"] = "application/json"
	}
	return &response{status: 200, stream: true, header: header, frames: frames}
}

// event makes a frame with the header order of the service (recorded).
func event(name string, payload []byte) frame {
	return frame{headers: []pair{{":event-type", name}, {":content-type", "application/json"}, {":message-type", "event"}}, payload: payload}
}

// encode writes the frame's bytes.
func (f frame) encode() []byte {
	if f.raw != nil {
		return f.raw
	}
	m := eventstream.Message{Payload: f.payload}
	for _, h := range f.headers {
		m.Headers = append(m.Headers, eventstream.Header{Name: h.name, Value: eventstream.StringValue(h.value)})
	}
	var b bytes.Buffer
	if err := eventstream.NewEncoder().Encode(&b, m); err != nil {
		panic("bedrocktest: encode own frame: " + err.Error())
	}
	return b.Bytes()
}

func (f frame) public() Frame {
	out := Frame{Headers: map[string]string{}, Payload: f.payload, Native: f.native}
	for _, h := range f.headers {
		out.Headers[h.name] = h.value
	}
	return out
}

// padder makes the "p" members: 2 to 61 characters of a fixed alphabet
// (recorded on some 1,400 frames).
type padder struct {
	rng *rand.Rand // nil switches padding off
}

const padAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

func (s *Server) padder(request []byte) padder {
	if !s.padding {
		return padder{}
	}
	sum := sha256.Sum256(request)
	return padder{rand.New(rand.NewPCG(s.seed, binary.BigEndian.Uint64(sum[:])))}
}

func (p padder) add(m map[string]any) map[string]any {
	if p.rng != nil {
		m["p"] = padAlphabet[:2+p.rng.IntN(60)]
	}
	return m
}

// requestID is a UUID made from the seed and the call's place.
func (s *Server) requestID(seq int) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], s.seed)
	binary.BigEndian.PutUint64(b[8:], uint64(seq))
	h := sha256.Sum256(b[:])
	return fmt.Sprintf("%x-%x-4%03x-a%03x-%x", h[:4], h[4:6], binary.BigEndian.Uint16(h[6:])&0xfff, binary.BigEndian.Uint16(h[8:])&0xfff, h[10:16])
}

// send writes a response, faults included, and records the call beforehand.
func (s *Server) send(w http.ResponseWriter, r *http.Request, call *Call, res *response, faults []Fault) {
	abort, frameDelay := res.apply(faults)
	fill(call, res, abort)
	s.record(call)
	if !s.sleep(r, settle(r)+delayOf(faults)) || abort == beforeHeaders {
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	h["x-amzn-RequestId"] = []string{s.requestID(call.Seq)}
	for k, v := range res.header {
		h[k] = []string{v}
	}
	if !res.stream {
		h["Content-Length"] = []string{strconv.Itoa(max(res.promised, len(res.body)))}
	}
	w.WriteHeader(res.status)
	if res.stream {
		s.sendFrames(w, r, res.frames, frameDelay)
	} else {
		_, _ = w.Write(res.body)
	}
	if abort == afterHeaders {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// settleTime is how long an answer over HTTP/1.1 waits. The Go SDK closes the
// request's body when it has the response, and net/http reads that body once
// more after its last byte has gone out; an answer that comes in between makes
// the read fail with EOF and the transport drop the connection, in the middle
// of a stream. No service is that fast, but a loopback server is, in about one
// call of a hundred (smithy-go v1.28.8, Go 1.26).
const settleTime = 3 * time.Millisecond

// settle is settleTime for a request that came through a network connection.
func settle(r *http.Request) time.Duration {
	if r.ProtoMajor == 1 && r.Context().Value(http.LocalAddrContextKey) != nil {
		return settleTime
	}
	return 0
}

func (s *Server) sendFrames(w http.ResponseWriter, r *http.Request, frames []frame, delay time.Duration) {
	rc := http.NewResponseController(w)
	_ = rc.Flush()
	for i, f := range frames {
		if i > 0 && !s.sleep(r, delay) {
			panic(http.ErrAbortHandler)
		}
		if _, err := w.Write(f.encode()); err != nil {
			return // the client has gone
		}
		_ = rc.Flush()
	}
}

// fill writes into call what will be sent.
func fill(call *Call, res *response, abort abortPoint) {
	if abort == beforeHeaders {
		call.Seen, call.Answer = nil, nil
		return
	}
	call.Status = res.status
	if res.err != nil {
		call.ErrorType, call.ErrorMessage = res.err.name, res.err.message
	}
	call.Response = res.body
	for _, f := range res.frames {
		if f.failure != nil {
			call.ErrorType, call.ErrorMessage = f.failure.name, f.failure.message
		}
		if f.raw == nil {
			call.Frames = append(call.Frames, f.public())
		}
	}
}

// sleep waits and reports whether the call should go on: it should not when
// the client has gone or the server closes.
func (s *Server) sleep(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
	case <-s.done:
	}
	return false
}
