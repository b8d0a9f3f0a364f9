package adapter_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/adapter"
	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// comparisons collects what a shadow found.
type comparisons struct {
	mu  sync.Mutex
	all []adapter.Comparison
}

func (c *comparisons) add(x adapter.Comparison) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, x)
}

// shadowed runs f with an adapter that shadows, and returns what it found.
func shadowed(t *testing.T, srv *bedrocktest.Server, r adapter.Route, f func(*bedrockruntime.Client), opts ...adapter.Option) []adapter.Comparison {
	t.Helper()
	var found comparisons
	a := adapter.New(append([]adapter.Option{adapter.WithRoute(r), adapter.WithComparisons(found.add)}, opts...)...)
	f(srv.Client(a.ClientOption))
	if err := a.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	return found.all
}

// Either way round, with every family, streamed or not, the shadow finds the stand-in's
// two answers to be one.
func TestShadowOfEveryFamily(t *testing.T) {
	for _, r := range []adapter.Route{adapter.Shadow(1), adapter.ShadowConverse(1)} {
		for _, s := range samples {
			t.Run(r.String()+" "+s.name, func(t *testing.T) {
				srv := bedrocktest.Start(t)
				found := shadowed(t, srv, r, func(c *bedrockruntime.Client) {
					if _, err := invoke(c, s); err != nil {
						t.Error(err)
					}
					if _, _, err := stream(c, s); err != nil && !s.noStream {
						t.Error(err)
					}
				})
				want := 2
				if s.noStream {
					want = 1
				}
				if len(found) < want {
					t.Errorf("%d comparisons, want %d", len(found), want)
				}
				for _, c := range found {
					if s.noStream && c.Operation != "InvokeModel" {
						continue
					}
					if c.Err != nil || !c.Alike() || len(c.Differences) > 0 {
						t.Errorf("%s: %v %+v", c.Operation, c.Err, c.Differences)
					}
				}
			})
		}
	}
}

// The caller has InvokeModel's answer, whatever becomes of the shadow.
func TestShadowFails(t *testing.T) {
	srv := bedrocktest.Start(t)
	srv.Inject(refuse("Converse"))
	found := shadowed(t, srv, adapter.Shadow(1), func(c *bedrockruntime.Client) {
		if _, err := invoke(c, sampleOf(t, "claude")); err != nil {
			t.Error(err)
		}
	})
	if len(found) != 1 || found[0].Err == nil || !strings.Contains(found[0].Err.Error(), "ValidationException") || found[0].AnsweredBy != "invoke" {
		t.Errorf("%+v", found)
	}
}

// A body that Converse cannot take is not sent there for comparison either.
func TestShadowOfLossyBody(t *testing.T) {
	srv := bedrocktest.Start(t)
	found := shadowed(t, srv, adapter.Shadow(1), func(c *bedrockruntime.Client) {
		if _, err := invoke(c, sample{model: "meta.llama3-8b-instruct-v1:0", body: `{"prompt":"Name a river."}`}); err != nil {
			t.Error(err)
		}
	})
	if len(found) != 1 || found[0].Err == nil || operations(srv) != "InvokeModel" {
		t.Errorf("%s %+v", operations(srv), found)
	}
}

// Another answer is seen as such.
func TestShadowDifference(t *testing.T) {
	srv := bedrocktest.Start(t)
	s := sample{model: "meta.llama3-8b-instruct-v1:0", body: `{"prompt":"Name a river."}`}
	found := shadowed(t, srv, adapter.Shadow(1), func(c *bedrockruntime.Client) {
		if _, err := invoke(c, s); err != nil {
			t.Error(err)
		}
		if _, _, err := stream(c, s); err != nil {
			t.Error(err)
		}
	}, adapter.WithAllowedLosses("BL3002")) // the template makes the model say something else
	if len(found) != 2 {
		t.Fatalf("%+v", found)
	}
	for _, c := range found {
		var paths []string
		for _, d := range c.Differences {
			paths = append(paths, d.Path)
		}
		if c.Err != nil || !c.Alike() || !strings.Contains(strings.Join(paths, " "), "output.message.content[0].text") {
			t.Errorf("%v %v", c.Err, paths)
		}
	}
}

func TestShadowIsSampled(t *testing.T) {
	srv := bedrocktest.Start(t)
	n := 0
	found := shadowed(t, srv, adapter.Shadow(0.25), func(c *bedrockruntime.Client) {
		for range 8 {
			if _, err := invoke(c, sampleOf(t, "claude")); err != nil {
				t.Error(err)
			}
		}
	}, adapter.WithRandom(func() float64 { n++; return float64(n%4) / 4 }))
	if len(found) != 2 {
		t.Errorf("%d comparisons of 8 calls", len(found))
	}
}

