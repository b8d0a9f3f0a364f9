package verify

import (
	"net/http"
	"slices"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// A Reader makes Calls of what the stand-in recorded. The zero Reader knows no
// canonical form, so that only the stand-in's word is compared.
type Reader struct {
	// Canonical is the one form that a request has whichever operation carries it. The
	// header holds what InvokeModel takes beside the body.
	Canonical func(operation, modelID string, header http.Header, body []byte) (any, error)
}

// Calls reads all recorded calls, in the order of their arrival.
func (r Reader) Calls(recorded []bedrocktest.Call) []*Call {
	calls := make([]*Call, len(recorded))
	for i := range recorded {
		calls[i] = r.call(&recorded[i])
	}
	return calls
}

func (r Reader) call(rec *bedrocktest.Call) *Call {
	c := &Call{
		Seq: rec.Seq, Operation: rec.Operation, ModelID: rec.ModelID,
		Native: decode(rec.Request), Bare: rec.UserText,
		Status: rec.Status, ErrorType: rec.ErrorType, ErrorMessage: rec.ErrorMessage,
	}
	c.Request, c.Unread = r.canonical(rec.Operation, rec.ModelID, rec.Header, rec.Request)
	if rec.Seen != nil {
		c.Seen = tree(rec.Seen)
	}
	if rec.Answer != nil {
		c.Answer = answer(rec.Answer)
		c.Answer.NativeStop = rec.NativeStopReason
	}
	return c
}

func (r Reader) canonical(operation, modelID string, header http.Header, body []byte) (request any, unread string) {
	if r.Canonical == nil {
		return map[string]any{}, ""
	}
	request, err := r.Canonical(operation, modelID, header, body)
	if err != nil {
		return nil, err.Error()
	}
	return request, ""
}

func answer(a *bedrocktest.Answer) Answer {
	return Answer{
		Content:    tree(slices.Clone(a.Content)),
		StopReason: a.StopReason,
		Usage:      Usage{Input: a.InputTokens, Output: a.OutputTokens},
		LatencyMS:  int64(a.LatencyMs),
	}
}
