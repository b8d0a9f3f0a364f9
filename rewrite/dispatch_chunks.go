package rewrite

import (
	"fmt"
	"go/ast"
	"go/parser"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/rules"
)

// mixedChunks is nativeChunks for a loop that decodes chunks of several families: the
// chunk that an event becomes holds the members that any of them reads.
func (o *operation) mixedChunks(ops []*operation) error {
	first := ops[0]
	loop, err := first.chunkLoop(first.site.Response)
	if err != nil {
		return err
	}
	for _, op := range ops {
		if err := op.losesOfChunks(op.site.Response); err != nil {
			return err
		}
		if err := op.mixable(); err != nil {
			return err
		}
		op.retypeStream(op.site.Response, loop.at)
	}
	base := "nativeEvents"
	if loop.pull {
		base = "nativeChunks"
	}
	gen := func(n *names) *mixedGen {
		m := &mixedGen{}
		for _, op := range ops {
			m.gens = append(m.gens, &chunkGen{operation: op, r: op.site.Response, n: n, pull: loop.pull, mixed: true})
		}
		return m
	}
	trial := gen(o.namesAt(loop.at))
	if trial.function(); trial.clash != "" {
		return because(rules.CallPartial, o.site.Call, "the chunks of the families differ in what %q holds", trial.clash)
	}
	name := o.ownHelper(base, o.namesAt(loop.at), func(n *names) string { return gen(n).function() })
	if o.once(loop.events) {
		o.writeLoop(loop, name)
	}
	return nil
}

// mixable refuses chunks that cannot be mixed with those of other families: where blocks
// are announced, one event makes several chunks.
func (o *operation) mixable() error {
	g := &chunkGen{operation: o, r: o.site.Response, n: o.names, mixed: true}
	if o.offers("toolConfig") || g.announced("text") != "" {
		return because(rules.CallPartial, o.site.Call, "the stream announces blocks, and is read for several families by one loop")
	}
	return nil
}

// mixedGen writes the function that makes chunks for several families from Converse's
// events.
type mixedGen struct {
	gens  []*chunkGen
	clash string // a member of which families differ
}

func (m *mixedGen) function() string {
	g := m.gens[0]
	sdkTypes, json := g.n.Import(sdkTypesPath, "types"), g.n.Import("encoding/json", "json")
	form, pairs := iteratorForm, []string{"TYPES", sdkTypes, "ENCODING", json}
	if g.pull {
		form = pullForm
	} else {
		pairs = append(pairs, "ITER", g.n.Import("iter", "iter"))
	}
	form = strings.Replace(form, "InvokeModelWithResponseStream sends.", "InvokeModelWithResponseStream sends, each with the members of every family.", 1)
	waits := slices.ContainsFunc(m.gens, (*chunkGen).waits)
	if waits {
		g.linef("var stopReason %s.StopReason // waits for the token counts", sdkTypes)
	}
	pairs = append(pairs, "STATE", g.take())
	m.cases(sdkTypes, waits)
	pairs = append(pairs, "CASES", g.take())
	if waits {
		last := m.merged(func(g *chunkGen) string {
			if !g.waits() {
				return ""
			}
			return g.stopChunk()
		})
		g.linef("if stopReason != \"\" { // the token counts never came\nsend(%s)", last)
		if g.pull {
			g.linef("stopReason = \"\"\ncontinue")
		}
		g.linef("}")
	}
	return formatted(expand(form, append(pairs, "LAST", g.take())...))
}

