package rewrite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// chunkGen writes the function that makes native chunks from Converse's events, as the
// catalog describes both.
//
// A chunk that natively has the stop reason and token counts together is sent when
// Converse's metadata arrives, which has the counts; the stop reason waits for it.
type chunkGen struct {
	*operation
	r    *payload.Response
	n    *names
	pull bool // a function that gives the next chunk, in the place of an iterator
	body strings.Builder

	mixed bool // chunks of other families are made by the same function
}

func (g *chunkGen) linef(format string, args ...any) { fmt.Fprintf(&g.body, format+"\n", args...) }

// endOfMessage is the last chunk of a stream whose chunks name their kind.
const endOfMessage = "message_stop"

// kindOf is the Converse event that brings a member of a chunk, "" for none.
func kindOf(s *catalog.Shape) string {
	if s.Field == nil {
		return ""
	}
	kind, _, _ := strings.Cut(s.Field.Converse, ".")
	return kind
}

// chunkEvent is the Converse event that a kind of chunk corresponds to: the first that
// brings one of its members.
func chunkEvent(v *catalog.Shape) string {
	event := ""
	v.Walk(func(s *catalog.Shape) {
		if event == "" {
			event = kindOf(s)
		}
	})
	return event
}

// function is the declaration, with FILLER for its name: an iterator, or, for loops and
// versions of Go that cannot range over one, a function that gives the next chunk.
func (g *chunkGen) function() string {
	types, json := g.n.Import(sdkTypesPath, "types"), g.n.Import("encoding/json", "json")
	form, pairs := iteratorForm, []string{"TYPES", types, "ENCODING", json}
	if g.pull {
		form = pullForm
	} else {
		pairs = append(pairs, "ITER", g.n.Import("iter", "iter"))
	}
	g.state()
	pairs = append(pairs, "STATE", g.take())
	last := g.cases()
	pairs = append(pairs, "CASES", g.take())
	if last != "" {
		g.linef("if stopReason != \"\" { // the token counts never came")
		if g.pull {
			g.linef("send(%s)\nstopReason = \"\"\ncontinue", last)
		} else {
			g.linef("send(%s)", last)
		}
		g.linef("}")
	}
	return formatted(expand(form, append(pairs, "LAST", g.take())...))
}

// take returns what has been written so far.
func (g *chunkGen) take() string {
	defer g.body.Reset()
	return g.body.String()
}

const iteratorForm = `// FILLER makes the events of a Converse stream the chunks that
// InvokeModelWithResponseStream sends.
func FILLER(events <-chan TYPES.ConverseStreamOutput) ITER.Seq[TYPES.ResponseStream] {
	return func(yield func(TYPES.ResponseStream) bool) {
		send := func(chunk map[string]any) bool {
			data, _ := ENCODING.Marshal(chunk) // text and numbers always have JSON
			return yield(&TYPES.ResponseStreamMemberChunk{Value: TYPES.PayloadPart{Bytes: data}})
		}
STATE		for event := range events {
			switch event := event.(type) {
CASES			}
		}
LAST	}
}
`

const pullForm = `// FILLER makes the events of a Converse stream the chunks that
// InvokeModelWithResponseStream sends. The function that it returns gives one chunk after
// the other, and false at the end.
func FILLER(events <-chan TYPES.ConverseStreamOutput) func() (TYPES.ResponseStream, bool) {
	var chunks []TYPES.ResponseStream // to be given
	send := func(chunk map[string]any) {
		data, _ := ENCODING.Marshal(chunk) // text and numbers always have JSON
		chunks = append(chunks, &TYPES.ResponseStreamMemberChunk{Value: TYPES.PayloadPart{Bytes: data}})
	}
STATE	return func() (TYPES.ResponseStream, bool) {
		for len(chunks) == 0 {
			event, ok := <-events
			if !ok {
LAST				return nil, false
			}
			switch event := event.(type) {
CASES			}
		}
		chunk := chunks[0]
		chunks = chunks[1:]
		return chunk, true
	}
}
`

