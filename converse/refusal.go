package converse

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// refusals states where Converse will refuse a request whose native form the model
// takes. The request is left as it is: what to do about it is the caller's choice.
func (w *walk) refusals(req map[string]any) {
	w.bounds(req)
	w.stops(req)
	w.toolsOfHistory(req)
	w.firstAndLast(req)
	w.blankTexts(req)
}

// bounds states values that Converse's inferenceConfig refuses.
// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html
func (w *walk) bounds(req map[string]any) {
	for _, b := range []struct {
		path     string
		min, max float64
	}{{"inferenceConfig.maxTokens", 1, 1 << 31}, {"inferenceConfig.temperature", 0, 1}, {"inferenceConfig.topP", 0, 1}} {
		v, _ := fetch(req, b.path, nil)
		n, ok := v.(json.Number)
		if !ok {
			continue
		}
		if f, err := n.Float64(); err == nil && (f < b.min || f > b.max) {
			w.state(rules.ValueDiffers, catalog.Lost, b.path, b.path, "%s is outside of what Converse takes (%v to %v) for %s", n, b.min, b.max, b.path)
		}
	}
}

// stops states stop sequences of a model for which Converse has none.
func (w *walk) stops(req map[string]any) {
	const path = "inferenceConfig.stopSequences"
	if has, known := w.m.Feature("stop-sequences"); !known || has {
		return
	}
	if _, ok := fetch(req, path, nil); ok {
		w.state(rules.ValueDiffers, catalog.Lost, path, path, "Converse refuses stop sequences for %s; cut the answer yourself", w.m.ID)
	}
}

// toolsOfHistory states that Converse demands toolConfig where the conversation has
// tool blocks.
func (w *walk) toolsOfHistory(req map[string]any) {
	if _, ok := fetch(req, "toolConfig.tools", nil); ok {
		return
	}
	used := false
	each(req, "messages", func(_ int, msg map[string]any) {
		each(msg, "content", func(_ int, block map[string]any) {
			used = used || block["toolUse"] != nil || block["toolResult"] != nil
		})
	})
	if used {
		w.state(rules.ValueDiffers, catalog.Lost, "tools", "toolConfig", "Converse wants toolConfig where the messages have tool calls; send the tools along")
	}
}

// firstAndLast states a conversation that does not begin with the user, or ends with
// the assistant on a model that does not go on from there.
func (w *walk) firstAndLast(req map[string]any) {
	list, _ := req["messages"].([]any)
	if len(list) == 0 {
		return
	}
	first, _ := list[0].(map[string]any)
	last, _ := list[len(list)-1].(map[string]any)
	if first["role"] == "assistant" {
		w.state(rules.ValueDiffers, catalog.Lost, "messages[0]", "messages[0]", "Converse wants a user message first")
	}
	if has, known := w.m.Feature("prefill"); known && !has && last["role"] == "assistant" {
		path := fmt.Sprintf("messages[%d]", len(list)-1)
		w.state(rules.ValueDiffers, catalog.Lost, path, path, "%s does not go on from an assistant message on Converse; end with a user message", w.m.ID)
	}
}

// blankTexts takes out an empty system prompt, which says nothing, and states other
// texts of whitespace alone, which Converse refuses.
func (w *walk) blankTexts(req map[string]any) {
	if list, ok := req["system"].([]any); ok && len(list) == 1 {
		if m, ok := list[0].(map[string]any); ok && m["text"] == "" {
			delete(req, "system")
		}
	}
	each(req, "system", func(i int, b map[string]any) { w.blank(b, "system[%d]", i) })
	each(req, "messages", func(i int, msg map[string]any) {
		each(msg, "content", func(j int, b map[string]any) { w.blank(b, "messages[%d].content[%d]", i, j) })
	})
}

func (w *walk) blank(block map[string]any, format string, idx ...any) {
	if s, ok := block["text"].(string); ok && strings.TrimSpace(s) == "" {
		path := fmt.Sprintf(format, idx...)
		w.state(rules.ValueDiffers, catalog.Lost, path, path, "Converse refuses the blank text of %s; leave the block out", path)
	}
}
