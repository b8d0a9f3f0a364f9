package adapter_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/adapter"
	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

const titanEmbed = `{"inputText":"a river"}`

func TestWhichWay(t *testing.T) {
	claude, llama := sampleOf(t, "claude"), sampleOf(t, "llama 3")
	bare := sample{model: llama.model, body: `{"prompt":"Name a river."}`}
	lossy := sample{model: claude.model, body: `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":" "}]}`}
	embed := sample{model: "amazon.titan-embed-text-v2:0", body: titanEmbed}
	unknown := sample{model: "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc", body: claude.body}
	broken := sample{model: claude.model, body: `{`}
	for name, test := range map[string]struct {
		opts []adapter.Option
		call []func(*bedrockruntime.Options)
		s    sample
		want string
		log  string
	}{
		"default":                   {s: claude, want: "Converse"},
		"invoke":                    {opts: []adapter.Option{adapter.WithRoute(adapter.Invoke())}, s: claude, want: "InvokeModel"},
		"zero route says nothing":   {opts: []adapter.Option{adapter.WithRoute(adapter.Route{})}, s: claude, want: "Converse"},
		"canary, inside":            {opts: []adapter.Option{adapter.WithRoute(adapter.Canary(0.5)), adapter.WithRandom(func() float64 { return 0.49 })}, s: claude, want: "Converse"},
		"canary, outside":           {opts: []adapter.Option{adapter.WithRoute(adapter.Canary(0.5)), adapter.WithRandom(func() float64 { return 0.5 })}, s: claude, want: "InvokeModel"},
		"model's rule":              {opts: []adapter.Option{adapter.WithModelRoute(claude.model, adapter.Invoke())}, s: claude, want: "InvokeModel"},
		"foundation model's rule":   {opts: []adapter.Option{adapter.WithModelRoute(strings.TrimPrefix(claude.model, "us."), adapter.Invoke())}, s: claude, want: "InvokeModel"},
		"other model's rule":        {opts: []adapter.Option{adapter.WithModelRoute(llama.model, adapter.Invoke())}, s: claude, want: "Converse"},
		"family's rule":             {opts: []adapter.Option{adapter.WithFamilyRoute("meta-llama", adapter.Invoke())}, s: llama, want: "InvokeModel"},
		"model outranks family":     {opts: []adapter.Option{adapter.WithFamilyRoute("meta-llama", adapter.Invoke()), adapter.WithModelRoute(llama.model, adapter.Converse())}, s: llama, want: "Converse"},
		"call outranks model":       {opts: []adapter.Option{adapter.WithModelRoute(llama.model, adapter.Converse())}, call: []func(*bedrockruntime.Options){adapter.CallRoute(adapter.Invoke())}, s: llama, want: "InvokeModel"},
		"last call route counts":    {call: []func(*bedrockruntime.Options){adapter.CallRoute(adapter.Converse()), adapter.CallRoute(adapter.Invoke())}, s: llama, want: "InvokeModel"},
		"adapter of the call":       {call: []func(*bedrockruntime.Options){adapter.New(adapter.WithRoute(adapter.Invoke())).ClientOption}, s: llama, want: "InvokeModel"},
		"bare prompt stays":         {s: bare, want: "InvokeModel", log: "BL3002"},
		"bare prompt, allowed":      {opts: []adapter.Option{adapter.WithAllowedLosses("BL3002")}, s: bare, want: "Converse"},
		"lossy body stays":          {s: lossy, want: "InvokeModel", log: "reason=loss"},
		"strict route stays too":    {opts: []adapter.Option{adapter.WithRoute(adapter.Converse())}, s: lossy, want: "InvokeModel", log: "reason=loss"},
		"lossy, allowed by path":    {opts: []adapter.Option{adapter.WithRoute(adapter.Converse()), adapter.WithAllowedLosses("messages[].content[]")}, s: lossy, want: "Converse"},
		"not Converse's task":       {s: embed, want: "InvokeModel"},
		"model behind an ARN":       {s: unknown, want: "InvokeModel"},
		"broken body":               {s: broken, want: "InvokeModel", log: "reason=body"},
		"another format of a model": {s: sample{model: "anthropic.claude-v2:1", body: sampleOf(t, "claude 2, messages").body}, want: "Converse"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := bedrocktest.Start(t)
			var l logs
			a := adapter.New(append(test.opts, adapter.WithLogger(l.logger()))...)
			_, _ = invoke(srv.Client(a.ClientOption), test.s, test.call...) // some are refused
			if got := operations(srv); got != test.want {
				t.Errorf("arrived as %q, want %q; log: %s", got, test.want, l.String())
			}
			if !strings.Contains(l.String(), test.log) || test.log == "" && l.String() != "" {
				t.Errorf("log %q, want %q", l.String(), test.log)
			}
		})
	}
}

func TestContextRoute(t *testing.T) {
	srv := bedrocktest.Start(t)
	client := srv.Client(adapter.New().ClientOption)
	s := sampleOf(t, "claude")
	ctx := adapter.ContextWithRoute(context.Background(), adapter.Invoke())
	for _, opts := range [][]func(*bedrockruntime.Options){nil, {adapter.CallRoute(adapter.Converse())}} {
		if _, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &s.model, Body: []byte(s.body)}, opts...); err != nil {
			t.Fatal(err)
		}
	}
	if got := operations(srv); got != "InvokeModel Converse" {
		t.Error(got)
	}
}