// state writes the variables that live from one event to the next.
func (g *chunkGen) state() {
	if g.waits() {
		g.linef("var stopReason %s.StopReason // waits for the token counts", g.n.Import(sdkTypesPath, "types"))
	}
	if g.announced("text") != "" {
		g.linef("started := int32(-1) // the last block that was announced")
	}
}

// waits reports whether a stop reason that the code reads waits for the token counts.
func (g *chunkGen) waits() bool { return g.held() && strings.Contains(g.stopChunk(), "stopReason") }

// stopChunk is the chunk of the stop reason alone.
func (g *chunkGen) stopChunk() string {
	return g.chunk(eventStop, chunkWant{kinds: []string{eventStop}})
}

// cases writes a case for every event that makes a chunk, and returns the chunk that is
// due when the stream ends early.
func (g *chunkGen) cases() (last string) {
	starts := g.announced("text")
	if !g.lateStart() {
		g.simple("messageStart", "ConverseStreamOutputMemberMessageStart")
	}
	if g.offers("toolConfig") {
		g.toolStart(starts != "")
	}
	g.deltas(starts)
	g.simple("contentBlockStop", "ConverseStreamOutputMemberContentBlockStop")
	g.end()
	if g.waits() {
		last = g.stopChunk()
	}
	return last
}

// lateStart reports whether the chunk that begins a stream is read for its token counts:
// it has to wait until Converse sends those.
func (g *chunkGen) lateStart() bool {
	return slices.ContainsFunc(g.site.Reads, func(read callsite.ResponseField) bool {
		return read.Shape != nil && g.early(read.Shape)
	})
}

// held reports whether one native chunk has the stop reason and the token counts.
func (g *chunkGen) held() bool {
	stream := g.site.Model.Family.Stream
	if stream.Discriminator != "" {
		v := g.variantOf(eventStop)
		counts := false
		if v != nil {
			v.Walk(func(s *catalog.Shape) { counts = counts || kindOf(s) == eventMetadata })
		}
		return counts
	}
	return stream.Key(eventStop) == nil // the events are not told apart by their member
}

// variantOf is the kind of chunk that corresponds to an event; nil when chunks do not
// name their kind.
func (g *chunkGen) variantOf(event string) *catalog.Shape {
	for _, v := range g.site.Model.Family.Stream.Variants {
		if chunkEvent(v) == event {
			return v
		}
	}
	return nil
}

// simple writes the case of an event that makes one chunk.
func (g *chunkGen) simple(event, member string) {
	stream := g.site.Model.Family.Stream
	if stream.Discriminator == "" && stream.Key(event) == nil {
		return // in one chunk with what follows
	}
	if chunk := g.chunk(event, chunkWant{kinds: []string{event}}); chunk != "" {
		g.linef("case *%s.%s:", g.n.Import(sdkTypesPath, "types"), member)
		g.send(chunk)
	}
}

func (g *chunkGen) send(chunk string) {
	if g.pull {
		g.linef("send(%s)", chunk)
		return
	}
	g.linef("if !send(%s) {\nreturn\n}", chunk)
}

// announced is the chunk that announces a block of text, which Converse does not; "" when
// there is none, or nobody looks at it.
func (g *chunkGen) announced(kind string) string {
	v := g.variantOf("contentBlockStart")
	if v == nil || !g.asksFor(v) {
		return ""
	}
	return g.chunk("contentBlockStart", chunkWant{block: kind, opened: true})
}

// toolStart writes the case of the event that announces a call of a tool.
func (g *chunkGen) toolStart(counted bool) {
	chunk := g.chunk("contentBlockStart", chunkWant{kinds: []string{"contentBlockStart"}, block: "tool_use"})
	if chunk == "" {
		return
	}
	types := g.n.Import(sdkTypesPath, "types")
	g.linef("case *%s.ConverseStreamOutputMemberContentBlockStart:", types)
	if counted {
		g.linef("started = %s.ToInt32(event.Value.ContentBlockIndex)", g.n.Import(awsPath, "aws"))
	}
	g.linef("if start, ok := event.Value.Start.(*%s.ContentBlockStartMemberToolUse); ok {", types)
	g.send(chunk)
	g.linef("}")
}

