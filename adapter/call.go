package adapter

import (
	"bytes"
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// way is the API that a request is sent to.
type way bool

const (
	viaInvoke   way = false
	viaConverse way = true
)

func (w way) String() string {
	if w == viaConverse {
		return "converse"
	}
	return "invoke"
}

// reason says why a call went the way that it did; the value of a metric's attribute.
type reason string

const (
	byRoute     reason = "route"     // the route says so
	byCanary    reason = "canary"    // the canary's dice say so
	noModel     reason = "model"     // the catalog does not know the model, or Converse does not serve it
	noBody      reason = "body"      // the body is not one of the family
	wouldLose   reason = "loss"      // the conversion would lose or change something
	wasRefused  reason = "refused"   // Converse refused this request
	remembered  reason = "remember"  // Converse has refused what InvokeModel takes of this model
	noEquipment reason = "transport" // the request is not what the SDK makes today
)

// call is one call of the user's.
type call struct {
	*core
	op      *operation
	modelID string
	model   *catalog.Model  // nil when the catalog does not list it
	family  *catalog.Family // nil when the model's id does not tell
	body    []byte
	started time.Time

	first    way    // what answers
	why      reason // of first
	fallback bool   // what Converse refuses goes to InvokeModel
	shadowed bool   // the other way is asked too
}

// newCall reads the operation's input and plans the call; nil for an input that is not
// the operation's.
func (c *core) newCall(ctx context.Context, op *operation, in any) *call {
	k := &call{core: c, op: op, started: time.Now()}
	if !k.readBody(in) {
		return nil
	}
	k.model, k.family, _ = c.catalog.ModelByID(k.modelID)
	k.plan(c.routeOf(ctx, k.modelID, k.model, k.family))
	return k
}

// readBody reads the operation's input; false for one that is not its.
func (k *call) readBody(in any) bool {
	switch in := in.(type) {
	case *bedrockruntime.InvokeModelInput:
		k.modelID, k.body = aws.ToString(in.ModelId), in.Body
	case *bedrockruntime.InvokeModelWithResponseStreamInput:
		k.modelID, k.body = aws.ToString(in.ModelId), in.Body
	default:
		return false
	}
	return true
}

// plan turns a route into what happens.
func (k *call) plan(r Route) {
	k.why = byRoute
	if r.mode == modeInvoke || r.mode == modeUnset {
		return
	}
	if !k.servedByConverse() {
		k.why = noModel
		return
	}
	switch r.mode {
	case modeConverse:
		k.first = viaConverse
		return
	case modeCanary:
		if k.why = byCanary; k.random() >= r.share {
			return
		}
	case modeShadow:
		k.shadowed = k.random() < r.share
		return
	case modeShadowConverse:
		k.shadowed = k.random() < r.share
	}
	k.first, k.fallback = viaConverse, true
	if k.refused.has(k.refusalKey()) {
		k.first, k.why, k.shadowed = viaInvoke, remembered, false
	}
}

// servedByConverse reports whether the catalog says that Converse serves the model, for
// this operation.
func (k *call) servedByConverse() bool {
	if k.family == nil || !k.family.Served() || !k.family.Complete || k.op.streaming && k.family.Stream == nil {
		return false
	}
	return k.model == nil || k.model.Converse && (k.model.Stream || !k.op.streaming)
}

// attempt is the call's way through the SDK's stack for one of the two APIs.
type attempt struct {
	*call
	via way
	why reason
	// private says that nobody waits for the answer: it is kept for comparison and does
	// not reach the SDK's deserializer.
	private bool

	format  *catalog.Family // of the body; the model's, or another one that it takes
	answer  *answer         // what came, see keep
	usage   usage
	failure error       // an exception inside a stream
	onEnd   func(error) // of a stream, once
}

// answer is a native answer: a body, or a stream's chunks.
type answer struct {
	body   []byte
	chunks [][]byte
	size   int
	whole  bool // false when it outgrew the limit
}

func (k *call) attempt(via way, why reason) *attempt {
	at := &attempt{call: k, via: via, why: why, format: k.family}
	if k.shadowed {
		at.answer = &answer{whole: true}
	}
	return at
}

// maxKept bounds the bytes of an answer that are kept for comparison.
const maxKept = 4 << 20

// keep adds a piece of the answer, when it is wanted.
func (a *answer) keep(piece []byte, streaming bool) {
	if a == nil || !a.whole {
		return
	}
	if a.size += len(piece); a.size > maxKept {
		*a = answer{}
		return
	}
	if streaming {
		a.chunks = append(a.chunks, bytes.Clone(piece))
		return
	}
	a.body = bytes.Clone(piece)
}