func TestZeroAdapter(t *testing.T) {
	srv := bedrocktest.Start(t)
	var a adapter.Adapter
	if _, err := invoke(srv.Client(a.ClientOption), sampleOf(t, "claude")); err != nil {
		t.Fatal(err)
	}
	if got := operations(srv); got != "Converse" {
		t.Error(got)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if err := new(adapter.Adapter).Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
}

// What stands beside the body reaches Converse, and what the answer has beside it comes back.
func TestInputMembers(t *testing.T) {
	srv := bedrocktest.Start(t)
	s := sampleOf(t, "nova")
	ask := func(c *bedrockruntime.Client) *bedrockruntime.InvokeModelOutput {
		out, err := c.InvokeModel(context.Background(), &bedrockruntime.InvokeModelInput{
			ModelId: &s.model, Body: []byte(s.body), Accept: aws.String("*/*"), ContentType: aws.String("application/json"),
			GuardrailIdentifier: aws.String("g1"), GuardrailVersion: aws.String("DRAFT"), Trace: types.TraceEnabled,
			PerformanceConfigLatency: types.PerformanceConfigLatencyOptimized, ServiceTier: types.ServiceTierTypeFlex,
			RequestMetadata: aws.String(`{"team":"a"}`),
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	want := ask(srv.Client())
	got := ask(srv.Client(adapter.New(adapter.WithRoute(adapter.Converse())).ClientOption))
	calls := srv.Calls()
	if diff := cmp.Diff(calls[0].Seen, calls[1].Seen); diff != "" || calls[1].Operation != "Converse" {
		t.Errorf("%s %s", calls[1].Operation, diff)
	}
	for name, values := range calls[1].Header {
		if strings.HasPrefix(name, "X-Amzn-Bedrock-") || name == "Accept" {
			t.Errorf("%s: %s went along", name, values)
		}
	}
	if got.ServiceTier != want.ServiceTier || got.PerformanceConfigLatency != want.PerformanceConfigLatency {
		t.Errorf("tier %q, latency %q", got.ServiceTier, got.PerformanceConfigLatency)
	}
	if !strings.Contains(string(got.Body), `"amazon-bedrock-guardrailAction":"NONE"`) {
		t.Errorf("%s", got.Body)
	}
}

// Errors are the service's: typed, with status and request id, retried as ever.
func TestErrors(t *testing.T) {
	s := sampleOf(t, "claude")
	for name, test := range map[string]struct {
		fault    bedrocktest.Fault
		check    func(error) bool
		attempts int
	}{
		"throttled":   {bedrocktest.Fault{Kind: bedrocktest.FaultError, Exception: "ThrottlingException"}, as[*types.ThrottlingException], 3},
		"server":      {bedrocktest.Fault{Kind: bedrocktest.FaultError, Exception: "InternalServerException"}, as[*types.InternalServerException], 3},
		"validation":  {bedrocktest.Fault{Kind: bedrocktest.FaultError, Exception: "ValidationException"}, as[*types.ValidationException], 1},
		"denied":      {bedrocktest.Fault{Kind: bedrocktest.FaultError, Exception: "AccessDeniedException"}, as[*types.AccessDeniedException], 1},
		"model error": {bedrocktest.Fault{Kind: bedrocktest.FaultError, Exception: "ModelErrorException"}, as[*types.ModelErrorException], 1},
		"reset":       {bedrocktest.Fault{Kind: bedrocktest.FaultReset}, as[*smithy.OperationError], 3},
		"truncated":   {bedrocktest.Fault{Kind: bedrocktest.FaultTruncate}, as[*smithy.DeserializationError], 1},
	} {
		t.Run(name, func(t *testing.T) {
			srv := bedrocktest.Start(t)
			srv.Inject(test.fault)
			client := srv.Client(adapter.New(adapter.WithRoute(adapter.Converse())).ClientOption)
			_, err := invoke(client, s)
			if !test.check(err) {
				t.Errorf("%T: %v", err, err)
			}
			_, plain := invoke(srv.Client(), s)
			if chain(err) != chain(plain) {
				t.Errorf("errors %s, without the adapter %s", chain(err), chain(plain))
			}
			if n := strings.Count(operations(srv), "Converse"); n != test.attempts {
				t.Errorf("%d attempts, want %d", n, test.attempts)
			}
		})
	}
}

func as[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// chain is what an error is, to errors.As.
func chain(err error) string {
	var out []string
	var op *smithy.OperationError
	if errors.As(err, &op) {
		out = append(out, op.OperationName)
	}
	var resp *awshttp.ResponseError
	if errors.As(err, &resp) && resp.ServiceRequestID() != "" {
		out = append(out, "request id")
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		out = append(out, api.ErrorCode(), api.ErrorFault().String())
	}
	return strings.Join(out, " ")
}

func TestDeadline(t *testing.T) {
	srv := bedrocktest.Start(t)
	srv.Inject(bedrocktest.Fault{Kind: bedrocktest.FaultDelay, Delay: time.Minute})
	client := srv.Client(adapter.New().ClientOption)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	s := sampleOf(t, "claude")
	_, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &s.model, Body: []byte(s.body)})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