// deltaKinds are the kinds of Converse deltas: the SDK's member, the Converse path, and
// what the request must have for one to arrive.
var deltaKinds = []struct{ member, path, needs string }{
	{"ContentBlockDeltaMemberText", "contentBlockDelta.delta.text", ""},
	{"ContentBlockDeltaMemberToolUse", "contentBlockDelta.delta.toolUse.input", "toolConfig"},
	{"ContentBlockDeltaMemberReasoningContent", "contentBlockDelta.delta.reasoningContent.text", "additionalModelRequestFields.thinking"},
}

// deltas writes the case of the event that brings the next piece of the answer.
func (g *chunkGen) deltas(starts string) {
	types := g.n.Import(sdkTypesPath, "types")
	g.linef("case *%s.ConverseStreamOutputMemberContentBlockDelta:", types)
	g.linef("switch delta := event.Value.Delta.(type) {")
	for _, k := range deltaKinds {
		chunk := g.chunk(eventDelta, chunkWant{kinds: []string{eventDelta}, delta: k.path})
		if chunk == "" || k.needs != "" && !g.offers(k.needs) {
			continue
		}
		g.linef("case *%s.%s:", types, k.member)
		if k.needs == "" && starts != "" {
			g.linef("if index := %s.ToInt32(event.Value.ContentBlockIndex); index != started {\nstarted = index", g.n.Import(awsPath, "aws"))
			g.send(starts)
			g.linef("}")
		}
		if k.path == "contentBlockDelta.delta.reasoningContent.text" {
			g.linef("if delta, ok := delta.Value.(*%s.ReasoningContentBlockDeltaMemberText); ok {", types)
			g.send(chunk)
			g.linef("}")
			continue
		}
		g.send(chunk)
	}
	g.linef("}")
}

// end writes the cases of the events after the answer.
func (g *chunkGen) end() {
	types := g.n.Import(sdkTypesPath, "types")
	switch last := g.stopChunk(); {
	case g.waits():
		g.linef("case *%s.ConverseStreamOutputMemberMessageStop:\nstopReason = event.Value.StopReason", types)
	case last != "" && !g.held():
		g.linef("case *%s.ConverseStreamOutputMemberMessageStop:", types)
		g.send(last)
	}
	chunks := g.lastChunks()
	if len(chunks) == 0 {
		return
	}
	g.linef("case *%s.ConverseStreamOutputMemberMetadata:", types)
	all := strings.Join(chunks, " ")
	if strings.Contains(all, "usage.") {
		g.linef("usage := %s(event.Value.Usage)", g.usageHelper(g.n))
	}
	if strings.Contains(all, "latency") {
		g.linef("var latency int64\nif event.Value.Metrics != nil {\nlatency = %s.ToInt64(event.Value.Metrics.LatencyMs)\n}", g.n.Import(awsPath, "aws"))
	}
	for _, chunk := range chunks {
		g.send(chunk)
	}
	if g.waits() {
		g.linef("stopReason = \"\"")
	}
}

// lastChunks are the chunks that are due when the token counts are there.
func (g *chunkGen) lastChunks() []string {
	want := chunkWant{kinds: []string{eventMetadata}}
	var out []string
	if g.lateStart() {
		out = append(out, g.chunk("messageStart", want))
	}
	event := eventMetadata
	if g.held() {
		want.kinds, event = []string{eventStop, eventMetadata}, eventStop
	}
	out = append(out, g.chunk(event, want), g.messageEnd())
	return slices.DeleteFunc(out, func(chunk string) bool { return chunk == "" })
}

// messageEnd is the chunk that ends a message whose chunks name their kind, with what the
// service adds to the last chunk; "" when nobody looks at it.
func (g *chunkGen) messageEnd() string {
	stream := g.site.Model.Family.Stream
	if stream.Discriminator == "" {
		return ""
	}
	added := g.members(&catalog.Shape{Keys: stream.Keys, Discriminator: stream.Discriminator}, chunkWant{kinds: []string{eventMetadata}})
	v := stream.Variant(endOfMessage)
	if v == nil || added == "" && !g.asksFor(v) {
		return ""
	}
	return "map[string]any{" + join2(fmt.Sprintf("%q: %q", stream.Discriminator, endOfMessage), added) + "}"
}
