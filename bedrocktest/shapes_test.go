package bedrocktest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// shapes compares the form of answers: keys, kinds of values, order of events.
// What was said, and how long it took, is of no account.
type shapes struct{ t *testing.T }

// dated keys came and went with the years: recordings of one model may have
// them or not.
var dated = map[string]bool{
	"cacheReadInputTokens": true, "cacheReadInputTokenCount": true,
	"cacheWriteInputTokens": true, "cacheWriteInputTokenCount": true,
	"serverToolUsage": true, "cacheDetails": true, "p": true,
	"cache_creation_input_tokens": true, "cache_read_input_tokens": true,
	"X-Amzn-Bedrock-Cache-Read-Input-Token-Count":  true,
	"X-Amzn-Bedrock-Cache-Write-Input-Token-Count": true,
	"/toolUse.type": true,
	// A piece of Nova's text may lack the action when it is empty.
	"/+text.amazon-bedrock-guardrailAction": true,
}

// chosen values hang on the answer or on a policy, not on the form.
var chosen = map[string]bool{
	"input": true, "inputAssessment": true, "outputAssessments": true, "outputs": true,
	"actionReason": true, "citations": true, "inputTokens": true,
	"totalOutputTextTokenCount": true, "inputTextTokenCount": true, "completionReason": true, "amazon-bedrock-trace": true,
}

func (c *shapes) headers(want map[string]string, got http.Header) {
	c.t.Helper()
	for name, value := range want {
		if strings.HasPrefix(name, "content-length") || name == "transfer-encoding" {
			continue
		}
		if got.Get(name) == "" && !dated[http.CanonicalHeaderKey(name)] {
			c.t.Errorf("header %s is missing, recorded %q", name, value)
		}
		if name == "content-type" && !strings.Contains(value, "REDACTED") && got.Get(name) != value {
			c.t.Errorf("content type %q, recorded %q", got.Get(name), value)
		}
	}
	for name := range got {
		_, recorded := want[strings.ToLower(name)]
		if strings.HasPrefix(name, "X-Amzn-Bedrock") && !recorded && !dated[name] {
			c.t.Errorf("header %s is not in the recording", name)
		}
	}
}

// compare reports where got has another shape than want.
func (c *shapes) compare(path string, want, got any) {
	c.t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			c.t.Errorf("%s: %T, recorded an object", path, got)
			return
		}
		c.object(path, w, g)
	case []any:
		g, ok := got.([]any)
		if !ok {
			c.t.Errorf("%s: %T, recorded a list", path, got)
			return
		}
		c.list(path, w, g)
	default:
		if kindOf(want) != kindOf(got) && want != nil && got != nil {
			c.t.Errorf("%s: %v is %s, recorded %s", path, got, kindOf(got), kindOf(want))
		}
	}
}

func (c *shapes) object(path string, want, got map[string]any) {
	c.t.Helper()
	last := path[strings.LastIndex(path, "/")+1:]
	optional := func(key string) bool { return dated[key] || dated["/"+last+"."+key] || chosen[key] }
	for key, w := range want {
		g, ok := got[key]
		switch {
		case !ok && !optional(key):
			c.t.Errorf("%s: key %q is missing", path, key)
		case ok && !chosen[key]:
			c.compare(path+"/"+key, w, g)
		}
	}
	for key := range got {
		if _, ok := want[key]; !ok && !optional(key) {
			c.t.Errorf("%s: key %q is not in the recording", path, key)
		}
	}
}

// list compares each recorded element with one of its kind, if there is one.
func (c *shapes) list(path string, want, got []any) {
	c.t.Helper()
	for i, w := range want {
		for _, g := range got {
			if variant(w) == variant(g) {
				c.compare(fmt.Sprintf("%s/%d", path, i), w, g)
				break
			}
		}
	}
}

