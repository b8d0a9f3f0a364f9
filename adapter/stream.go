package adapter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/bedrocklint/bedrocklint/converse"
)

// stream is the body of an answer to InvokeModelWithResponseStream: messages come in, and
// messages go out as they are read. It has no goroutine and holds one message at most.
type stream struct {
	src    io.ReadCloser
	frames frameReader
	out    bytes.Buffer
	err    error // what comes after out
	// take handles one message.
	take func(raw []byte) error
	// flush writes what is due when the messages have come to a clean end.
	flush func() error

	end   func(error)
	ended sync.Once
}

func (s *stream) Read(p []byte) (int, error) {
	for s.out.Len() == 0 && s.err == nil {
		s.advance()
	}
	if s.out.Len() > 0 {
		return s.out.Read(p)
	}
	s.finish(s.err)
	return 0, s.err
}

func (s *stream) advance() {
	raw, err := s.frames.next()
	switch {
	case err == nil:
		s.err = s.take(raw)
	case err == io.EOF:
		if s.err = s.flush(); s.err == nil {
			s.err = io.EOF
		}
	default:
		s.out.Write(raw) // what is left of a cut message: the SDK meets the cut itself
		s.err = err
	}
}

// finish reports the end of the stream, once.
func (s *stream) finish(err error) {
	s.ended.Do(func() {
		if err == io.EOF {
			err = nil
		}
		s.end(err)
	})
}

// errAbandoned ends a stream that its reader closed early.
var errAbandoned = errors.New("the stream was closed before its end")

func (s *stream) Close() error {
	err := s.src.Close()
	s.finish(errAbandoned)
	return err
}

// readStream wraps the body of a streamed answer.
func (at *attempt) readStream(ctx context.Context, resp *smithyhttp.Response) {
	s := &stream{src: resp.Body, frames: frameReader{src: resp.Body}, flush: func() error { return nil }, end: at.streamEnded}
	resp.Body = s
	if at.via == viaInvoke {
		s.take = at.observe(s)
		return
	}
	c, err := converse.NewChunks(at.format, at.model)
	if err != nil {
		s.err = err // the plan asked whether the family streams
		return
	}
	c.Identify(at.identity(resp.Header))
	x := &translation{at: at, ctx: ctx, s: s, chunks: c}
	s.take, s.flush = x.take, x.flush
	resp.Header.Set("X-Amzn-Bedrock-Content-Type", "application/json")
	if at.fallback {
		x.peek(resp)
	}
}

// streamEnded reports the end of a caller's stream. An exception inside the stream has
// been noted by then.
func (at *attempt) streamEnded(err error) {
	if err == nil {
		err = at.failure
	}
	if at.onEnd != nil {
		at.onEnd(err)
	}
}

// observe passes messages on as they are, and reads what they say of tokens; nothing is
// decoded that is not wanted.
func (at *attempt) observe(s *stream) func([]byte) error {
	return func(raw []byte) error {
		s.out.Write(raw)
		if f, err := parseFrame(raw); err == nil {
			at.observed(f)
		}
		return nil
	}
}

func (at *attempt) observed(f frame) {
	if f.event != chunkEvent {
		at.fail(f)
		return
	}
	chunk, err := readChunk(f.payload)
	if err != nil {
		return
	}
	at.answer.keep(chunk, true)
	if !bytes.Contains(chunk, []byte(`"amazon-bedrock-invocationMetrics"`)) {
		return
	}
	var last struct {
		Counts map[string]json.Number `json:"amazon-bedrock-invocationMetrics"`
	}
	if json.Unmarshal(chunk, &last) == nil {
		n := func(key string) int { return whole(last.Counts[key]) }
		at.usage = usage{InputTokens: n("inputTokenCount"), OutputTokens: n("outputTokenCount"), LatencyMs: n("invocationLatency"),
			CacheReadTokens: n("cacheReadInputTokenCount"), CacheWriteTokens: n("cacheWriteInputTokenCount")}
	}
}

// fail notes an exception inside a stream.
func (at *attempt) fail(f frame) {
	if f.exception != "" {
		at.failure = &smithy.GenericAPIError{Code: f.exception, Message: messageOf(f.payload)}
	}
}

func messageOf(payload []byte) string {
	var e struct{ Message string }
	_ = json.Unmarshal(payload, &e) // what is no JSON has no message
	return e.Message
}

// translation turns the events of ConverseStream into native chunks.
type translation struct {
	at     *attempt
	ctx    context.Context
	s      *stream
	chunks *converse.Chunks
	room   converse.Room // for one piece of an answer after the other
	stated int           // changes that have been reported
}

func (x *translation) take(raw []byte) error {
	f, err := parseFrame(raw)
	if err != nil {
		return err
	}
	if f.event == "" { // an exception or an error: InvokeModelWithResponseStream has the same
		x.at.fail(f)
		x.s.out.Write(raw)
		return nil
	}
	decode := converse.Decode
	if f.event == converse.ContentBlockDelta { // of which chunks keep texts only
		x.room.Reset()
		decode = x.room.Decode
	}
	payload, err := decode(f.payload)
	if err != nil {
		return err
	}
	if f.event == converse.Metadata {
		x.at.usage = usageOf(payload)
		serviceHeaders(http.Header{}, payload) // there are no headers any more to put them in
	}
	chunks, err := x.event(converse.Event{Type: f.event, Payload: payload})
	if err != nil {
		return err
	}
	return x.write(chunks)
}

// event converts one event. One that ConverseStream did not have when this was written
// has no native form, and no reader of native chunks misses it.
func (x *translation) event(ev converse.Event) ([][]byte, error) {
	switch ev.Type {
	case converse.MessageStart, converse.ContentBlockStart, converse.ContentBlockDelta, converse.ContentBlockStop, converse.MessageStop, converse.Metadata:
		return x.chunks.Event(ev)
	}
	x.at.logger.WarnContext(x.ctx, "ConverseStream sent an event without native form", "model", x.at.modelID, "event", ev.Type)
	x.at.metrics.lost(x.ctx, x.at, ev.Type)
	return nil, nil
}

func (x *translation) flush() error {
	chunks, err := x.chunks.Close()
	if err != nil {
		return err
	}
	return x.write(chunks)
}

func (x *translation) write(chunks [][]byte) error {
	stated := x.chunks.Stated()
	x.at.lost(x.ctx, stated[x.stated:])
	x.stated = len(stated)
	for _, c := range chunks {
		x.at.answer.keep(c, true)
		if err := writeChunk(&x.s.out, c); err != nil {
			return err
		}
	}
	return nil
}

// peek reads the stream's first message. The service reports some refusals there, under
// status 200: such an answer becomes the plain error that it would have been, so that it
// can be treated as one.
func (x *translation) peek(resp *smithyhttp.Response) {
	raw, err := x.s.frames.next()
	if err != nil {
		x.s.out.Write(raw)
		x.s.err = err
		return
	}
	f, err := parseFrame(raw)
	if err != nil || f.exception != "validationException" {
		x.s.err = x.take(raw)
		return
	}
	_ = x.s.src.Close() // nothing follows
	resp.StatusCode, resp.Status = http.StatusBadRequest, "400 Bad Request"
	resp.Header.Set("X-Amzn-Errortype", strings.ToUpper(f.exception[:1])+f.exception[1:])
	resp.Header.Set("Content-Type", "application/json")
	setBody(resp, f.payload)
}
