package verify

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// A Replay is a set of recorded InvokeModel calls, each with the Converse call that
// means the same.
type Replay struct {
	File  string // for messages
	calls []replayed
	Notes []string // what could not be replayed, and why
}

type replayed struct {
	Recorded
	converse []byte
	stated   []Statement
}

// NewReplay converts the recorded calls. What has no Converse, or is of a family that
// is not known field by field, is noted and left out.
func NewReplay(file string, recorded []Recorded, models Models) *Replay {
	r := &Replay{File: file}
	for _, call := range recorded {
		converse, stated, err := toConverse(models, call)
		if err != nil {
			r.Notes = append(r.Notes, fmt.Sprintf("%s:%d: not replayed: %v", file, call.Line, err))
			continue
		}
		r.calls = append(r.calls, replayed{call, converse, stated})
	}
	return r
}

// ErrNothing says that no recorded call could be replayed.
var ErrNothing = errors.New("no call in it can be replayed: nothing was verified")

// Run replays all calls against a stand-in of its own, natively and as Converse.
func (r *Replay) Run(ctx context.Context, opts Options) (*Result, error) {
	if len(r.calls) == 0 {
		return nil, r.nothing()
	}
	opts.Judge.Site = r.site
	result, err := Run(ctx, r.arm(replayed.native), r.arm(replayed.moved), opts)
	if err != nil {
		return nil, err
	}
	result.Outputs = nil
	result.Notes = append(result.Notes, r.Notes...)
	return result, nil
}

func (r *Replay) nothing() error {
	err := fmt.Errorf("%s: %w", r.File, ErrNothing)
	for _, n := range r.Notes {
		err = fmt.Errorf("%w\n%s", err, n)
	}
	return err
}

// site gives the line that a pair comes from. Each arm makes one call a line, in order.
func (r *Replay) site(p Pair) (string, []Statement) {
	c := p.Before
	if c == nil {
		c = p.After
	}
	if c.Seq > len(r.calls) {
		return "", nil
	}
	call := r.calls[c.Seq-1]
	return fmt.Sprintf("%s:%d", r.File, call.Line), call.stated
}

// message is one call to make.
type message struct {
	operation, modelID string
	header             http.Header
	body               []byte
}

func (c replayed) native() message {
	m := message{"InvokeModel", c.ModelID, c.Header, c.Body}
	if c.Stream {
		m.operation = "InvokeModelWithResponseStream"
	}
	return m
}

func (c replayed) moved() message {
	m := message{"Converse", c.ModelID, nil, c.converse}
	if c.Stream {
		m.operation = "ConverseStream"
	}
	return m
}

// arm makes one side's calls one after the other.
func (r *Replay) arm(side func(replayed) message) Arm {
	return func(ctx context.Context, server *bedrocktest.Server) (Output, error) {
		e := StandIn(server.URL())
		for _, c := range r.calls {
			m := side(c)
			if _, err := e.post(ctx, m.operation, m.modelID, m.header, m.body); err != nil {
				return Output{}, fmt.Errorf("%s:%d: %w", r.File, c.Line, err)
			}
		}
		return Output{}, nil
	}
}

// dummySignature satisfies a stand-in, which looks at a signature's form alone.
func dummySignature(_ context.Context, req *http.Request, _ []byte) error {
	req.Header.Set("X-Amz-Date", "20260101T000000Z")
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=standin/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=00")
	return nil
}
