package bedrocktest_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// serve sends a body to the handler without a network, with headers given as
// names and values, and returns the call.
func serve(t testing.TB, srv *bedrocktest.Server, model, op string, body any, header ...string) bedrocktest.Call {
	t.Helper()
	data, ok := body.([]byte)
	if !ok {
		var err error
		if data, err = json.Marshal(body); err != nil {
			t.Fatal(err)
		}
	}
	req := httptest.NewRequest("POST", "/model/"+url.PathEscape(model)+"/"+op, strings.NewReader(string(data)))
	sign(req)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	srv.ServeHTTP(httptest.NewRecorder(), req)
	calls := srv.Calls()
	return calls[len(calls)-1]
}

type m = map[string]any

var png = append([]byte("\x89PNG\r\n\x1a\n"), "some pixels"...)

// TestSameMeaning writes several hundred random conversations for both APIs,
// unary and streamed, and wants the model to see the same and to say the same.
func TestSameMeaning(t *testing.T) {
	srv := bedrocktest.New()
	rng := rand.New(rand.NewPCG(7, 7))
	stops := map[string]int{}
	for i := range 400 {
		srv.Reset()
		d := randomDialogue(rng)
		name := fmt.Sprintf("%d %s", i, d.model)
		native, conversed := d.native(), d.converse()
		a := serve(t, srv, d.model, "invoke", native, d.headers()...)
		b := serve(t, srv, d.model, "converse", conversed)
		equalSeen(t, a, b)
		equalSeen(t, a, serve(t, srv, d.model, "invoke-with-response-stream", native, d.headers()...))
		if b := serve(t, srv, d.model, "converse-stream", conversed); len(d.tools) == 0 || b.Seen != nil {
			equalSeen(t, a, b)
		}
		if t.Failed() {
			t.Fatalf("%s\nnative   %v\nconverse %v", name, native, conversed)
		}
		stops[a.Answer.StopReason]++
	}
	for _, reason := range []string{"end_turn", "max_tokens", "stop_sequence", "tool_use"} {
		if stops[reason] < 10 {
			t.Errorf("only %d answers of 400 ended with %s: %v", stops[reason], reason, stops)
		}
	}
}

var sameModels = []string{
	sonnet, sonnet45, opus47, claude2, "anthropic.claude-sonnet-5", llama, llama4, "meta.llama2-13b-chat-v1", titanID,
}

func randomDialogue(rng *rand.Rand) dialogue {
	word := func() string { return fmt.Sprintf("w%d <b>\n\"é\"", rng.IntN(1000)) }
	d := dialogue{model: sameModels[rng.IntN(len(sameModels))], limit: 1 + rng.IntN(60)}
	for n := rng.IntN(3); n > 0; n-- {
		d.turns = append(d.turns, turn{role: "user", text: word()}, turn{role: "assistant", text: word()})
	}
	d.turns = append(d.turns, turn{role: "user", text: word()})
	if rng.IntN(2) == 0 && d.model != titanID {
		d.system = word()
	}
	if rng.IntN(3) == 0 {
		d.stops = []string{word(), "near"}
	}
	if strings.HasPrefix(d.model, "meta.") || strings.HasPrefix(d.model, "us.meta") {
		d.stops = nil // InvokeModel has no such field
	}
	d.guarded, d.hurried = rng.IntN(6) == 0, rng.IntN(6) == 0
	randomSampling(rng, &d)
	if chatty(d.model) {
		randomExtras(rng, &d)
	}
	return d
}

// chatty models are those with the Messages API proper.
func chatty(model string) bool {
	return strings.Contains(model, "claude") && model != claude2
}

func randomSampling(rng *rand.Rand, d *dialogue) {
	t, p, k := float64(rng.IntN(10))/10, 0.1+float64(rng.IntN(9))/10, rng.IntN(500)
	if strings.Contains(d.model, "4-7") || strings.Contains(d.model, "sonnet-5") {
		return
	}
	if rng.IntN(2) == 0 {
		d.temp = &t
	}
	if rng.IntN(2) == 0 && (d.temp == nil || d.model != sonnet45) {
		d.topP = &p
	}
	if rng.IntN(2) == 0 && strings.Contains(d.model, "claude") || d.model == claude2 {
		d.topK = &k // completions have a default that Converse lacks: always said
	}
}

func randomExtras(rng *rand.Rand, d *dialogue) {
	last := &d.turns[len(d.turns)-1]
	if rng.IntN(3) == 0 {
		last.image = png
	}
	if rng.IntN(4) == 0 && d.model != sonnet {
		d.turns[0].cache = true
	}
	if rng.IntN(3) == 0 {
		d.tools = []string{"look", "listen"}
		d.choice = []string{"", "auto", "any", "look"}[rng.IntN(4)]
		d.turns = append(d.turns, turn{role: "assistant", text: "ok", call: "c1"}, turn{role: "user", text: "done", call: "c1"})
	}
	if rng.IntN(4) == 0 && d.model == sonnet45 && d.tools == nil {
		d.thinking, d.limit, d.temp, d.topP, d.topK = 1024, 2000, nil, nil, nil
	}
}