// cases writes a case for every event that makes a chunk.
func (m *mixedGen) cases(sdkTypes string, waits bool) {
	g := m.gens[0]
	m.event(sdkTypes, "MessageStart", func(g *chunkGen) string {
		if g.lateStart() {
			return ""
		}
		return g.own("messageStart")
	})
	if text := m.merged(func(g *chunkGen) string {
		return g.chunk(eventDelta, chunkWant{kinds: []string{eventDelta}, delta: deltaKinds[0].path})
	}); text != "" {
		g.linef("case *%s.ConverseStreamOutputMemberContentBlockDelta:", sdkTypes)
		g.linef("if delta, ok := event.Value.Delta.(*%s.%s); ok {", sdkTypes, deltaKinds[0].member)
		g.send(text)
		g.linef("}")
	}
	m.event(sdkTypes, "ContentBlockStop", func(g *chunkGen) string { return g.own("contentBlockStop") })
	stop := m.merged(func(g *chunkGen) string {
		if g.held() {
			return ""
		}
		return g.stopChunk()
	})
	if waits || stop != "" {
		g.linef("case *%s.ConverseStreamOutputMemberMessageStop:", sdkTypes)
		if waits {
			g.linef("stopReason = event.Value.StopReason")
		}
		if stop != "" {
			g.send(stop)
		}
	}
	m.metadata(sdkTypes, waits)
}

// event writes the case of an event that makes one chunk.
func (m *mixedGen) event(sdkTypes, member string, chunk func(*chunkGen) string) {
	if text := m.merged(chunk); text != "" {
		m.gens[0].linef("case *%s.ConverseStreamOutputMember%s:", sdkTypes, member)
		m.gens[0].send(text)
	}
}

// metadata writes the case of the token counts.
func (m *mixedGen) metadata(sdkTypes string, waits bool) {
	g, n := m.gens[0], 0
	lists := map[*chunkGen][]string{}
	for _, g := range m.gens {
		lists[g] = g.lastChunks()
		n = max(n, len(lists[g]))
	}
	if n == 0 {
		return
	}
	var all []string
	for i := range n {
		all = append(all, m.merged(func(g *chunkGen) string {
			if i < len(lists[g]) {
				return lists[g][i]
			}
			return ""
		}))
	}
	g.linef("case *%s.ConverseStreamOutputMemberMetadata:", sdkTypes)
	if text := strings.Join(all, " "); strings.Contains(text, "usage.") {
		g.linef("usage := %s(event.Value.Usage)", g.usageHelper(g.n))
	}
	if strings.Contains(strings.Join(all, " "), "latency") {
		g.linef("var latency int64\nif event.Value.Metrics != nil {\nlatency = %s.ToInt64(event.Value.Metrics.LatencyMs)\n}", g.n.Import(awsPath, "aws"))
	}
	for _, chunk := range all {
		g.send(chunk)
	}
	if waits {
		g.linef("stopReason = \"\"")
	}
}

// own is the chunk that an event makes by itself, "" for none.
func (g *chunkGen) own(event string) string {
	if stream := g.site.Model.Family.Stream; stream.Discriminator == "" && stream.Key(event) == nil {
		return ""
	}
	return g.chunk(event, chunkWant{kinds: []string{event}})
}

// merged is one chunk with the members of the chunks of all families, "" when none has
// one.
func (m *mixedGen) merged(chunk func(*chunkGen) string) string {
	var keys []string
	values := map[string]string{}
	for _, g := range m.gens {
		for _, member := range chunkMembers(chunk(g)) {
			key, value := member[0], member[1]
			if old, ok := values[key]; ok && old != value {
				m.clash = strings.Trim(key, `"`)
			} else if !ok {
				keys = append(keys, fmt.Sprintf("%s: %s", key, value))
			}
			values[key] = value
		}
	}
	if len(keys) == 0 {
		return ""
	}
	return "map[string]any{" + strings.Join(keys, ", ") + "}"
}

// chunkMembers are the keys and the values in the text of a chunk.
func chunkMembers(text string) (out [][2]string) {
	if text == "" {
		return nil
	}
	e, err := parser.ParseExpr(text)
	if err != nil {
		return nil
	}
	slice := func(n ast.Node) string { return text[n.Pos()-1 : n.End()-1] } // positions begin with 1
	for _, elt := range e.(*ast.CompositeLit).Elts {
		kv := elt.(*ast.KeyValueExpr)
		out = append(out, [2]string{slice(kv.Key), slice(kv.Value)})
	}
	return out
}
