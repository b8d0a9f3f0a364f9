package adapter_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	"go.uber.org/goleak"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// No test leaves a goroutine behind, shadow workers and stream readers included.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func sampleOf(t testing.TB, name string) sample {
	t.Helper()
	i := slices.IndexFunc(samples, func(s sample) bool { return s.name == name })
	if i < 0 {
		t.Fatalf("no sample %q", name)
	}
	return samples[i]
}

// operations are the names of the operations that arrived at the stand-in.
func operations(srv *bedrocktest.Server) string {
	var out []string
	for _, c := range srv.Calls() {
		out = append(out, c.Operation)
	}
	return strings.Join(out, " ")
}

// logs collects log records as text.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logs) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// meters records measurements as "instrument value key=value …", without durations.
type meters struct {
	noop.MeterProvider
	mu  sync.Mutex
	all []string
}

type meter struct {
	noop.Meter
	to *meters
}

func (m *meters) Meter(string, ...metric.MeterOption) metric.Meter { return meter{to: m} }

func (m meter) Float64Histogram(name string, _ ...metric.Float64HistogramOption) (metric.Float64Histogram, error) {
	return seconds{name: name, to: m.to}, nil
}

func (m meter) Int64Histogram(name string, _ ...metric.Int64HistogramOption) (metric.Int64Histogram, error) {
	return numbers{name: name, to: m.to}, nil
}

// Int64Counter refuses one instrument: calls must not suffer.
func (m meter) Int64Counter(name string, _ ...metric.Int64CounterOption) (metric.Int64Counter, error) {
	if strings.HasSuffix(name, "losses") {
		return nil, fmt.Errorf("no %s today", name)
	}
	return counter{name: name, to: m.to}, nil
}

type seconds struct {
	noop.Float64Histogram
	name string
	to   *meters
}

func (s seconds) Record(_ context.Context, v float64, opts ...metric.RecordOption) {
	value := ""
	if v <= 0 {
		value = "no time at all"
	}
	set := metric.NewRecordConfig(opts).Attributes()
	s.to.note(s.name, value, text(set))
}

type numbers struct {
	noop.Int64Histogram
	name string
	to   *meters
}

func (n numbers) Record(_ context.Context, v int64, opts ...metric.RecordOption) {
	set := metric.NewRecordConfig(opts).Attributes()
	n.to.note(n.name, fmt.Sprint(v), text(set))
}

type counter struct {
	noop.Int64Counter
	name string
	to   *meters
}

func (c counter) Add(_ context.Context, v int64, opts ...metric.AddOption) {
	set := metric.NewAddConfig(opts).Attributes()
	c.to.note(c.name, fmt.Sprint(v), text(set))
}

func text(set attribute.Set) string {
	var out []string
	for _, kv := range set.ToSlice() { // sorted by key
		out = append(out, string(kv.Key)+"="+kv.Value.Emit())
	}
	return strings.Join(out, " ")
}

func (m *meters) note(name, value, attributes string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = append(m.all, strings.Join(strings.Fields(name+" "+value+" "+attributes), " "))
}

func (m *meters) sorted() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(slices.Values(m.all))
}
