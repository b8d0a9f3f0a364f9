package adapter

import (
	"log/slog"
	"math/rand/v2"
	"time"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// Option configures an [Adapter].
type Option func(*config)

type config struct {
	catalog  *catalog.Catalog
	route    Route
	models   map[string]Route
	families map[string]Route
	losses   map[string]bool

	random func() float64
	logger *slog.Logger
	meters metric.MeterProvider

	expiry  time.Duration // of the memory of refusals
	workers int           // of the shadow
	queue   int
	timeout time.Duration
	compare func(Comparison)
}

func newConfig(opts []Option) *config {
	c := &config{
		catalog:  catalog.Default(),
		route:    Fallback(),
		models:   map[string]Route{},
		families: map[string]Route{},
		losses:   map[string]bool{},
		random:   rand.Float64,
		logger:   slog.New(slog.DiscardHandler),
		meters:   noop.NewMeterProvider(),
		expiry:   5 * time.Minute,
		workers:  2,
		queue:    64,
		timeout:  time.Minute,
		compare:  func(Comparison) {},
	}
	for _, o := range opts {
		o(c)
	}
	return c
}

// WithRoute sets the route of calls that no other rule names; without it, [Fallback].
func WithRoute(r Route) Option {
	return func(c *config) {
		if r != (Route{}) {
			c.route = r
		}
	}
}

// WithModelRoute sets the route of one model. The id is compared with the call's ModelId
// as it is written, and, when that fits no rule, with the id of the foundation model
// behind it, so a rule for "anthropic.claude-sonnet-4-…" covers its inference profiles.
func WithModelRoute(modelID string, r Route) Option {
	return func(c *config) { c.models[modelID] = r }
}

// WithFamilyRoute sets the route of a family of the catalog, such as "meta-llama".
func WithFamilyRoute(family string, r Route) Option {
	return func(c *config) { c.families[family] = r }
}

// WithAllowedLosses lets bodies travel over Converse whose conversion loses or changes
// what is named here, and nothing else. A name is a rule's code ("BL3002", the chat
// template that Converse puts around a bare prompt) or a field's path without indexes
// ("messages[].content[].cache_control").
func WithAllowedLosses(names ...string) Option {
	return func(c *config) {
		for _, n := range names {
			c.losses[n] = true
		}
	}
}

// WithCatalog replaces the built-in catalog, for example with one that knows the
// application inference profiles of an account.
func WithCatalog(cat *catalog.Catalog) Option {
	return func(c *config) { c.catalog = cat }
}

// WithLogger sets the logger: refusals and answers that lost something at level Warn,
// requests that stayed on InvokeModel at Info, shadow traffic at Debug. Bodies are never
// logged. Without it nothing is.
func WithLogger(l *slog.Logger) Option {
	return func(c *config) { c.logger = l }
}

// WithMeterProvider sets where the metrics go; without it, nowhere. See the package's
// documentation for their names.
func WithMeterProvider(mp metric.MeterProvider) Option {
	return func(c *config) { c.meters = mp }
}

// WithRandom sets the source of the numbers in [0,1) that pick the calls of [Canary],
// [Shadow] and [ShadowConverse]. It must be safe for concurrent use.
func WithRandom(float64s func() float64) Option {
	return func(c *config) { c.random = float64s }
}

// WithFallbackExpiry sets how long the adapter remembers that Converse refuses a model's
// requests which InvokeModel takes; without it, five minutes. Zero remembers nothing.
func WithFallbackExpiry(d time.Duration) Option {
	return func(c *config) { c.expiry = d }
}

// WithShadowLimits bounds the shadow traffic: so many calls at once, so many waiting
// (more are dropped and counted), and so much time for each. Without it: 2 at once, 64
// waiting, one minute. Values of zero or less keep what is set.
func WithShadowLimits(workers, queue int, timeout time.Duration) Option {
	return func(c *config) {
		if workers > 0 {
			c.workers = workers
		}
		if queue > 0 {
			c.queue = queue
		}
		if timeout > 0 {
			c.timeout = timeout
		}
	}
}

// WithComparisons calls f, from the shadow's workers, for each pair of answers.
func WithComparisons(f func(Comparison)) Option {
	return func(c *config) { c.compare = f }
}
