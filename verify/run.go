package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/rules"
)

// An Arm is one side of a verification: it runs a program against the stand-in. It
// returns an error only when the program could not be run at all.
type Arm func(context.Context, *bedrocktest.Server) (Output, error)

// Options are the settings of Run. The zero Options compare strictly.
type Options struct {
	Judge  Judge
	Reader Reader
	Server []bedrocktest.Option // faults and the like; the same for both sides
}

// ErrNoCalls says that neither side made a call, so that there was nothing to compare.
var ErrNoCalls = errors.New("no call reached the stand-in: nothing was verified; does the program set its own endpoint, or replace the client? It must take endpoint, region and credentials from the environment")

// Run has both sides make their calls at the stand-in, and compares.
//
// Where the model saw something else and that was stated, it answered something else,
// and everything that the program makes of its answers differs as well: its output, and
// the calls that quote an earlier answer. So both sides run a second time, now with a
// stand-in that answers what the statements allow alike. In that round an allowed
// difference has no consequence at all, and every difference that is left counts.
func Run(ctx context.Context, before, after Arm, opts Options) (*Result, error) {
	opts.Judge.consequences = AsStated
	first, err := round(ctx, before, after, opts)
	if err != nil || !first.stated() {
		return first, err
	}
	opts.Server = append(slices.Clone(opts.Server), bedrocktest.WithAnswerFrom(overlook(first, opts.Judge.Models).answerFrom))
	opts.Judge.consequences = Different
	second, err := round(ctx, before, after, opts)
	if err != nil {
		return nil, err
	}
	second.recall(first)
	return second, nil
}

// round runs both sides once.
func round(ctx context.Context, before, after Arm, opts Options) (*Result, error) {
	b, err := observe(ctx, before, opts)
	if err != nil {
		return nil, fmt.Errorf("before: %w", err)
	}
	a, err := observe(ctx, after, opts)
	if err != nil {
		return nil, fmt.Errorf("after: %w", err)
	}
	if len(b.calls)+len(a.calls) == 0 {
		return nil, withOutput(ErrNoCalls, b.output)
	}
	r := &Result{Pairs: opts.Judge.Calls(b.calls, a.calls)}
	r.Notes = failures(r.Pairs)
	r.Output, r.Output.Codes = compareOutputs(b.output, a.output, r.Pairs, opts.Judge.states(r.Pairs))
	return r, nil
}

// failures notes the calls that failed on both sides: that is equal, and little proof.
func failures(pairs []PairResult) []string {
	var notes []string
	for i, p := range pairs {
		if p.Before != nil && p.After != nil && p.Before.ErrorType != "" && p.After.ErrorType != "" {
			notes = append(notes, fmt.Sprintf("call %d (%s) failed on both sides: %s: %s", i+1, p.title(), p.Before.ErrorType, p.Before.ErrorMessage))
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
