package converse

import (
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// request makes a native request that a client of the model could send: parameters from
// the family's shape, a prompt or a conversation that hangs together, and nothing that
// the catalog says the model refuses. Nothing in it names a family.
func (g *gen) request() map[string]any {
	body := g.body(g.f.Request)
	for _, k := range g.f.Request.Keys {
		switch {
		case strings.HasPrefix(k.Name, "amazon-bedrock-"), // wants a guardrail in the headers
			k.Field == nil && g.IntN(4) == 0: // for the defaults of what is in it
			delete(body, k.Name)
		}
	}
	for _, p := range g.m.Refuses {
		first, _, _ := strings.Cut(p, "+") // one of two that do not go together is enough
		remove(body, strings.Split(first, "."))
	}
	if g.f.Framing == catalog.FramingBlocks {
		g.conversation(body)
	}
	if g.at("messages[].role") != nil && (g.f.Framing != catalog.FramingBlocks || g.IntN(3) == 0) {
		g.converse(body)
	}
	g.cutShort(body)
	return body
}

// cutShort lets one request in four meet its limit.
func (g *gen) cutShort(body map[string]any) {
	f := g.at("inferenceConfig.maxTokens")
	if f == nil || f.Alias || body["thinking"] != nil || g.IntN(4) > 0 {
		return
	}
	at, path := body, strings.Split(f.Path, ".")
	for _, k := range path[:len(path)-1] {
		if at[k] == nil {
			at[k] = map[string]any{}
		}
		at = at[k].(map[string]any)
	}
	at[path[len(path)-1]] = number(1 + g.IntN(12))
}

// remove deletes what stands at a path.
func remove(v map[string]any, path []string) {
	if len(path) == 1 {
		delete(v, path[0])
	} else if m, ok := v[path[0]].(map[string]any); ok {
		remove(m, path[1:])
	}
}

// converse replaces what a body says, which the shape alone makes at random, with a
// conversation that is made in Converse's words and written as the family writes it.
func (g *gen) converse(body map[string]any) {
	native, err := NativeRequest(g.f, g.m, Encode(g.talk()))
	if err != nil {
		panic(err)
	}
	for _, k := range g.f.Request.Keys {
		if speaks(k) {
			delete(body, k.Name)
			if v, ok := native.Value[k.Name]; ok {
				body[k.Name] = v
			}
		}
	}
}

// speaks reports whether a member holds part of the conversation.
func speaks(s *catalog.Shape) bool {
	found := false
	s.Walk(func(n *catalog.Shape) {
		if n.Field == nil {
			return
		}
		for _, p := range []string{"messages", "system", "toolConfig"} {
			found = found || n.Field.Converse == p || strings.HasPrefix(n.Field.Converse, p+"[") || strings.HasPrefix(n.Field.Converse, p+".")
		}
	})
	return found
}

// has reports whether the model takes something, and the native form can say it at path.
func (g *gen) has(feature, path string) bool {
	return g.m.Features[feature] && (path == "" || g.at(path) != nil)
}

// at returns the first native field that has a place on Converse, or nil.
func (g *gen) at(path string) *catalog.Field {
	var found *catalog.Field
	g.f.Request.Walk(func(s *catalog.Shape) {
		if found == nil && s.Field != nil && s.Field.Converse == path {
			found = s.Field
		}
	})
	return found
}

// talk makes the conversation of a Converse request.
func (g *gen) talk() map[string]any {
	out := map[string]any{}
	if g.has("system", "") && g.coin() {
		out["system"] = []any{map[string]any{"text": "Be " + g.word()}}
	}
	tools := g.has("tools", "toolConfig.tools[].toolSpec.name") && g.coin()
	if tools {
		out["toolConfig"] = g.toolConfig()
	}
	var msgs []any
	say := func(role string, blocks ...any) {
		msgs = append(msgs, map[string]any{"role": role, "content": blocks})
	}
	for i := range g.IntN(3) {
		say("user", g.said()...)
		if tools && g.coin() {
			calls, results := g.calls(i)
			say("assistant", append([]any{map[string]any{"text": "Let me look " + g.word()}}, calls...)...)
			say("user", results...)
		}
		say("assistant", map[string]any{"text": "So it is " + g.word()})
	}
	say("user", g.said()...)
	if tools && g.IntN(4) == 0 {
		calls, results := g.calls(len(msgs))
		say("assistant", calls...)
		say("user", results...)
	}
	out["messages"] = msgs
	return out
}

// said makes what a user says at a time.
func (g *gen) said() []any {
	var out []any
	if g.has("vision", "messages[].content[].image.source.bytes") && g.IntN(4) == 0 {
		out = append(out, map[string]any{"image": map[string]any{"format": "png", "source": map[string]any{"bytes": png}}})
	}
	if g.has("document", "messages[].content[].document.source.text") && g.IntN(4) == 0 {
		g.n++
		out = append(out, map[string]any{"document": map[string]any{"format": "txt", "name": fmt.Sprintf("Notes %d", g.n), "source": map[string]any{"text": "text " + g.word()}}})
	}
	return append(out, map[string]any{"text": "Say " + g.word()})
}

func (g *gen) toolConfig() map[string]any {
	var tools []any
	for _, name := range []string{"look", "go"} {
		tools = append(tools, map[string]any{"toolSpec": map[string]any{
			"name": name, "description": "Does " + g.word(),
			"inputSchema": map[string]any{"json": map[string]any{
				"type": "object", "properties": map[string]any{"q": map[string]any{"type": "string"}}, "required": []any{"q"},
			}},
		}})
	}
	out := map[string]any{"tools": tools}
	if g.has("tools", "toolConfig.toolChoice") {
		all := []any{map[string]any{"auto": map[string]any{}}, map[string]any{"any": map[string]any{}}, map[string]any{"tool": map[string]any{"name": "go"}}}
		if i := g.IntN(len(all) + 1); i < len(all) {
			out["toolChoice"] = all[i]
		}
	}
	return out
}

// calls makes one or two calls of tools, and their results.
func (g *gen) calls(turn int) (calls, results []any) {
	for i := range 1 + g.IntN(2) {
		id := fmt.Sprintf("call_%d_%d", turn, i)
		calls = append(calls, map[string]any{"toolUse": map[string]any{"toolUseId": id, "name": []string{"look", "go"}[i], "input": map[string]any{"q": g.word()}}})
		results = append(results, map[string]any{"toolResult": map[string]any{"toolUseId": id, "content": []any{g.resultContent()}}})
	}
	return calls, results
}

// resultContent makes what a tool returned, in a form that the family can say.
func (g *gen) resultContent() map[string]any {
	if g.coin() && g.has("tools", "messages[].content[].toolResult.content[].json") {
		return map[string]any{"json": map[string]any{"seen": g.word(), "n": number(3)}}
	}
	return map[string]any{"text": "seen " + g.word()}
}
