package verify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"

	"github.com/bedrocklint/bedrocklint/converse"
)

// received fills a call in with the answer that came over the wire, in Converse's words.
func (l lookup) received(c *Call, r *response) error {
	c.Status = r.status
	if r.status != 200 {
		c.ErrorType, _, _ = strings.Cut(r.header.Get("X-Amzn-Errortype"), ":")
		c.ErrorMessage = messageOf(r.body)
		return nil
	}
	read := l.unary
	if c.Streaming() {
		read = l.stream
	}
	answer, err := read(c, r)
	if err != nil {
		return fmt.Errorf("reading the answer of %s: %w", c.Operation, err)
	}
	c.Answer = answer
	return nil
}

// messageOf is the message of an error's body, or the body where it has none.
func messageOf(body []byte) string {
	var e struct{ Message string }
	if json.Unmarshal(body, &e) == nil && e.Message != "" {
		return e.Message
	}
	return string(body)
}

// unary reads a single answer.
func (l lookup) unary(c *Call, r *response) (Answer, error) {
	if c.Converse() {
		v, err := converse.Decode(r.body)
		return answerOf(v), err
	}
	converted, err := converse.Response(l.family, l.model, r.body, converse.MetaOf(r.header))
	if err != nil {
		return Answer{}, err
	}
	return answerOf(converted.Value), nil
}

// answerOf reads a Converse answer.
func answerOf(v map[string]any) Answer {
	var parsed struct {
		Output     struct{ Message struct{ Content []any } }
		StopReason string
		Usage      struct{ InputTokens, OutputTokens int }
		Metrics    struct{ LatencyMs int64 }
	}
	// What is of another type than the API's is as good as missing, and differs.
	_ = json.Unmarshal(converse.Encode(v), &parsed)
	return Answer{
		Content:    anonymous(tree(parsed.Output.Message.Content)),
		StopReason: parsed.StopReason,
		Usage:      Usage{parsed.Usage.InputTokens, parsed.Usage.OutputTokens},
		LatencyMS:  parsed.Metrics.LatencyMs,
	}
}

// anonymous is an answer's content without what is new in every answer: the ids of tool
// calls and the signatures of reasoning.
func anonymous(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if k == "toolUseId" || k == "signature" {
				v[k] = "…"
				continue
			}
			v[k] = anonymous(e)
		}
	case []any:
		for i := range v {
			v[i] = anonymous(v[i])
		}
	}
	return v
}

// stream reads an event stream, natively through the family's chunks.
func (l lookup) stream(c *Call, r *response) (Answer, error) {
	native := (*converse.Events)(nil)
	if !c.Converse() {
		events, err := converse.NewEvents(l.family, l.model)
		if err != nil {
			return Answer{}, err
		}
		native = events
	}
	frames, err := framesOf(r.body)
	if err != nil {
		return Answer{}, err
	}
	var sum accumulator
	for _, f := range frames {
		if f.failure != "" {
			c.ErrorType, c.ErrorMessage = f.failure, messageOf(f.payload)
			break
		}
		if err := sum.frame(f, native); err != nil {
			return Answer{}, err
		}
	}
	if native != nil {
		sum.add(native.Close())
	}
	return sum.answer(), nil
}

// streamFrame is one message of an event stream.
type streamFrame struct {
	event   string // "chunk", "contentBlockDelta"
	failure string // the exception, when it is one
	payload []byte
}

func framesOf(body []byte) ([]streamFrame, error) {
	decoder, in := eventstream.NewDecoder(), bytes.NewReader(body)
	var all []streamFrame
	for in.Len() > 0 {
		m, err := decoder.Decode(in, nil)
		if err != nil {
			return nil, fmt.Errorf("frame %d: %w", len(all)+1, err)
		}
		f := streamFrame{payload: slices.Clone(m.Payload)}
		for _, h := range m.Headers {
			switch h.Name {
			case ":event-type":
				f.event = h.Value.String()
			case ":exception-type", ":error-code":
				f.failure = exceptionName(h.Value.String())
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// exceptionName is a stream's exception as errors before the stream are named:
// "throttlingException" is a ThrottlingException.
func exceptionName(s string) string {
	if s == "" {
		return "UnknownError"
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// accumulator puts an answer together from the events of a stream.
type accumulator struct {
	blocks []*block
	kinds  []string
	rest   map[string]any // stop reason, usage and metrics as in a single answer
}

// block is one content block: its pieces joined, and the members of its start.
type block struct {
	index int
	start map[string]any
	text  map[string]string // by member: "text", "toolUse.input", "reasoningContent.text"
}

// frame adds one frame: an event of Converse, or a native chunk in its base64 wrapping.
func (s *accumulator) frame(f streamFrame, native *converse.Events) error {
	if native == nil {
		payload, err := converse.Decode(f.payload)
		s.add([]converse.Event{{Type: f.event, Payload: payload}})
		return err
	}
	var chunk struct{ Bytes []byte }
	if err := json.Unmarshal(f.payload, &chunk); err != nil {
		return err
	}
	events, err := native.Chunk(chunk.Bytes)
	s.add(events)
	return err
}

func (s *accumulator) add(events []converse.Event) {
	for _, e := range events {
		if n := len(s.kinds); n == 0 || s.kinds[n-1] != e.Type {
			s.kinds = append(s.kinds, e.Type)
		}
		switch e.Type {
		case converse.ContentBlockStart:
			s.block(e).start, _ = e.Payload["start"].(map[string]any)
		case converse.ContentBlockDelta:
			s.block(e).join("", e.Payload["delta"])
		case converse.MessageStop, converse.Metadata:
			s.keep(e.Payload)
		}
	}
}

func (s *accumulator) keep(payload map[string]any) {
	if s.rest == nil {
		s.rest = map[string]any{}
	}
	for k, v := range payload {
		s.rest[k] = v
	}
}

// block is the block that an event belongs to.
func (s *accumulator) block(e converse.Event) *block {
	number, _ := e.Payload["contentBlockIndex"].(json.Number)
	index, _ := number.Int64()
	for _, b := range s.blocks {
		if b.index == int(index) {
			return b
		}
	}
	b := &block{index: int(index), text: map[string]string{}}
	s.blocks = append(s.blocks, b)
	return b
}

// join adds the strings of a delta to those that came before.
func (b *block) join(path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			b.join(strings.TrimPrefix(path+"."+k, "."), e)
		}
	case string:
		b.text[path] += v
	case nil:
	default:
		b.text[path] += compact(v)
	}
}

func (s *accumulator) answer() Answer {
	a := answerOf(s.rest)
	var content []any
	for _, b := range s.blocks {
		whole := map[string]any{}
		if b.start != nil {
			whole["start"] = b.start
		}
		for k, v := range b.text {
			whole[k] = v
		}
		content = append(content, whole)
	}
	a.Content, a.Events = anonymous(tree(content)), s.kinds
	return a
}
