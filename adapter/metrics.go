package adapter

import (
	"context"
	"errors"
	"time"

	"github.com/aws/smithy-go"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
)

// The metrics. The first two are those of OpenTelemetry's semantic conventions for
// generative AI, with their attributes and buckets.
// Source: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/
const (
	durationMetric    = "gen_ai.client.operation.duration"
	tokensMetric      = "gen_ai.client.token.usage"
	callsMetric       = "bedrocklint.adapter.calls"
	comparisonsMetric = "bedrocklint.adapter.comparisons"
	lossesMetric      = "bedrocklint.adapter.answer.losses"
)

const scope = "github.com/bedrocklint/bedrocklint/adapter"

type instruments struct {
	none                       bool // nobody listens: the attributes need not be made
	duration                   metric.Float64Histogram
	tokens                     metric.Int64Histogram
	calls, comparisons, losses metric.Int64Counter
}

func newInstruments(mp metric.MeterProvider) *instruments {
	m := mp.Meter(scope)
	_, none := mp.(noop.MeterProvider)
	return &instruments{
		none: none,
		duration: orNone[metric.Float64Histogram](noop.Float64Histogram{})(m.Float64Histogram(durationMetric, metric.WithUnit("s"),
			metric.WithDescription("GenAI operation duration."),
			metric.WithExplicitBucketBoundaries(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92))),
		tokens: orNone[metric.Int64Histogram](noop.Int64Histogram{})(m.Int64Histogram(tokensMetric, metric.WithUnit("{token}"),
			metric.WithDescription("Number of input and output tokens used."),
			metric.WithExplicitBucketBoundaries(1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864))),
		calls: orNone[metric.Int64Counter](noop.Int64Counter{})(m.Int64Counter(callsMetric, metric.WithUnit("{call}"),
			metric.WithDescription("Calls, by the API that answered and the reason for it."))),
		comparisons: orNone[metric.Int64Counter](noop.Int64Counter{})(m.Int64Counter(comparisonsMetric, metric.WithUnit("{call}"),
			metric.WithDescription("Shadow calls, by result: equal, alike, different, error or dropped."))),
		losses: orNone[metric.Int64Counter](noop.Int64Counter{})(m.Int64Counter(lossesMetric, metric.WithUnit("{loss}"),
			metric.WithDescription("Parts of Converse answers that have no native form."))),
	}
}

// orNone replaces an instrument that the provider refuses to make by one that does
// nothing: a broken meter must not break calls.
func orNone[T any](none T) func(T, error) T {
	return func(made T, err error) T {
		if err != nil {
			return none
		}
		return made
	}
}

// ended records the end of a caller's call, streams' at their last byte.
func (i *instruments) ended(ctx context.Context, at *attempt, err error) {
	if i.none {
		return
	}
	errorType := errorTypeOf(err)
	i.calls.Add(ctx, 1, metric.WithAttributes(append(at.attributes(errorType), attribute.String("bedrocklint.reason", string(at.why)))...))
	if !at.isText() {
		return
	}
	i.duration.Record(ctx, time.Since(at.started).Seconds(), metric.WithAttributes(at.attributes(errorType)...))
	i.count(ctx, at, "input", at.usage.InputTokens)
	i.count(ctx, at, "output", at.usage.OutputTokens)
}

func (i *instruments) count(ctx context.Context, at *attempt, kind string, n int) {
	if n > 0 {
		i.tokens.Record(ctx, int64(n), metric.WithAttributes(append(at.attributes(""), attribute.String("gen_ai.token.type", kind))...))
	}
}

func (i *instruments) compared(ctx context.Context, k *call, result string) {
	i.comparisons.Add(ctx, 1, metric.WithAttributes(attribute.String("gen_ai.request.model", k.modelID), attribute.String("bedrocklint.result", result)))
}

func (i *instruments) lost(ctx context.Context, at *attempt, what string) {
	i.losses.Add(ctx, 1, metric.WithAttributes(attribute.String("gen_ai.request.model", at.modelID), attribute.String("bedrocklint.code", what)))
}

// isText reports whether the call is one of those that the conventions call chat; of a
// model that the catalog does not know that cannot be said.
func (at *attempt) isText() bool { return at.family != nil && at.family.Served() }

func (at *attempt) attributes(errorType string) []attribute.KeyValue {
	out := make([]attribute.KeyValue, 0, 8)
	out = append(out,
		attribute.String("gen_ai.provider.name", "aws.bedrock"),
		attribute.String("gen_ai.request.model", at.modelID),
		attribute.String("bedrocklint.route", at.via.String()))
	if at.isText() {
		out = append(out, attribute.String("gen_ai.operation.name", "chat"))
	}
	if errorType != "" {
		out = append(out, attribute.String("error.type", errorType))
	}
	return out
}

// errorTypeOf is an error's name of low cardinality; "" for none.
func errorTypeOf(err error) string {
	var api smithy.APIError
	switch {
	case err == nil:
		return ""
	case errors.Is(err, errAbandoned):
		return "abandoned"
	case errors.As(err, &api):
		return api.ErrorCode()
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	}
	return "_OTHER"
}
