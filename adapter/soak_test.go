package adapter_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/bedrocklint/bedrocklint/adapter"
	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// outcome is what one caller of the soak got.
type outcome struct {
	s         sample
	streaming bool
	body      string
	chunks    []string
	err       error
}

// numbered is a call that no other call of the soak equals, of one of the samples.
func numbered(i int) sample {
	streamed := slices.DeleteFunc(slices.Clone(samples), func(s sample) bool { return s.noStream })
	s := streamed[i%len(streamed)]
	for _, what := range []string{"Name a river.", "What is the weather?", "Think about rivers.", "Go on"} {
		s.body = strings.Replace(s.body, what, fmt.Sprintf("%s Call %d.", strings.TrimSuffix(what, "."), i), 1)
	}
	return s
}

// soak makes n calls at once, every second one streamed. The streams have a client each:
// smithy-go v1.28.8 reuses one decoder for all streams of a client, and the race detector
// says so of the bare SDK too.
func soak(srv *bedrocktest.Server, a *adapter.Adapter, n int) []outcome {
	out := make([]outcome, n)
	shared := srv.Client(a.ClientOption)
	var all sync.WaitGroup
	for i := range out {
		all.Go(func() {
			o := outcome{s: numbered(i), streaming: i%2 == 1}
			if o.streaming {
				o.chunks, _, o.err = stream(srv.Client(a.ClientOption), o.s)
			} else {
				got, err := invoke(shared, o.s)
				if o.err = err; err == nil {
					o.body = string(got.Body)
				}
			}
			out[i] = o
		})
	}
	all.Wait()
	return out
}

// faults are injected one after the other over the calls of the soak.
func faults() []bedrocktest.Fault {
	var out []bedrocktest.Fault
	for i, f := range []bedrocktest.Fault{
		bedrocktest.Throttle(12),
		{Kind: bedrocktest.FaultError, Exception: "ValidationException", Operation: "Converse", Times: 6},
		{Kind: bedrocktest.FaultError, Exception: "ValidationException", Operation: "ConverseStream", Times: 6},
		{Kind: bedrocktest.FaultError, Exception: "InternalServerException", Times: 8},
		{Kind: bedrocktest.FaultError, Exception: "AccessDeniedException", Times: 4},
		{Kind: bedrocktest.FaultReset, Times: 8},
		{Kind: bedrocktest.FaultTruncate, Times: 8, Frame: 3},
		{Kind: bedrocktest.FaultDelay, Delay: 20 * time.Millisecond, Times: 20},
		{Kind: bedrocktest.FaultSlow, Delay: time.Millisecond, Times: 10},
		{Kind: bedrocktest.FaultStreamException, Exception: "ThrottlingException", Frame: 4, Times: 5},
		{Kind: bedrocktest.FaultStreamException, Exception: "ValidationException", Operation: "ConverseStream", Times: 5},
		{Kind: bedrocktest.FaultStreamError, Frame: 2, Times: 4},
		{Kind: bedrocktest.FaultCutFrame, Frame: 5, Times: 5},
		{Kind: bedrocktest.FaultBadCRC, Frame: 3, Times: 5},
		{Kind: bedrocktest.FaultUnknownEvent, Frame: 2, Times: 5},
		{Kind: bedrocktest.FaultEndEarly, Frame: 4, Times: 4},
	} {
		f.Skip = i * 7
		out = append(out, f)
	}
	return out
}

// With 200 calls at once and every kind of fault, each caller has its own answer, whole,
// or an error, or a stream that has no end; no answered call was sent twice; and nothing
// is left running (see TestMain).
func TestSoak(t *testing.T) {
	const n = 200
	srv, oracle := bedrocktest.Start(t), bedrocktest.Start(t)
	plain := oracle.Client()
	srv.Inject(faults()...)
	var m meters
	var compared atomic.Int64
	var dice atomic.Uint64
	a := adapter.New(
		adapter.WithRoute(adapter.ShadowConverse(0.2)),
		adapter.WithFamilyRoute("anthropic-messages", adapter.Fallback()),
		adapter.WithFamilyRoute("meta-llama", adapter.Canary(0.5)),
		adapter.WithFamilyRoute("amazon-titan-text", adapter.Shadow(1)),
		adapter.WithRandom(func() float64 { return float64(dice.Add(1)%10) / 10 }),
		adapter.WithFallbackExpiry(10*time.Millisecond),
		adapter.WithMeterProvider(&m),
		adapter.WithComparisons(func(adapter.Comparison) { compared.Add(1) }))
	outcomes := soak(srv, a, n)
	if err := a.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	whole, failed, cut := 0, 0, 0
	for _, o := range outcomes {
		switch {
		case o.err != nil:
			failed++
		case o.streaming && !ended(o.chunks):
			cut++
		default:
			whole++
			o.check(t, plain)
		}
	}
	t.Logf("%d whole, %d failed, %d cut, %d compared, %d arrivals", whole, failed, cut, compared.Load(), len(srv.Calls()))
	if whole < n/2 || failed == 0 || cut == 0 || compared.Load() == 0 {
		t.Error("the faults did not do what they are there for")
	}
	calls := 0
	for _, line := range m.sorted() {
		if strings.HasPrefix(line, "bedrocklint.adapter.calls 1 ") {
			calls++
		}
	}
	if calls != n {
		t.Errorf("%d calls were counted, want %d", calls, n)
	}
}

// ended reports whether a stream has its last chunk.
func ended(chunks []string) bool {
	return len(chunks) > 0 && strings.Contains(chunks[len(chunks)-1], "amazon-bedrock-invocationMetrics")
}

// check compares an answer with what a stand-in without faults says to InvokeModel.
func (o outcome) check(t *testing.T, plain *bedrockruntime.Client) {
	t.Helper()
	if o.streaming {
		want, _, err := stream(plain, o.s)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := strings.Join(heard(t, want), "\n"), strings.Join(heard(t, o.chunks), "\n"); a != b {
			t.Errorf("%s:\nwant %s\ngot  %s", o.s.name, a, b)
		}
		return
	}
	want, err := invoke(plain, o.s)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := normal(t, string(want.Body)), normal(t, o.body); a != b {
		t.Errorf("%s:\nwant %s\ngot  %s", o.s.name, a, b)
	}
}

// Without shadows, every answer that a caller has was made once.
func TestSoakSendsOnce(t *testing.T) {
	const n = 200
	srv := bedrocktest.Start(t)
	srv.Inject(faults()...)
	outcomes := soak(srv, adapter.New(adapter.WithFallbackExpiry(0)), n)
	made := map[string]int{}
	for _, c := range srv.Calls() {
		if c.Answer != nil && c.Status == 200 && c.ErrorType == "" {
			made[c.Answer.Text+string(mustJSON(c.Answer.Content))]++
		}
	}
	for what, times := range made {
		if times > 1 {
			t.Errorf("made %d times: %s", times, what)
		}
	}
	whole := 0
	for _, o := range outcomes {
		if o.err == nil && (!o.streaming || ended(o.chunks)) {
			whole++
		}
	}
	if len(made) < whole {
		t.Errorf("%d answers were made, %d callers have one", len(made), whole)
	}
}
