package verify

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
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

// Run has both sides make their calls at the stand-in, and compares.
//
// Where the model saw something else and that was stated, it answered something else,
// and everything that the program makes of its answers differs as well: its output, and
// the calls that quote an earlier answer. So both sides run once more, now with a
// stand-in that answers what the statements allow alike. In that round an allowed
// difference has no consequence at all, and every difference that is left counts.
func Run(ctx context.Context, before, after Arm, opts Options) (*Result, error) {
	e := &experiment{before: before, after: after, opts: opts}
	e.opts.Judge.consequences = AsStated
	first, err := e.round(ctx)
	if err != nil {
		return nil, err
	}
	last := first
	if first.stated() {
		if last, err = e.strictly(ctx, first); err != nil {
			return nil, err
		}
	}
	if err := e.selfCheck(ctx, last); err != nil {
		return nil, err
	}
	if last != first {
		last.recall(first.Result)
	}
	return last.Result, nil
}

// experiment is what Run knows between its rounds.
type experiment struct {
	before, after Arm
	opts          Options
}

// trial is one round: both sides have run once.
type trial struct {
	*Result
	before *observation
}

// maxRounds bounds the rounds. Each can bring up a difference that was hidden behind
// the consequences of another, in a conversation whose every turn states something.
const maxRounds = 5

// strictly runs rounds in which consequences count, until nothing stated is left that
// the stand-in did not overlook.
func (e *experiment) strictly(ctx context.Context, last *trial) (*trial, error) {
	e.opts.Judge.consequences = Different
	server := e.opts.Server
	same := sameness{models: e.opts.Judge.Models}
	for n := range maxRounds {
		if more := same.add(last.Result); n > 0 && !more {
			break
		}
		e.opts.Server = append(slices.Clone(server), bedrocktest.WithAnswerFrom(same.answerFrom))
		next, err := e.round(ctx)
		if err != nil {
			return nil, err
		}
		last = next
	}
	return last, nil
}

// round runs both sides once.
func (e *experiment) round(ctx context.Context) (*trial, error) {
	b, err := observe(ctx, e.before, e.opts)
	if err != nil {
		return nil, fmt.Errorf("before: %w", err)
	}
	a, err := observe(ctx, e.after, e.opts)
	if err != nil {
		return nil, fmt.Errorf("after: %w", err)
	}
	if len(b.calls)+len(a.calls) == 0 {
		return nil, withOutput(ErrNoCalls, b.output)
	}
	judge := &e.opts.Judge
	r := &Result{Pairs: judge.Calls(b.calls, a.calls)}
	r.Notes = failures(r.Pairs)
	r.Outputs = []OutputResult{compareOutputs(b.output, a.output, r.Pairs, judge.states(r.Pairs))}
	return &trial{r, b}, nil
}

// selfCheck runs the side before once more when something differs, to tell a program
// that is not the same twice from one that was changed. Calls that change by themselves
// stay different, for nothing can be proved about them; output that does is undecided.
func (e *experiment) selfCheck(ctx context.Context, t *trial) error {
	if t.Outcome() != Different {
		return nil
	}
	again, err := observe(ctx, e.before, e.opts)
	if err != nil {
		return fmt.Errorf("before, once more: %w", err)
	}
	strict := Judge{Models: e.opts.Judge.Models}
	if slices.ContainsFunc(strict.Calls(t.before.calls, again.calls), func(p PairResult) bool { return p.Outcome != Equal }) {
		t.Notes = append(t.Notes, "the program before makes other calls each time it runs, so differences may be its own: fix what it takes from clock, chance or environment")
	}
	steady := bytes.Equal(timeless(t.before.output.Stdout), timeless(again.output.Stdout))
	if out := &t.Outputs[0]; !steady && out.ExitBefore == out.ExitAfter {
		out.Outcome = Undecided
		t.Notes = append(t.Notes, "the program before prints something else each time it runs: its output proves nothing and was not compared")
	}
	return nil
}
