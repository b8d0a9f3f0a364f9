package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/rules"
)

// ErrNoCalls says that neither side made a call, so that there was nothing to compare.
var ErrNoCalls = errors.New("no call reached the stand-in: nothing was verified; does the program set its own endpoint, or replace the client? It must take endpoint, region and credentials from the environment")

// failures notes the calls that failed on both sides: that is equal, and little proof.
func failures(pairs []PairResult) []string {
	var notes []string
	for i, p := range pairs {
		if p.Before != nil && p.After != nil && p.Before.ErrorType != "" && p.After.ErrorType != "" {
			place := cmp.Or(p.Site, fmt.Sprintf("call %d", i+1))
			notes = append(notes, fmt.Sprintf("%s: failed on both sides: %s: %s", place, p.Before.ErrorType, p.Before.ErrorMessage))
		}
	}
	return notes
}

// observation is one run of one side.
type observation struct {
	output Output
	calls  []*Call
}

// observe runs one side against a stand-in of its own, so that a call that comes late
// cannot fall to the other side.
func observe(ctx context.Context, arm Arm, opts Options) (*observation, error) {
	server := bedrocktest.New(opts.Server...)
	if err := server.Listen("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("starting the stand-in: %w", err)
	}
	defer server.Close()
	out, err := arm(ctx, server)
	if err != nil {
		return nil, err
	}
	return &observation{out, opts.Reader.Calls(server.Calls())}, nil
}

func withOutput(err error, out Output) error {
	if len(out.Stderr) == 0 {
		return err
	}
	return fmt.Errorf("%w\nthe program exited with status %d and said:\n%s", err, out.Exit, out.Stderr)
}

// states answers whether a code was stated for any of the calls, or is accepted.
func (j *Judge) states(pairs []PairResult) func(rules.Code) bool {
	return func(code rules.Code) bool {
		is := func(s Statement) bool { return s.Code == code }
		if slices.ContainsFunc(j.Accept, is) {
			return true
		}
		return j.Site != nil && slices.ContainsFunc(pairs, func(p PairResult) bool {
			_, stated := j.Site(p.Pair)
			return slices.ContainsFunc(stated, is)
		})
	}
}

// recall takes the token counts and latencies of the first round over into the second,
// where the two rounds have the same pairs: they are what a user would be charged.
func (r *Result) recall(first *Result) {
	if len(r.Pairs) != len(first.Pairs) {
		return
	}
	for i := range r.Pairs {
		recallCall(r.Pairs[i].Before, first.Pairs[i].Before)
		recallCall(r.Pairs[i].After, first.Pairs[i].After)
	}
}

func recallCall(c, first *Call) {
	if c == nil || first == nil || fingerprint(c) != fingerprint(first) {
		return
	}
	c.Answer.Usage, c.Answer.LatencyMS = first.Answer.Usage, first.Answer.LatencyMS
}
