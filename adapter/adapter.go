package adapter

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/smithy-go/middleware"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/converse"
)

// Adapter carries the InvokeModel and InvokeModelWithResponseStream calls of any number
// of clients. Which way a call goes is said, in this order, by the call itself
// ([CallRoute], then [ContextWithRoute]), by the model's rule, by the family's rule, and
// by [WithRoute].
//
// The zero Adapter is ready to use, with every default. An Adapter is safe for
// concurrent use and must not be copied after first use.
type Adapter struct {
	once sync.Once
	core *core
}

// New makes an adapter. One that shadows should be shut down; see [Adapter.Shutdown].
func New(opts ...Option) *Adapter {
	a := &Adapter{}
	a.once.Do(func() { a.core = newCore(newConfig(opts)) })
	return a
}

func (a *Adapter) init() *core {
	a.once.Do(func() { a.core = newCore(newConfig(nil)) })
	return a.core
}

// ClientOption installs the adapter. Give it to [bedrockruntime.New] or
// [bedrockruntime.NewFromConfig] for all calls of a client, or to InvokeModel for one:
//
//	client := bedrockruntime.NewFromConfig(cfg, adapter.New().ClientOption)
func (a *Adapter) ClientOption(o *bedrockruntime.Options) {
	core := a.init()
	o.APIOptions = append(o.APIOptions, core.install)
}

// Shutdown stops taking shadow calls, and waits until those that are queued or running
// have ended. When ctx ends first, they are cancelled, and ctx's error is returned. The
// clients stay usable; they shadow no more.
func (a *Adapter) Shutdown(ctx context.Context) error { return a.init().shadows.shutdown(ctx) }

// Close is [Adapter.Shutdown] without waiting: shadow calls are cancelled.
func (a *Adapter) Close() error {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_ = a.Shutdown(ctx) // it says that ctx was cancelled
	return nil
}

// core is what the calls of an adapter share.
type core struct {
	*config
	metrics *instruments
	refused *memory
	shadows *pool
	asks    sync.Map  // *catalog.Family → []any, see responsePaths
	rooms   sync.Pool // of *converse.Room
	members []inputHeader
}

func newCore(c *config) *core {
	return &core{config: c, metrics: newInstruments(c.meters), refused: newMemory(c.expiry), shadows: newPool(c.workers, c.queue),
		members: inputHeaders(c.catalog)}
}

// room is memory for one conversion; reset and put it back afterwards.
func (c *core) room() *converse.Room {
	if r, ok := c.rooms.Get().(*converse.Room); ok {
		return r
	}
	return &converse.Room{}
}

func (c *core) leave(r *converse.Room) {
	r.Reset()
	c.rooms.Put(r)
}

// operation is one of the two that the adapter carries.
type operation struct {
	name         string
	streaming    bool
	invokePath   string // end of the request's path
	conversePath string
}

var operations = map[string]*operation{
	"InvokeModel":                   {"InvokeModel", false, "/invoke", "/converse"},
	"InvokeModelWithResponseStream": {"InvokeModelWithResponseStream", true, "/invoke-with-response-stream", "/converse-stream"},
}

// install puts the adapter's three middlewares into the stack of an operation; an adapter
// that is already there gives way, so that one given to a call outranks the client's.
func (c *core) install(stack *middleware.Stack) error {
	op := operations[stack.ID()]
	if op == nil {
		return nil
	}
	if _, ok := stack.Serialize.Get(routerID); ok {
		for _, remove := range []func() error{
			func() error { _, err := stack.Serialize.Remove(routerID); return err },
			func() error { _, err := stack.Serialize.Remove(requestID); return err },
			func() error { _, err := stack.Deserialize.Remove(answerID); return err },
		} {
			if err := remove(); err != nil {
				return err
			}
		}
	}
	if err := stack.Serialize.Add(&router{c, op}, middleware.Before); err != nil {
		return err
	}
	if err := stack.Serialize.Insert(requestWriter{}, "OperationSerializer", middleware.After); err != nil {
		return err
	}
	return stack.Deserialize.Insert(answerReader{}, "OperationDeserializer", middleware.After)
}

type routeKey struct{}

// ContextWithRoute makes ctx give calls the route r, on clients that have an adapter.
func ContextWithRoute(ctx context.Context, r Route) context.Context {
	return context.WithValue(ctx, routeKey{}, r)
}

type callRouteKey struct{}

// CallRoute gives one call the route r, on a client that has an adapter:
//
//	client.InvokeModel(ctx, input, adapter.CallRoute(adapter.Invoke()))
func CallRoute(r Route) func(*bedrockruntime.Options) {
	return func(o *bedrockruntime.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			if _, ok := stack.Initialize.Get(callRouteID); ok { // the last one counts
				if _, err := stack.Initialize.Remove(callRouteID); err != nil {
					return err
				}
			}
			return stack.Initialize.Add(callRoute(r), middleware.Before)
		})
	}
}

const callRouteID = "BedrocklintCallRoute"

// callRoute puts a route among the values of one operation.
type callRoute Route

func (callRoute) ID() string { return callRouteID }

func (r callRoute) HandleInitialize(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	return next.HandleInitialize(middleware.WithStackValue(ctx, callRouteKey{}, Route(r)), in)
}

// routeOf picks the route of a call by the rules of [Adapter].
func (c *core) routeOf(ctx context.Context, modelID string, m *catalog.Model, f *catalog.Family) Route {
	var none Route
	if r, _ := middleware.GetStackValue(ctx, callRouteKey{}).(Route); r != none {
		return r
	}
	if r, _ := ctx.Value(routeKey{}).(Route); r != none {
		return r
	}
	if r := c.models[modelID]; r != none {
		return r
	}
	if m != nil && c.models[m.ID] != none {
		return c.models[m.ID]
	}
	if f != nil && c.families[f.Name] != none {
		return c.families[f.Name]
	}
	return c.route
}
