package converse

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/google/go-cmp/cmp"
)

// ask sends a body to the stand-in, which reads the providers' documents on its own.
func ask(srv *bedrocktest.Server, model, op string, body []byte) bedrocktest.Call {
	return askWith(srv, nil, model, op, body)
}

func askWith(srv *bedrocktest.Server, headers map[string]string, model, op string, body []byte) bedrocktest.Call {
	req := httptest.NewRequest("POST", "/model/"+url.PathEscape(model)+"/"+op, strings.NewReader(string(body)))
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Amz-Date", "20260101T000000Z")
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=00")
	srv.ServeHTTP(httptest.NewRecorder(), req)
	calls := srv.Calls()
	return calls[len(calls)-1]
}

// outcome says how far a generated request came.
type outcome struct {
	same    bool   // both calls were taken, and what differed was reported
	refused string // why the stand-in takes no such native request
	stated  string // why Converse takes no such request, which the conversion had said
}

// sameSeen sends a native body and what it converts to, and wants the stand-in's model
// to see the same of both.
func sameSeen(t testing.TB, srv *bedrocktest.Server, model string, f *catalog.Family, m *catalog.Model, body []byte) outcome {
	t.Helper()
	srv.Reset()
	a := ask(srv, model, "invoke", body)
	if a.Seen == nil {
		return outcome{refused: a.ErrorMessage}
	}
	c, err := Request(f, m, body)
	if err != nil {
		t.Errorf("%s: %v", body, err)
		return outcome{}
	}
	b := ask(srv, model, "converse", c.JSON())
	if b.Seen == nil && !c.Lossless() {
		return outcome{stated: b.ErrorMessage}
	}
	if b.Seen == nil {
		t.Errorf("the converted request is refused: %s\nnative   %s\nconverse %s", b.ErrorMessage, body, c.JSON())
		return outcome{}
	}
	seen := *a.Seen
	if a.UserText != "" && a.UserText == b.UserText && bare(c) {
		seen.Prompt = b.Seen.Prompt // the template that Converse adds is the stated difference
	}
	if !reflect.DeepEqual(&seen, b.Seen) {
		t.Errorf("%s\nnative   %s\nconverse %s", cmp.Diff(&seen, b.Seen), body, c.JSON())
	}
	if seen.Prompt == a.Seen.Prompt {
		sameAnswer(t, f, m, a, b)
	}
	return outcome{same: true}
}

// sameAnswer wants the native answer, converted, to be the Converse answer.
func sameAnswer(t testing.TB, f *catalog.Family, m *catalog.Model, native, converse bedrocktest.Call) {
	t.Helper()
	c, err := Response(f, m, native.Response, Meta{InputTokens: native.Answer.InputTokens, OutputTokens: native.Answer.OutputTokens})
	if err != nil {
		t.Errorf("%v: %s", err, native.Response)
		return
	}
	want, err := Decode(converse.Response)
	if err != nil {
		t.Fatal(err)
	}
	if endsAlike(f, native.NativeStopReason) && ended(want["stopReason"]) && ended(c.Value["stopReason"]) {
		delete(want, "stopReason")
		delete(c.Value, "stopReason")
	}
	if diff := cmp.Diff(answer(want), answer(c.Value)); diff != "" {
		t.Errorf("%s\nnative   %s\nconverse %s", diff, native.Response, converse.Response)
	}
}

// endsAlike reports whether a native answer that ends so may have met a stop sequence
// or be done, which Converse tells apart: a stated normalisation.
func endsAlike(f *catalog.Family, native string) bool {
	return len(f.NativeStopReasons("stop_sequence")) == 0 || slices.Contains(f.NativeStopReasons("end_turn"), native)
}

func ended(reason any) bool { return reason == "end_turn" || reason == "stop_sequence" }

