package verify

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/catalog"
)

// nativeBodies are one body of each family, and one that makes Claude call a tool.
func nativeBodies() map[string]string {
	return map[string]string{
		haiku:                         `{"anthropic_version":"bedrock-2023-05-31","max_tokens":60,"messages":[{"role":"user","content":"A line on rivers."}]}`,
		"us." + haiku:                 `{"anthropic_version":"bedrock-2023-05-31","max_tokens":60,"tools":[{"name":"river","input_schema":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}}],"tool_choice":{"type":"any"},"messages":[{"role":"user","content":"A river."}]}`,
		sonnet37:                      `{"anthropic_version":"bedrock-2023-05-31","max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"A river."}]}`,
		claude2:                       `{"prompt":"\n\nHuman: A river.\n\nAssistant:","max_tokens_to_sample":50}`,
		llama3:                        `{"prompt":"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nA river.<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"}`,
		titan:                         `{"inputText":"User: A river.\nBot:","textGenerationConfig":{"maxTokenCount":60}}`,
		"amazon.titan-text-lite-v1":   `{"inputText":"A river."}`,
		"meta.llama3-1-8b-unheard-of": `{"prompt":"A river."}`,
	}
}

// TestRunAt replays every body, single and streamed, at an endpoint whose answers have
// to be read from the wire.
func TestRunAt(t *testing.T) {
	server := bedrocktest.Start(t)
	for model, body := range nativeBodies() {
		for _, operation := range []string{"InvokeModel", "InvokeModelWithResponseStream"} {
			t.Run(model+" "+operation, func(t *testing.T) {
				r := replayOf(t, line(t, operation, model, body)).at(t, StandIn(server.URL()), false)
				want := Equal
				switch {
				case strings.Contains(model, "unheard"):
					want = AsStated // refused on both sides, and bare
				case strings.Contains(model, "lite"):
					want = Undecided // what the model answers to another prompt cannot be known
				}
				if r.Outcome() != want {
					t.Errorf("outcome %q, want %q:\n%s", r.Outcome(), want, printed(r))
				}
			})
		}
	}
}

// TestLive wants other answers of a real model undecided, and everything about the
// request still decided.
func TestLive(t *testing.T) {
	server := bedrocktest.Start(t, bedrocktest.WithAnswerFrom(moody()))
	body := nativeBodies()[haiku]
	for _, operation := range []string{"InvokeModel", "InvokeModelWithResponseStream"} {
		r := replayOf(t, line(t, operation, haiku, body)).at(t, StandIn(server.URL()), true)
		if r.Outcome() != Undecided {
			t.Errorf("%s: outcome %q, want %q:\n%s", operation, r.Outcome(), Undecided, printed(r))
		}
		if r := replayOf(t, line(t, operation, haiku, body)).at(t, StandIn(server.URL()), false); r.Outcome() != Different {
			t.Errorf("%s: outcome %q at a stand-in, want %q", operation, r.Outcome(), Different)
		}
	}
}

// moody has the stand-in answer every call in another way, at the same cost.
func moody() func(bedrocktest.Seen, string) bedrocktest.Seen {
	moods := make(chan int, 100)
	for i := range 100 {
		moods <- i
	}
	return func(seen bedrocktest.Seen, _ string) bedrocktest.Seen {
		params := map[string]any{"mood": <-moods}
		for k, v := range seen.Params {
			params[k] = v
		}
		seen.Params = params
		return seen
	}
}

// TestRunAtBusy wants a service that is busy asked again, and one that stays so reported.
func TestRunAtBusy(t *testing.T) {
	server := bedrocktest.Start(t, bedrocktest.WithFaults(bedrocktest.Throttle(1)))
	e := StandIn(server.URL())
	e.Pause = time.Millisecond
	r := replayOf(t, line(t, "InvokeModel", haiku, nativeBodies()[haiku])).at(t, e, false)
	if r.Outcome() != Equal {
		t.Errorf("outcome %q, want %q:\n%s", r.Outcome(), Equal, printed(r))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	server.Inject(bedrocktest.Throttle(9))
	_, err := replayOf(t, line(t, "InvokeModel", haiku, nativeBodies()[haiku])).RunAt(ctx, StandIn(server.URL()), testOptions(t))
	if err == nil || !strings.Contains(err.Error(), "calls.jsonl:1: context deadline exceeded") {
		t.Errorf("error %v, want the deadline and the line", err)
	}
}

// TestRunAtBrokenStream wants a stream that cannot be read reported, not compared.
func TestRunAtBrokenStream(t *testing.T) {
	for _, kind := range []bedrocktest.FaultKind{bedrocktest.FaultBadCRC, bedrocktest.FaultCutFrame, bedrocktest.FaultMalformed} {
		server := bedrocktest.Start(t, bedrocktest.WithFaults(bedrocktest.Fault{Kind: kind, Frame: 2}))
		_, err := replayOf(t, line(t, "InvokeModelWithResponseStream", haiku, nativeBodies()[haiku])).RunAt(t.Context(), StandIn(server.URL()), testOptions(t))
		if err == nil || !strings.Contains(err.Error(), "calls.jsonl:1: ") {
			t.Errorf("%s: error %v, want one that names the line", kind, err)
		}
	}
}

// TestStreamException wants an exception within a stream compared like any other error.
func TestStreamException(t *testing.T) {
	server := bedrocktest.Start(t, bedrocktest.WithFaults(bedrocktest.Fault{
		Kind: bedrocktest.FaultStreamException, Exception: "ThrottlingException", Frame: 3, Operation: "ConverseStream",
	}))
	r := replayOf(t, line(t, "InvokeModelWithResponseStream", haiku, nativeBodies()[haiku])).at(t, StandIn(server.URL()), false)
	want := []Difference{{Part: PartError, Path: "type", After: `"ThrottlingException"`}}
	if diff := cmp.Diff(want, r.Pairs[0].Differences); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
}

func line(t *testing.T, operation, model, body string) string {
	t.Helper()
	if !json.Valid([]byte(body)) {
		t.Fatalf("not JSON: %s", body)
	}
	return fmt.Sprintf(`{"operation":%q,"modelId":%q,"body":%s}`, operation, model, body)
}

type testReplay struct{ *Replay }

func replayOf(t *testing.T, lines ...string) testReplay {
	t.Helper()
	calls, _, err := ReadRecorded(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return testReplay{NewReplay("calls.jsonl", calls, Models{Catalog: catalog.Default()})}
}

func (r testReplay) at(t *testing.T, e Endpoint, live bool) *Result {
	t.Helper()
	opts := testOptions(t)
	opts.Judge.Live = live
	result, err := r.RunAt(t.Context(), e, opts)
	if err != nil {
		t.Fatal(err)
	}
	return result
}