// variant tells blocks and events of a union apart.
func variant(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return kindOf(v)
	}
	out := ""
	if t, ok := m["type"].(string); ok {
		out = t
	}
	for _, key := range []string{"text", "toolUse", "reasoningContent", "citationsContent", "signature", "input"} {
		if m[key] != nil {
			out += "+" + key
		}
	}
	for _, key := range []string{"delta", "content_block", "start", "reasoningContent"} {
		if m[key] != nil {
			out += "/" + variant(m[key])
		}
	}
	return out
}

func kindOf(v any) string {
	n, ok := v.(json.Number)
	switch {
	case !ok:
		return fmt.Sprintf("%T", v)
	case strings.Contains(n.String(), "."):
		return "a float"
	}
	return "an integer"
}

// stream compares the frames' headers, the order of event types, and the shape
// of the first frame of each kind.
func (c *shapes) stream(want []recordedFrame, got []bedrocktest.Frame) {
	c.t.Helper()
	var w, g []streamFrame
	for _, f := range want {
		w = append(w, newStreamFrame(c.t, f.Headers, f.Payload, f.Native))
	}
	for _, f := range got {
		g = append(g, newStreamFrame(c.t, f.Headers, f.Payload, f.Native))
	}
	c.order(w, g)
	for _, wf := range w {
		for _, gf := range g {
			if wf.kind == gf.kind && wf.place == gf.place {
				c.compare(wf.kind, wf.value, gf.value)
				break
			}
		}
	}
}

type streamFrame struct {
	kind  string // event type and variant
	place string // "last" for a frame that carries the metrics
	event string
	value any
}

func newStreamFrame(t *testing.T, headers map[string]string, payload, native []byte) streamFrame {
	t.Helper()
	f := streamFrame{event: headers[":event-type"], value: decode(t, payload)}
	if len(native) > 0 {
		f.value = decode(t, native)
		if m := f.value.(map[string]any); m["type"] != nil {
			f.event = m["type"].(string)
		}
	}
	f.kind = f.event + ":" + variant(f.value)
	if key, value := onlyMember(f.value); key != "" && f.event == "chunk" {
		f.event, f.kind = key, key+":"+variant(value)
	}
	if m, ok := f.value.(map[string]any); ok && m["amazon-bedrock-invocationMetrics"] != nil {
		f.place = "last"
	}
	if len(headers) != 3 || headers[":message-type"] != "event" || headers[":content-type"] != "application/json" {
		t.Errorf("frame headers %v", headers)
	}
	return f
}

// onlyMember is the one object in a chunk that names its event by its key, as
// Nova's do.
func onlyMember(v any) (name string, value any) {
	m, _ := v.(map[string]any)
	for key, e := range m {
		if strings.HasPrefix(key, "amazon-bedrock-") {
			continue
		}
		if _, ok := e.(map[string]any); !ok || name != "" {
			return "", nil
		}
		name, value = key, e
	}
	return name, value
}

// order wants the same first and last events, and every step from one event
// type to the next to be a step some recording of this API takes.
func (c *shapes) order(want, got []streamFrame) {
	c.t.Helper()
	if len(got) == 0 {
		c.t.Fatal("no frames")
	}
	if want[0].event != got[0].event || want[len(want)-1].event != got[len(got)-1].event {
		c.t.Errorf("stream goes from %s to %s, recorded from %s to %s", got[0].event, got[len(got)-1].event, want[0].event, want[len(want)-1].event)
	}
	steps := map[string]bool{
		"contentBlockDelta>contentBlockDelta": true, "content_block_delta>content_block_delta": true, "chunk>chunk": true,
		// Steps that hang on whether a tool is used.
		"contentBlockStop>contentBlockStart": true, "messageStart>contentBlockStart": true, "messageStart>contentBlockDelta": true,
		"contentBlockStart>contentBlockDelta": true, "contentBlockStop>contentBlockDelta": true,
		"content_block_stop>content_block_start": true, "contentBlockStop>messageStop": true,
	}
	for i := 1; i < len(want); i++ {
		steps[want[i-1].event+">"+want[i].event] = true
	}
	for i := 1; i < len(got); i++ {
		if step := got[i-1].event + ">" + got[i].event; !steps[step] {
			c.t.Errorf("stream has the step %s, not recorded", step)
		}
	}
}
