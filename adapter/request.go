package adapter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"regexp"
	"strings"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/converse"
)

const requestID = "BedrocklintRequest"

// requestWriter turns the request that the SDK has written into one for Converse, where
// the attempt goes there. It runs right after the SDK's serializer, so everything that
// follows (endpoint, retries, signing) sees an ordinary request.
type requestWriter struct{}

func (requestWriter) ID() string { return requestID }

func (requestWriter) HandleSerialize(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (middleware.SerializeOutput, middleware.Metadata, error) {
	at := attemptOf(ctx)
	if at == nil || at.via != viaConverse {
		return next.HandleSerialize(ctx, in)
	}
	req, err := at.rewritten(in.Request)
	switch {
	case err == nil:
		in.Request = req
	case at.private:
		return middleware.SerializeOutput{}, middleware.Metadata{}, err
	default:
		at.stay(ctx, err)
	}
	return next.HandleSerialize(ctx, in)
}

// stayError says why a request does not go to Converse.
type stayError struct {
	why reason
	err error
}

func (e *stayError) Error() string { return e.err.Error() }
func (e *stayError) Unwrap() error { return e.err }

// stay leaves the attempt on InvokeModel.
func (at *attempt) stay(ctx context.Context, err error) {
	at.via, at.why = viaInvoke, noBody
	var e *stayError
	if errors.As(err, &e) {
		at.why = e.why
	}
	at.answer = nil // there is nothing to compare with
	at.logger.InfoContext(ctx, "request stays on InvokeModel", "model", at.modelID, "reason", string(at.why), "detail", err.Error())
}

// rewritten is the SDK's InvokeModel request as one of Converse.
func (at *attempt) rewritten(request any) (*smithyhttp.Request, error) {
	req, ok := request.(*smithyhttp.Request)
	if !ok || !strings.HasSuffix(req.URL.Path, at.op.invokePath) {
		return nil, &stayError{noEquipment, fmt.Errorf("the SDK's request is not one that the adapter knows")}
	}
	converted, err := at.convert(req.Header)
	if err != nil {
		return nil, err
	}
	out, err := req.SetStream(bytes.NewReader(converted))
	if err != nil {
		return nil, &stayError{noEquipment, err}
	}
	for name := range out.Header {
		if strings.HasPrefix(name, "X-Amzn-Bedrock-") || name == "Accept" {
			out.Header.Del(name)
		}
	}
	out.Header.Set("Content-Type", "application/json")
	same := out.URL.RawPath == out.URL.Path
	out.URL.Path = at.conversePathOf(out.URL.Path)
	switch {
	case same:
		out.URL.RawPath = out.URL.Path
	case out.URL.RawPath != "":
		out.URL.RawPath = at.conversePathOf(out.URL.RawPath)
	}
	return out, nil
}

func (at *attempt) conversePathOf(path string) string {
	return strings.TrimSuffix(path, at.op.invokePath) + at.op.conversePath
}

// convert converts the body, and the members of the input that the SDK has put into
// headers. It notes the format that the body turned out to have.
func (at *attempt) convert(header http.Header) ([]byte, error) {
	members := at.given(header)
	r := at.room()
	defer at.leave(r)
	var first error
	for f := range at.formats() {
		got, err := r.RequestWith(f, at.model, at.body, members)
		if err == nil {
			err = at.objection(got.Stated)
		} else {
			err = &stayError{noBody, err}
		}
		if err == nil {
			at.format = f
			at.ask(got.Value)
			return got.JSON(), nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// formats are the native formats that the model takes, the usual one first.
func (at *attempt) formats() iter.Seq[*catalog.Family] {
	return func(yield func(*catalog.Family) bool) {
		if !yield(at.family) || at.model == nil {
			return
		}
		for _, f := range at.model.Also {
			if !yield(f) {
				return
			}
		}
	}
}

// inputHeader is a member of the operations' inputs that the SDK puts into a header.
type inputHeader struct{ member, header string }

// inputHeaders lists the members that Converse takes too, by headers as http.Header has them.
func inputHeaders(c *catalog.Catalog) []inputHeader {
	var out []inputHeader
	for _, m := range c.InputMembers() {
		if m.Converse != "" && m.Header != "" {
			out = append(out, inputHeader{m.Name, http.CanonicalHeaderKey(m.Header)})
		}
	}
	return out
}

// given reads the input's own members back from the headers that carry them.
func (c *core) given(header http.Header) converse.Members {
	var out converse.Members
	for _, m := range c.members {
		if v := header.Get(m.header); v != "" {
			if out == nil {
				out = converse.Members{}
			}
			out[m.member] = v
		}
	}
	return out
}

var indexes = regexp.MustCompile(`\[\d+\]`)

// objection is what forbids to send a converted request: that it loses or changes
// something which [WithAllowedLosses] does not name.
func (c *core) objection(stated []converse.Change) error {
	for _, ch := range stated {
		if !ch.Differs() || c.losses[string(ch.Code)] || c.losses[indexes.ReplaceAllString(ch.Path, "[]")] {
			continue
		}
		return &stayError{wouldLose, fmt.Errorf("%s (%s)", ch.Message, ch.Code)}
	}
	return nil
}

// additional is where Converse puts the native fields that a request asks for.
const additional = "additionalModelResponseFields."

// ask asks Converse for the native fields of the answer that it does not give unasked,
// such as the stop sequence that was met.
// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
func (at *attempt) ask(request map[string]any) {
	paths, ok := at.asks.Load(at.format)
	if !ok {
		paths, _ = at.asks.LoadOrStore(at.format, responsePaths(at.format))
	}
	if list := paths.([]any); len(list) > 0 {
		request["additionalModelResponseFieldPaths"] = list
	}
}

func responsePaths(f *catalog.Family) []any {
	var out []any
	f.Response.Walk(func(s *catalog.Shape) {
		if s.Field == nil {
			return
		}
		if path, ok := strings.CutPrefix(s.Field.Converse, additional); ok {
			out = append(out, "/"+strings.ReplaceAll(path, ".", "/"))
		}
	})
	return out
}
