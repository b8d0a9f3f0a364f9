package mapping

import (
	"fmt"
	"go/constant"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// refusals reports what Converse is known to refuse of a request, as far as it is
// spelt out: a rewrite must not turn a call that works into one that does not.
func (m *mapper) refusals() {
	m.bounds()
	m.stops()
	m.toolsOfHistory()
	m.streamedTools()
	for _, l := range m.root.lists("messages") {
		m.checkOrder(l.elems)
		for _, e := range l.elems {
			if e.object != nil {
				m.checkMessage(e.object)
			}
		}
	}
}

func (m *mapper) refuse(path, format string, args ...any) {
	m.problem(Problem{Code: rules.ValueDiffers, Path: path, Message: fmt.Sprintf(format, args...)})
}

// bounds are those of inferenceConfig.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html
func (m *mapper) bounds() {
	cfg := m.root.get("inferenceConfig")
	if cfg == nil || cfg.object == nil {
		return
	}
	limits := map[string][2]float64{"maxTokens": {1, 1 << 31}, "temperature": {0, 1}, "topP": {0, 1}}
	for _, f := range cfg.object.fields {
		c, ok := f.value.(*payload.Const)
		limit, bounded := limits[f.key]
		if !ok || !bounded || c.Val == nil || c.Val.Kind() != constant.Int && c.Val.Kind() != constant.Float {
			continue
		}
		if n, _ := constant.Float64Val(c.Val); n < limit[0] || n > limit[1] {
			m.refuse("inferenceConfig."+f.key, "%v is outside of what Converse takes for %s (%v to %v)", n, f.key, limit[0], limit[1])
		}
	}
}

// stops: Converse refuses stop sequences for some models whose native body has them.
// https://github.com/crewAIInc/crewAI/issues/3317
func (m *mapper) stops() {
	cfg := m.root.get("inferenceConfig")
	has, known := m.n.Model.Feature("stop-sequences")
	if known && !has && cfg != nil && cfg.object != nil && cfg.object.get("stopSequences") != nil {
		m.refuse("inferenceConfig.stopSequences", "Converse refuses stop sequences for %s; cut the answer yourself", m.n.Model.ID)
	}
}

// toolsOfHistory: Converse wants the tools along with messages that have used them.
// https://github.com/patriceckhart/zot/pull/18
func (m *mapper) toolsOfHistory() {
	if m.root.get("toolConfig") != nil {
		return
	}
	for _, l := range m.root.lists("messages") {
		for _, e := range l.elems {
			if e.object == nil {
				continue
			}
			for _, b := range e.object.blocks("content") {
				if b.presence.Always() && (b.object.get("toolUse") != nil || b.object.get("toolResult") != nil) {
					m.refuse("tools", "the messages have tool calls but the request has no tools, which Converse refuses")
				}
			}
		}
	}
}

// streamedTools: some models take tools on Converse, but not on ConverseStream.
// https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html
func (m *mapper) streamedTools() {
	has, known := m.n.Model.Feature("streaming-tools")
	if m.n.Stream && known && !has && m.root.get("toolConfig") != nil {
		m.refuse("tools", "ConverseStream refuses tools for %s; call Converse where there are tools", m.n.Model.ID)
	}
}

// checkOrder: a conversation starts with the user and alternates.
// https://github.com/elastic/kibana/pull/246393
func (m *mapper) checkOrder(elems []*elem) {
	if len(elems) == 0 {
		return
	}
	if role(elems[0]) == "assistant" {
		m.refuse("messages", "the conversation starts with an assistant message, which Converse refuses")
	}
	for i := 1; i < len(elems); i++ {
		if r := role(elems[i]); r != "" && r == role(elems[i-1]) {
			m.refuse("messages", "two %s messages in a row, which Converse refuses", r)
		}
	}
	has, known := m.n.Model.Feature("prefill")
	if known && !has && role(elems[len(elems)-1]) == "assistant" {
		m.refuse("messages", "%s does not go on from an assistant message; end with a user message", m.n.Model.ID)
	}
}

// checkMessage: no blank text, and text beside a document.
func (m *mapper) checkMessage(message *object) {
	document, said := false, false
	blocks := message.blocks("content")
	for _, b := range blocks {
		document = document || b.object.get("document") != nil
		said = said || b.object.get("text") != nil || b.object.get("toolResult") != nil
	}
	m.checkBlank(blocks)
	if document && !said {
		m.refuse("messages", "a document without a text block beside it, which Converse refuses")
	}
}

// checkBlank: a blank text that is always sent would make every call fail. One that only a
// branch sends is most often a variable's first value, which the code never means to send.
func (m *mapper) checkBlank(blocks []*elem) {
	for _, b := range blocks {
		if !isBlank(b) {
			continue
		}
		if b.presence.Always() || !slices.ContainsFunc(blocks, func(o *elem) bool { return !isBlank(o) }) {
			m.refuse("messages", "a blank text block, which Converse refuses; leave it out")
			continue
		}
		m.note(rules.ValueDiffers, "messages", "one branch makes a blank text of a message, which Converse refuses")
	}
}

// isBlank reports whether a block is text without a word, in each of its alternatives.
func isBlank(block *elem) bool {
	text := block.object.get("text")
	if text == nil {
		return false
	}
	c, ok := text.value.(*payload.Const)
	return ok && c.Val != nil && strings.TrimSpace(stringOf(c)) == ""
}
