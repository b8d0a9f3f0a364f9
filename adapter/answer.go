package adapter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/bedrocklint/bedrocklint/converse"
)

const answerID = "BedrocklintAnswer"

// answerReader gives the SDK's deserializer a native answer. It stands between the
// deserializer and the transport, so that the SDK reads the result as it reads any other:
// outputs, event streams and errors are its own.
type answerReader struct{}

func (answerReader) ID() string { return answerID }

// errKept ends a private attempt before the SDK's deserializer, whose output belongs to
// the caller. No retryer takes it for a failure worth another try.
var errKept = errors.New("the answer is kept for comparison")

func (answerReader) HandleDeserialize(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	out, md, err := next.HandleDeserialize(ctx, in)
	at := attemptOf(ctx)
	resp, ok := out.RawResponse.(*smithyhttp.Response)
	if err != nil || at == nil || !ok || resp.StatusCode < 200 || resp.StatusCode > 299 {
		return out, md, err
	}
	switch {
	case at.op.streaming:
		at.readStream(ctx, resp)
	case at.via == viaConverse:
		err = at.readConverse(ctx, resp)
	default:
		at.readInvoke(resp)
	}
	if err == nil && at.private {
		err = at.keepAll(resp)
	}
	return out, md, err
}

// keepAll reads a private answer to its end.
func (at *attempt) keepAll(resp *smithyhttp.Response) error {
	defer resp.Body.Close()
	// Not more than what is compared: the rest is closed unread.
	n, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxKept+1))
	switch {
	case err != nil:
		return err
	case n > maxKept || !at.answer.whole:
		return errTooLong
	}
	return errKept
}

var errTooLong = errors.New("the answer is too long to be compared")

// setBody replaces the body of an answer that has been read.
func setBody(resp *smithyhttp.Response, body []byte) {
	resp.Body = readBody(body)
	resp.ContentLength = int64(len(body))
	resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
}

// body is an answer's body that has been read, or made.
type body struct{ bytes.Reader }

func (*body) Close() error { return nil }

func readBody(b []byte) *body {
	out := &body{}
	out.Reset(b)
	return out
}

// readInvoke notes what a native answer says of itself.
func (at *attempt) readInvoke(resp *smithyhttp.Response) {
	at.usage = usage(converse.MetaOf(resp.Header))
	if at.answer == nil {
		return
	}
	body, err := readAll(resp)
	if err != nil {
		resp.Body = brokenBody(body, err)
		return
	}
	at.answer.keep(body, false)
	setBody(resp, body)
}

func readAll(resp *smithyhttp.Response) ([]byte, error) {
	var b bytes.Buffer
	if n := resp.ContentLength; n > 0 && n < maxKept {
		b.Grow(int(n) + bytes.MinRead)
	}
	_, err := b.ReadFrom(resp.Body)
	if cerr := resp.Body.Close(); err == nil {
		err = cerr
	}
	return b.Bytes(), err
}

// brokenBody is a body that ends as another one did: the SDK meets the same error that it
// would have met itself.
func brokenBody(read []byte, err error) io.ReadCloser {
	return io.NopCloser(io.MultiReader(bytes.NewReader(read), failing{err}))
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// readConverse makes a native answer of one of Converse.
func (at *attempt) readConverse(ctx context.Context, resp *smithyhttp.Response) error {
	raw, err := readAll(resp)
	if err != nil {
		resp.Body = brokenBody(raw, err)
		return nil
	}
	native, err := at.native(ctx, raw, resp.Header)
	if err != nil {
		setBody(resp, raw)
		return &smithy.DeserializationError{Err: err, Snapshot: raw[:min(len(raw), 1024)]}
	}
	at.answer.keep(native, false)
	setBody(resp, native)
	resp.Header.Set("Content-Type", "application/json")
	return nil
}

func (at *attempt) native(ctx context.Context, raw []byte, h http.Header) ([]byte, error) {
	r := at.room()
	defer at.leave(r)
	v, err := r.Decode(raw)
	if err != nil {
		return nil, err
	}
	at.usage = usageOf(v)
	at.usage.setHeaders(h)
	serviceHeaders(h, v)
	got, err := r.NativeAnswer(at.format, at.model, v, at.identity(h))
	if err != nil {
		return nil, err
	}
	at.lost(ctx, got.Stated)
	return got.JSON(), nil
}

// lost reports what an answer had that its native form has not. The answer is given all
// the same: it has been paid for.
func (at *attempt) lost(ctx context.Context, stated []converse.Change) {
	for _, ch := range stated {
		if ch.Differs() {
			at.logger.WarnContext(ctx, "part of the answer has no native form", "model", at.modelID, "code", string(ch.Code), "path", ch.Path, "detail", ch.Message)
			at.metrics.lost(ctx, at, string(ch.Code))
		}
	}
}

// identity is what native answers say of themselves: an id, for which the service's
// request id stands in, and the model.
func (at *attempt) identity(h http.Header) converse.Identity {
	id := converse.Identity{ID: h.Get("X-Amzn-Requestid"), Model: at.modelID, Aliases: true}
	if at.model != nil {
		id.Model = at.model.ID
	}
	return id
}

// usage is what an answer says of its cost.
type usage converse.Meta

// usageOf reads usage and metrics of a Converse answer or metadata event.
func usageOf(v map[string]any) usage {
	counts, _ := v["usage"].(map[string]any)
	metrics, _ := v["metrics"].(map[string]any)
	return usage{
		InputTokens: whole(counts["inputTokens"]), OutputTokens: whole(counts["outputTokens"]),
		CacheReadTokens: whole(counts["cacheReadInputTokens"]), CacheWriteTokens: whole(counts["cacheWriteInputTokens"]),
		LatencyMs: whole(metrics["latencyMs"]),
	}
}

// whole reads a whole number, which guardrails make the service write as 28.0.
func whole(v any) int {
	n, ok := v.(json.Number)
	if !ok {
		return 0 // without the error that strconv would make
	}
	if i, err := strconv.Atoi(string(n)); err == nil {
		return i
	}
	f, _ := n.Float64()
	return int(f)
}

// setHeaders writes the usage where InvokeModel has it.
// Source: recordings of the service.
func (u usage) setHeaders(h http.Header) {
	values := make([]string, 0, 5) // one array for all of them
	set := func(name string, n int) {
		values = append(values, strconv.Itoa(n))
		h[name] = values[len(values)-1 : len(values) : len(values)]
	}
	set("X-Amzn-Bedrock-Input-Token-Count", u.InputTokens) // as http.Header has them
	set("X-Amzn-Bedrock-Output-Token-Count", u.OutputTokens)
	set("X-Amzn-Bedrock-Invocation-Latency", u.LatencyMs)
	if u.CacheReadTokens+u.CacheWriteTokens > 0 {
		set("X-Amzn-Bedrock-Cache-Read-Input-Token-Count", u.CacheReadTokens)
		set("X-Amzn-Bedrock-Cache-Write-Input-Token-Count", u.CacheWriteTokens)
	}
}

// serviceHeaders moves what the service says of itself to where InvokeModel has it.
// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
func serviceHeaders(h http.Header, v map[string]any) {
	for _, m := range []struct{ object, member, header string }{
		{"performanceConfig", "latency", "X-Amzn-Bedrock-PerformanceConfig-Latency"},
		{"serviceTier", "type", "X-Amzn-Bedrock-Service-Tier"},
	} {
		object, _ := v[m.object].(map[string]any)
		if s, ok := object[m.member].(string); ok {
			h.Set(m.header, s)
			delete(v, m.object)
		}
	}
}
