package adapter

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const routerID = "BedrocklintRouter"

// router decides which way a call goes. It is the first step of serialization: what the
// SDK and its user do once a call (validation, spans, the operation's own metrics) has
// begun, and what is done once a request comes after it. So a call that is sent twice is
// still one call.
type router struct {
	core *core
	op   *operation
}

func (*router) ID() string { return routerID }

func (r *router) HandleSerialize(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (middleware.SerializeOutput, middleware.Metadata, error) {
	k := r.core.newCall(ctx, r.op, in.Parameters)
	if k == nil {
		return next.HandleSerialize(ctx, in)
	}
	return k.send(ctx, in, next)
}

type attemptKey struct{}

// attemptOf is the attempt that a request belongs to, or nil.
func attemptOf(ctx context.Context) *attempt {
	at, _ := middleware.GetStackValue(ctx, attemptKey{}).(*attempt)
	return at
}

func (at *attempt) context(ctx context.Context) context.Context {
	return middleware.WithStackValue(ctx, attemptKey{}, at)
}

// send sends the call, and once more by InvokeModel where its route says so.
func (k *call) send(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (middleware.SerializeOutput, middleware.Metadata, error) {
	at := k.attempt(k.first, k.why)
	k.prepareEnd(ctx, at, in, next)
	out, md, err := next.HandleSerialize(at.context(ctx), in)
	if err != nil && at.via == viaConverse && k.fallback && isRefusal(err) {
		k.logger.WarnContext(ctx, "Converse refused the request; it goes to InvokeModel", "model", k.modelID, "error", err.Error())
		at = k.attempt(viaInvoke, wasRefused)
		at.answer = nil // Converse's answer is known: it has none
		k.prepareEnd(ctx, at, in, next)
		in.Request = smithyhttp.NewStackRequest()
		if out, md, err = next.HandleSerialize(at.context(ctx), in); err == nil {
			k.refused.add(k.refusalKey())
		}
	}
	if err != nil || !k.op.streaming {
		at.onEnd(err)
	}
	return out, md, err
}

// prepareEnd says what happens when the caller's answer is complete: it is measured, and
// compared where it is to be. A stream ends after the call has returned.
func (k *call) prepareEnd(ctx context.Context, at *attempt, in middleware.SerializeInput, next middleware.SerializeHandler) {
	ctx = context.WithoutCancel(ctx)
	compare := func() {}
	if at.answer != nil {
		compare = k.comparison(ctx, at, in, next)
	}
	at.onEnd = func(err error) {
		k.metrics.ended(ctx, at, err)
		if err == nil && at.answer != nil {
			compare()
		}
	}
}

// isRefusal reports whether Converse refused a request for what it is, so that the same
// request may be good for InvokeModel: the service says ValidationException, and
// gateways that have no Converse say that they do not know the operation.
func isRefusal(err error) bool {
	var invalid *types.ValidationException
	if errors.As(err, &invalid) {
		return true
	}
	var e smithy.APIError
	return errors.As(err, &e) && e.ErrorCode() == "UnknownOperationException"
}