// A slow shadow delays no caller; what does not fit the queue is dropped; Close ends what
// runs, and leaves nothing behind.
func TestShadowIsBounded(t *testing.T) {
	srv := bedrocktest.Start(t)
	srv.Inject(bedrocktest.Fault{Kind: bedrocktest.FaultDelay, Delay: time.Hour, Operation: "Converse"})
	var m meters
	var found comparisons
	a := adapter.New(adapter.WithRoute(adapter.Shadow(1)), adapter.WithShadowLimits(1, 2, time.Hour), adapter.WithMeterProvider(&m), adapter.WithComparisons(found.add))
	client := srv.Client(a.ClientOption)
	begin := time.Now()
	for range 10 {
		if _, err := invoke(client, sampleOf(t, "claude")); err != nil {
			t.Fatal(err)
		}
	}
	if d := time.Since(begin); d > 20*time.Second {
		t.Errorf("10 calls took %v", d)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := a.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("shutdown: %v", err)
	}
	dropped := strings.Count(strings.Join(m.sorted(), "\n"), "bedrocklint.result=dropped")
	if dropped < 7 || dropped+len(found.all) != 10 {
		t.Errorf("%d dropped, %d compared", dropped, len(found.all))
	}
	if _, err := invoke(client, sampleOf(t, "claude")); err != nil {
		t.Errorf("after the shutdown: %v", err)
	}
}

func TestShadowTimesOut(t *testing.T) {
	srv := bedrocktest.Start(t)
	srv.Inject(bedrocktest.Fault{Kind: bedrocktest.FaultDelay, Delay: time.Hour, Operation: "Converse"})
	found := shadowed(t, srv, adapter.Shadow(1), func(c *bedrockruntime.Client) {
		if _, err := invoke(c, sampleOf(t, "claude")); err != nil {
			t.Error(err)
		}
	}, adapter.WithShadowLimits(1, 1, 20*time.Millisecond))
	if len(found) != 1 || !errors.Is(found[0].Err, context.DeadlineExceeded) {
		t.Errorf("%+v", found)
	}
}

// The caller may change its input and its answer as soon as it has the answer.
func TestShadowOwnsItsInput(t *testing.T) {
	srv := bedrocktest.Start(t)
	s := sampleOf(t, "claude")
	found := shadowed(t, srv, adapter.Shadow(1), func(c *bedrockruntime.Client) {
		in := &bedrockruntime.InvokeModelInput{ModelId: &s.model, Body: []byte(s.body)}
		out, err := c.InvokeModel(context.Background(), in)
		if err != nil {
			t.Fatal(err)
		}
		clear(in.Body)
		clear(out.Body)
		*in.ModelId = "changed"
	})
	if len(found) != 1 || found[0].Err != nil || len(found[0].Differences) > 0 {
		t.Errorf("%+v", found)
	}
}

func TestMetrics(t *testing.T) {
	srv := bedrocktest.Start(t)
	var m meters
	client := srv.Client(adapter.New(adapter.WithMeterProvider(&m)).ClientOption)
	s := sample{model: "amazon.titan-text-express-v1", body: `{"inputText":"User: Name a river.\nBot:","textGenerationConfig":{"maxTokenCount":100}}`}
	bare := sample{model: s.model, body: `{"inputText":"Name a river."}`}
	if _, err := invoke(client, s); err != nil {
		t.Fatal(err)
	}
	if _, _, err := stream(client, bare); err != nil {
		t.Fatal(err)
	}
	srv.Inject(bedrocktest.Fault{Kind: bedrocktest.FaultError, Exception: "AccessDeniedException", Times: 1})
	if _, err := invoke(client, s); err == nil {
		t.Fatal("want an error")
	}
	if _, err := invoke(client, sample{model: "amazon.titan-embed-text-v2:0", body: titanEmbed}); err != nil {
		t.Fatal(err)
	}
	const chat = "gen_ai.operation.name=chat gen_ai.provider.name=aws.bedrock gen_ai.request.model=amazon.titan-text-express-v1"
	want := []string{
		"bedrocklint.adapter.calls 1 bedrocklint.reason=loss bedrocklint.route=invoke " + chat,
		"bedrocklint.adapter.calls 1 bedrocklint.reason=model bedrocklint.route=invoke gen_ai.provider.name=aws.bedrock gen_ai.request.model=amazon.titan-embed-text-v2:0",
		"bedrocklint.adapter.calls 1 bedrocklint.reason=route bedrocklint.route=converse " + chat,
		"bedrocklint.adapter.calls 1 bedrocklint.reason=route bedrocklint.route=converse error.type=AccessDeniedException " + chat,
		"gen_ai.client.operation.duration bedrocklint.route=converse " + chat,
		"gen_ai.client.operation.duration bedrocklint.route=converse error.type=AccessDeniedException " + chat,
		"gen_ai.client.operation.duration bedrocklint.route=invoke " + chat,
		"gen_ai.client.token.usage 24 bedrocklint.route=converse " + chat + " gen_ai.token.type=output",
		"gen_ai.client.token.usage 24 bedrocklint.route=invoke " + chat + " gen_ai.token.type=output",
		"gen_ai.client.token.usage 4 bedrocklint.route=invoke " + chat + " gen_ai.token.type=input",
		"gen_ai.client.token.usage 9 bedrocklint.route=converse " + chat + " gen_ai.token.type=input",
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), m.sorted()); diff != "" {
		t.Error(diff)
	}
}
