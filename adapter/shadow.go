package adapter

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Comparison is what became of one shadow call.
type Comparison struct {
	ModelID    string
	Operation  string // InvokeModel or InvokeModelWithResponseStream
	AnsweredBy string // "invoke" or "converse": whose answer the caller got

	// Differences lists what the other answer has otherwise, in the words of Converse; it
	// is empty when both say the same. Models that sample say other words each time, so
	// compare texts at temperature 0 only, and see [Comparison.Alike] for the rest.
	Differences []Difference
	// Err is why there was nothing to compare: the shadow call failed, or its request or
	// answer has no form on the other API.
	Err error

	Latency, ShadowLatency time.Duration // of either call, streams to their end
}

// Alike reports whether the answers are of one kind: the same blocks in the same order,
// the same tools called, the same stop reason. Words, arguments and counts may differ.
func (c Comparison) Alike() bool {
	if c.Err != nil {
		return false
	}
	for _, d := range c.Differences {
		if d.structural {
			return false
		}
	}
	return true
}

// result names the outcome, for the metric.
func (c Comparison) result() string {
	switch {
	case c.Err != nil:
		return "error"
	case len(c.Differences) == 0:
		return "equal"
	case c.Alike():
		return "alike"
	}
	return "different"
}

// comparison prepares the shadow call of a sampled call, and returns what begins it once
// the caller has the answer. The input is copied now: afterwards it is the caller's to
// change.
func (k *call) comparison(ctx context.Context, at *attempt, in middleware.SerializeInput, next middleware.SerializeHandler) func() {
	in = middleware.SerializeInput{Parameters: copied(in.Parameters)}
	return func() {
		latency := time.Since(k.started)
		job := func(jobs context.Context) { k.shadow(ctx, jobs, at, latency, in, next) }
		if !k.shadows.submit(job) {
			k.metrics.compared(ctx, k, "dropped")
			k.logger.DebugContext(ctx, "shadow call dropped: the queue is full or closed", "model", k.modelID)
		}
	}
}

// shadow sends a call the other way and compares the answers. It goes through what the
// caller's call went through after serialization, with the same endpoint, credentials and
// retries, and stops before the SDK's deserializer.
func (k *call) shadow(ctx, jobs context.Context, at *attempt, latency time.Duration, in middleware.SerializeInput, next middleware.SerializeHandler) {
	ctx, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	defer context.AfterFunc(jobs, cancel)()

	own := *k
	own.started, own.fallback = time.Now(), false
	if !own.readBody(in.Parameters) {
		return
	}
	other := own.attempt(!at.via, byRoute)
	other.private = true
	in.Request = smithyhttp.NewStackRequest()
	_, _, err := next.HandleSerialize(other.context(ctx), in)

	c := Comparison{ModelID: k.modelID, Operation: k.op.name, AnsweredBy: at.via.String(), Latency: latency, ShadowLatency: time.Since(own.started)}
	if !errors.Is(err, errKept) {
		c.Err = err
	} else {
		c.Differences, c.Err = compare(at, other)
	}
	k.metrics.compared(ctx, k, c.result())
	k.logger.DebugContext(ctx, "shadow call", "model", k.modelID, "result", c.result(), "differences", len(c.Differences), "error", c.Err)
	k.compare(c)
}

// copied is an input that shares nothing with the caller's.
func copied(in any) any {
	switch in := in.(type) {
	case *bedrockruntime.InvokeModelInput:
		own := *in
		own.Body = bytes.Clone(in.Body)
		ownStrings(&own.ModelId, &own.Accept, &own.ContentType, &own.GuardrailIdentifier, &own.GuardrailVersion, &own.RequestMetadata)
		return &own
	case *bedrockruntime.InvokeModelWithResponseStreamInput:
		own := *in
		own.Body = bytes.Clone(in.Body)
		ownStrings(&own.ModelId, &own.Accept, &own.ContentType, &own.GuardrailIdentifier, &own.GuardrailVersion, &own.RequestMetadata)
		return &own
	}
	return in
}

func ownStrings(fields ...**string) {
	for _, f := range fields {
		if *f != nil {
			s := **f
			*f = &s
		}
	}
}
