package verify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// StandIn is the endpoint of a running stand-in, or of anything else that does not check
// signatures.
func StandIn(url string) Endpoint {
	return Endpoint{URL: strings.TrimSuffix(url, "/"), Client: http.DefaultClient, Sign: dummySignature, Pause: pause}
}

// Live is Amazon Bedrock, with region, credentials and endpoint as the SDK's own chain
// of configuration finds them.
func Live(ctx context.Context) (Endpoint, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return Endpoint{}, fmt.Errorf("reading the AWS configuration: %w", err)
	}
	o := bedrockruntime.NewFromConfig(cfg).Options()
	if o.Region == "" {
		return Endpoint{}, fmt.Errorf("no region; set AWS_REGION, or a profile that has one")
	}
	target, err := bedrockruntime.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx,
		bedrockruntime.EndpointParameters{Region: &o.Region, Endpoint: o.BaseEndpoint})
	if err != nil {
		return Endpoint{}, fmt.Errorf("finding the endpoint of %s: %w", o.Region, err)
	}
	signer := v4.NewSigner()
	sign := func(ctx context.Context, req *http.Request, body []byte) error {
		if token := os.Getenv("AWS_BEARER_TOKEN_BEDROCK"); token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
			return nil
		}
		credentials, err := o.Credentials.Retrieve(ctx)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		return signer.SignHTTP(ctx, credentials, req, hex.EncodeToString(sum[:]), "bedrock", o.Region, time.Now())
	}
	return Endpoint{URL: strings.TrimSuffix(target.URI.String(), "/"), Client: http.DefaultClient, Sign: sign, Pause: pause}, nil
}

// RunLive replays all calls at Amazon Bedrock. Answers that differ are undecided: one
// answer of each kind proves nothing.
func (r *Replay) RunLive(ctx context.Context, opts Options) (*Result, error) {
	e, err := Live(ctx)
	if err != nil {
		return nil, err
	}
	opts.Judge.Live = true
	return r.RunAt(ctx, e, opts)
}

// RunAt replays all calls at an endpoint, each pair close in time and in changing order,
// so that neither side has the better hour. What the model saw is not known there; the
// canonical requests are compared, and the token counts tell a template that was added.
func (r *Replay) RunAt(ctx context.Context, e Endpoint, opts Options) (*Result, error) {
	if len(r.calls) == 0 {
		return nil, r.nothing()
	}
	result := &Result{Notes: r.Notes}
	judge := opts.Judge
	judge.Site, judge.consequences = r.site, Undecided
	for i, c := range r.calls {
		pair, err := r.exchange(ctx, e, opts, i, c)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", r.File, c.Line, err)
		}
		result.Pairs = append(result.Pairs, judge.pair(pair))
	}
	return result, nil
}

// exchange makes both calls of one recorded body.
func (r *Replay) exchange(ctx context.Context, e Endpoint, opts Options, i int, c replayed) (Pair, error) {
	l := opts.Judge.Models.lookup(c.ModelID)
	both := []message{c.native(), c.moved()}
	calls := make([]*Call, len(both))
	for k := range both {
		k = (k + i) % len(both)
		m := both[k]
		answer, err := e.patiently(ctx, m)
		if err != nil {
			return Pair{}, err
		}
		call := &Call{Seq: i + 1, Operation: m.operation, ModelID: m.modelID, Native: decode(m.body)}
		call.Request, call.Unread = opts.Reader.canonical(m.operation, m.modelID, m.header, m.body)
		if err := l.received(call, answer); err != nil {
			return Pair{}, err
		}
		calls[k] = call
	}
	return Pair{Before: calls[0], After: calls[1]}, nil
}

// attempts and pause say how patient a replay is with a service that is busy.
const (
	attempts = 4
	pause    = 2 * time.Second
)

// patiently makes one call, again when the service says that it has no capacity now: that
// says nothing about the request.
func (e Endpoint) patiently(ctx context.Context, m message) (*response, error) {
	for n := 1; ; n++ {
		r, err := e.post(ctx, m.operation, m.modelID, m.header, m.body)
		busy := err == nil && (r.status == http.StatusTooManyRequests || r.status == http.StatusServiceUnavailable)
		if !busy || n == attempts {
			return r, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(e.Pause << (n - 1)):
		}
	}
}
