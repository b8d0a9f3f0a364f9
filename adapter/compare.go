package adapter

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/converse"
)

// Difference is one place where two answers differ. Path is the place in a Converse
// answer: "output.message.content[1].toolUse.input.city", "stopReason". A side that has
// nothing there is nil.
type Difference struct {
	Path           string
	Answer, Shadow any

	structural bool // see Alike
}

// compare compares what two attempts of one call were answered.
func compare(a, b *attempt) ([]Difference, error) {
	if a.answer == nil || !a.answer.whole || !b.answer.whole {
		return nil, errTooLong
	}
	format := a.format
	if b.via == viaConverse { // the one that was converted knows the format
		format = b.format
	}
	one, err := a.inConverse(format)
	if err != nil {
		return nil, err
	}
	two, err := b.inConverse(format)
	if err != nil {
		return nil, err
	}
	var d differ
	for _, key := range []string{"output", "stopReason", "usage"} {
		d.walk(key, one[key], two[key])
	}
	return d.found, nil
}

// inConverse is a kept native answer as Converse would give it.
func (at *attempt) inConverse(format *catalog.Family) (map[string]any, error) {
	if at.op.streaming {
		return at.streamInConverse(format)
	}
	got, err := converse.Response(format, at.model, at.answer.body, converse.Meta(at.usage))
	if err != nil {
		return nil, fmt.Errorf("the answer of %s: %w", at.via, err)
	}
	return got.Value, nil
}

// streamInConverse puts a stream's pieces together.
func (at *attempt) streamInConverse(format *catalog.Family) (map[string]any, error) {
	events, err := converse.NewEvents(format, at.model)
	if err != nil {
		return nil, err
	}
	s := &sum{blocks: map[int]map[string]any{}}
	for _, chunk := range at.answer.chunks {
		got, err := events.Chunk(chunk)
		if err != nil {
			return nil, fmt.Errorf("the stream of %s: %w", at.via, err)
		}
		s.add(got)
	}
	s.add(events.Close())
	if s.stop == nil {
		return nil, errors.New("the stream of " + at.via.String() + " ended without a stop reason")
	}
	return s.answer(), nil
}

// sum adds up the events of a stream.
type sum struct {
	blocks map[int]map[string]any
	stop   any
	usage  any
}

func (s *sum) add(events []converse.Event) {
	for _, ev := range events {
		switch ev.Type {
		case converse.ContentBlockStart:
			start, _ := ev.Payload["start"].(map[string]any)
			joinInto(s.block(ev), start)
		case converse.ContentBlockDelta:
			delta, _ := ev.Payload["delta"].(map[string]any)
			joinInto(s.block(ev), delta)
		case converse.MessageStop:
			s.stop = ev.Payload["stopReason"]
		case converse.Metadata:
			s.usage = ev.Payload["usage"]
		}
	}
}

func (s *sum) block(ev converse.Event) map[string]any {
	i := whole(ev.Payload["contentBlockIndex"])
	if s.blocks[i] == nil {
		s.blocks[i] = map[string]any{}
	}
	return s.blocks[i]
}

// joinInto adds a piece to a block: texts are appended, objects entered.
func joinInto(block, piece map[string]any) {
	for k, v := range piece {
		switch v := v.(type) {
		case string:
			before, _ := block[k].(string)
			block[k] = before + v
		case map[string]any:
			inner, ok := block[k].(map[string]any)
			if !ok {
				inner = map[string]any{}
				block[k] = inner
			}
			joinInto(inner, v)
		default:
			block[k] = v
		}
	}
}

// answer is the stream as one answer. Texts that came in several blocks, as some native
// streams number each piece, are one.
func (s *sum) answer() map[string]any {
	var content []any
	for _, i := range slices.Sorted(maps.Keys(s.blocks)) {
		block := s.blocks[i]
		if said, ok := block["text"].(string); ok && len(content) > 0 {
			if before, ok := content[len(content)-1].(map[string]any)["text"].(string); ok {
				content[len(content)-1] = map[string]any{"text": before + said}
				continue
			}
		}
		content = append(content, block)
	}
	return map[string]any{"output": map[string]any{"message": map[string]any{"content": content}}, "stopReason": s.stop, "usage": s.usage}
}

// differ collects differences.
type differ struct{ found []Difference }

// madeUp are members that are new in every answer.
var madeUp = map[string]bool{"toolUseId": true, "signature": true, "role": true, "cacheDetails": true}

// free are members under which two answers of one kind may differ.
var free = map[string]bool{"text": true, "input": true, "usage": true, "citations": true, "redactedContent": true}

func (d *differ) walk(path string, a, b any) { d.node(path, a, b, free[path]) }

func (d *differ) node(path string, a, b any, loose bool) {
	switch a := a.(type) {
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			d.object(path, a, b, loose)
			return
		}
	case []any:
		if b, ok := b.([]any); ok {
			d.array(path, a, b, loose)
			return
		}
	}
	if !same(a, b) {
		d.found = append(d.found, Difference{Path: path, Answer: a, Shadow: b, structural: !loose})
	}
}

// same compares two values, at least one of which is no container.
func same(a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return string(converse.Encode(a)) == string(converse.Encode(b))
}

func (d *differ) object(path string, a, b map[string]any, loose bool) {
	keys := map[string]bool{}
	for _, m := range []map[string]any{a, b} {
		for k := range m {
			keys[k] = !madeUp[k]
		}
	}
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if keys[k] {
			d.node(path+"."+k, a[k], b[k], loose || free[k])
		}
	}
}

func (d *differ) array(path string, a, b []any, loose bool) {
	for i := range max(len(a), len(b)) {
		var x, y any
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		d.node(fmt.Sprintf("%s[%d]", path, i), x, y, loose)
	}
}
