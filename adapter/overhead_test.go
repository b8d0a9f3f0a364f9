package adapter_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/bedrocklint/bedrocklint/adapter"
	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// BenchmarkOverhead is what the adapter adds to a call: the difference between a client
// that has it and one that has not, both with one transport that answers from memory, in
// turns. added-ns is the difference of the median times. The KB of added-allocs/KB are
// those of the native request and answer. The last lines give the median over the bodies.
func BenchmarkOverhead(b *testing.B) {
	for _, set := range []struct {
		name   string
		bodies []sample
	}{{"short", samples}, {"chat", conversations(2, 6, 12)}, {"retrieval", retrievals(4<<10, 16<<10, 64<<10)}} {
		var all []overhead
		for _, s := range set.bodies {
			b.Run(set.name+"/"+s.name, func(b *testing.B) {
				o := measure(b, s)
				o.report(b)
				all = append(all, o)
			})
		}
		if len(all) == 0 { // filtered out
			continue
		}
		b.Run(set.name+"/median", func(b *testing.B) {
			for b.Loop() { // it measures no more
			}
			b.ReportMetric(0, "ns/op")
			overhead{
				ns:     medianOf(all, func(o overhead) float64 { return o.ns }),
				allocs: medianOf(all, func(o overhead) float64 { return o.allocs }),
				perKB:  medianOf(all, func(o overhead) float64 { return o.perKB }),
			}.report(b)
		})
	}
}

// overhead is what the adapter adds to one call.
type overhead struct{ ns, allocs, perKB float64 }

func (o overhead) report(b *testing.B) {
	b.ReportMetric(o.ns, "added-ns")
	b.ReportMetric(o.allocs, "added-allocs")
	b.ReportMetric(o.perKB, "added-allocs/KB")
}

func medianOf(all []overhead, of func(overhead) float64) float64 {
	var list []float64
	for _, o := range all {
		list = append(list, of(o))
	}
	return median(list)
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

func measure(b *testing.B, s sample) overhead {
	answers := &memory{srv: bedrocktest.New(), known: map[string]*httptest.ResponseRecorder{}}
	client := func(optFns ...func(*bedrockruntime.Options)) func() int {
		c := answers.srv.Client(append(optFns, func(o *bedrockruntime.Options) { o.HTTPClient = answers })...)
		return func() int {
			out, err := invoke(c, s)
			if err != nil {
				b.Fatal(err)
			}
			return len(out.Body)
		}
	}
	plain := client()
	adapted := client(adapter.New(adapter.WithLogger(slog.New(slog.DiscardHandler)), adapter.WithRoute(adapter.Converse())).ClientOption)
	kb := float64(len(s.body)+plain()) / 1024
	adapted()
	if len(answers.known) != 2 {
		b.Fatal("the adapted call did not go to Converse")
	}
	allocs := testing.AllocsPerRun(20, func() { adapted() }) - testing.AllocsPerRun(20, func() { plain() })
	var with, without []float64
	timed := func(call func() int) float64 {
		begin := time.Now()
		call()
		return float64(time.Since(begin).Nanoseconds())
	}
	for b.Loop() {
		without = append(without, timed(plain))
		with = append(with, timed(adapted))
	}
	return overhead{ns: median(with) - median(without), allocs: allocs, perKB: allocs / kb}
}

// memory answers with what the stand-in answered to the same path before.
type memory struct {
	srv   *bedrocktest.Server
	known map[string]*httptest.ResponseRecorder
}

func (m *memory) Do(r *http.Request) (*http.Response, error) {
	got, ok := m.known[r.URL.Path]
	if !ok {
		got = httptest.NewRecorder()
		m.srv.ServeHTTP(got, r)
		m.known[r.URL.Path] = got
	}
	if r.Body != nil {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
	}
	return &http.Response{
		StatusCode: got.Code, Header: got.Header().Clone(), ContentLength: int64(got.Body.Len()),
		Body: io.NopCloser(bytes.NewReader(got.Body.Bytes())), Request: r,
	}, nil
}

const (
	claudeModel = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
	novaModel   = "us.amazon.nova-lite-v1:0"
	llamaModel  = "meta.llama3-8b-instruct-v1:0"
	chatModel   = "mistral.mistral-large-2407-v1:0"
)

const (
	rules = "You answer questions about rivers from the text that you are given. Say where it stands. Say so when it is not there; do not guess. Write short sentences, no lists, no headings."
	line  = "The river rises in the hills and runs to the sea; \"it never stops\", people say.\n"
)

// conversations are chats of the given numbers of turns, one of each family in the form
// that its callers write.
func conversations(turns ...int) []sample {
	var out []sample
	for _, n := range turns {
		said := make([]string, 2*n-1)
		for i := range said {
			said[i] = strings.TrimSpace(strings.Repeat(line, 1+i%4))
		}
		out = append(out, inEachFamily(fmt.Sprintf("%d turns", n), said)...)
	}
	return out
}

// retrievals are one question each about a text of so many bytes.
func retrievals(sizes ...int) []sample {
	var out []sample
	for _, n := range sizes {
		text := strings.Repeat(line, n/len(line)+1)[:n]
		out = append(out, inEachFamily(fmt.Sprintf("%d KB", n>>10), []string{"<text>\n" + text + "\n</text>\nHow long is the river?"})...)
	}
	return out
}

// inEachFamily writes what user and assistant said in turn.
func inEachFamily(name string, said []string) []sample {
	roles := []string{"user", "assistant"}
	var claude, nova, chat []any
	var llama strings.Builder
	header := func(role, text string) {
		fmt.Fprintf(&llama, "<|start_header_id|>%s<|end_header_id|>\n\n%s<|eot_id|>", role, text)
	}
	llama.WriteString("<|begin_of_text|>")
	header("system", rules)
	chat = append(chat, map[string]any{"role": "system", "content": rules})
	for i, s := range said {
		role := roles[i%2]
		claude = append(claude, map[string]any{"role": role, "content": []any{map[string]any{"type": "text", "text": s}}})
		nova = append(nova, map[string]any{"role": role, "content": []any{map[string]any{"text": s}}})
		chat = append(chat, map[string]any{"role": role, "content": s})
		header(role, s)
	}
	llama.WriteString("<|start_header_id|>assistant<|end_header_id|>\n\n")
	body := func(family, model string, v map[string]any) sample {
		return sample{name: family + ", " + name, model: model, body: string(mustJSON(v))}
	}
	return []sample{
		body("claude", claudeModel, map[string]any{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1000, "temperature": 0.2, "system": rules, "messages": claude}),
		body("nova", novaModel, map[string]any{"schemaVersion": "messages-v1", "system": []any{map[string]any{"text": rules}}, "messages": nova, "inferenceConfig": map[string]any{"maxTokens": 1000, "temperature": 0.2}}),
		body("llama 3", llamaModel, map[string]any{"prompt": llama.String(), "max_gen_len": 1000, "temperature": 0.2}),
		body("mistral chat", chatModel, map[string]any{"messages": chat, "max_tokens": 1000, "temperature": 0.2}),
	}
}