// answer takes off what each API makes up for itself.
func answer(v map[string]any) map[string]any {
	v = prepare(v)
	delete(v, "metrics")
	delete(v, "additionalModelResponseFields")
	if usage, ok := v["usage"].(map[string]any); ok {
		// Sent by the service, not modelled by the SDK; cacheDetails have a native
		// counterpart in the newest answers only.
		for _, k := range []string{"cacheReadInputTokenCount", "cacheWriteInputTokenCount", "serverToolUsage", "cacheDetails"} {
			delete(usage, k)
		}
	}
	if msg, ok := fetch(v, "output.message", nil); ok {
		each(msg.(map[string]any), "content", func(_ int, b map[string]any) {
			if use, ok := b["toolUse"].(map[string]any); ok {
				delete(use, "toolUseId")
			}
		})
	}
	return v
}

func bare(c *Converted) bool {
	for _, ch := range c.Stated {
		if ch.Code == "BL3002" {
			return true
		}
	}
	return false
}

// conversation replaces what is random in a Claude request with what Claude takes:
// alternating turns, paired tool calls, parameters that go together.
func (g *gen) conversation(body map[string]any) {
	for _, k := range []string{"anthropic_beta", "output_format", "thinking", "tools", "tool_choice", "output_config", "messages", "system"} {
		delete(body, k)
	}
	body["max_tokens"] = number(2000 + g.IntN(2000))
	if g.coin() {
		body["system"] = "Be " + g.word()
	}
	if g.coin() && g.m.Features["reasoning"] && g.m.Refuses == nil {
		body["thinking"] = map[string]any{"type": "enabled", "budget_tokens": number(1024)}
		for _, k := range []string{"temperature", "top_p", "top_k"} {
			delete(body, k)
		}
	}
	tools := g.coin()
	if tools {
		body["tools"] = []any{map[string]any{"name": "look", "description": "Looks " + g.word(), "input_schema": map[string]any{"type": "object", "properties": map[string]any{}}}}
		if g.coin() && body["thinking"] == nil {
			all := []any{map[string]any{"type": "auto"}, map[string]any{"type": "any"}, map[string]any{"type": "tool", "name": "look"}, map[string]any{"type": "auto", "disable_parallel_tool_use": true}}
			body["tool_choice"] = all[g.IntN(len(all))]
		}
	}
	var msgs []any
	for i := range g.IntN(3) {
		msgs = append(msgs, g.userTurn(nil))
		if tools && g.coin() {
			id := fmt.Sprintf("toolu_%d", i)
			msgs = append(msgs,
				map[string]any{"role": "assistant", "content": []any{textBlock("Let me look"), map[string]any{"type": "tool_use", "id": id, "name": "look", "input": map[string]any{"q": g.word()}}}},
				g.userTurn([]any{g.result(id)}))
		}
		msgs = append(msgs, map[string]any{"role": "assistant", "content": "So it is " + g.word()})
	}
	body["messages"] = append(msgs, g.userTurn(nil))
}

func textBlock(s string) map[string]any { return map[string]any{"type": "text", "text": s} }

// result makes a tool result in one of the forms that it has.
func (g *gen) result(id string) map[string]any {
	r := map[string]any{"type": "tool_result", "tool_use_id": id, "content": "seen " + g.word()}
	if g.coin() {
		r["content"] = []any{textBlock("one"), textBlock(g.word())}
	}
	if g.coin() {
		r["is_error"] = g.coin()
	}
	return r
}

// png begins as every PNG does.
const png = "iVBORw0KGgoAAAANSUhEUg=="

// userTurn makes a user message; blocks stand in front of what it says.
func (g *gen) userTurn(blocks []any) map[string]any {
	if blocks == nil && g.coin() {
		return map[string]any{"role": "user", "content": "Say " + g.word()}
	}
	switch g.IntN(4) {
	case 0:
		blocks = append(blocks, map[string]any{"type": "image", "source": map[string]any{"type": "base64", "media_type": "image/png", "data": png}})
	case 1:
		g.n++
		blocks = append(blocks, map[string]any{"type": "document", "title": fmt.Sprintf("Notes %d", g.n), "source": map[string]any{"type": "text", "media_type": "text/plain", "data": "text " + g.word()}})
	}
	said := textBlock("Say " + g.word())
	if g.m.Features["caching"] && g.IntN(4) == 0 {
		said["cache_control"] = map[string]any{"type": "ephemeral"}
	}
	return map[string]any{"role": "user", "content": append(blocks, said)}
}
