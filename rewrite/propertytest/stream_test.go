package propertytest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// streamed prints the statements that read a stream in out.
func (g *generator) streamed() {
	a := g.some(g.answerOf(g.family.Stream, "metadata."))
	a.in = nil
	t := g.declare(answerTree(a.text, a.stop, a.in, a.out), "Chunk")
	g.stmt("stream := out.GetStream()\ndefer stream.Close()")
	if a.out != nil {
		g.stmt("tokens := 0")
	}
	collect := g.chance(3)
	sink := "fmt.Fprint(w, %s)"
	if collect {
		g.stmt("var said strings.Builder")
		sink = "said.WriteString(%s)"
	}
	saved := g.stmts
	g.stmts = nil
	g.chunk(a, t.name, sink)
	inner := g.take()
	g.stmts = saved
	g.loop(inner)
	g.stmt("if err := stream.Err(); err != nil {\nreturn err\n}")
	if collect {
		g.stmt("fmt.Fprintln(w, said.String())")
	}
	if a.out != nil {
		g.stmt("fmt.Fprintln(w, \"tokens:\", tokens)")
	}
}

// loop is one of the ways to go through the events.
func (g *generator) loop(inner string) {
	const chunk = "*types.ResponseStreamMemberChunk"
	switch g.rng.IntN(3) {
	case 0:
		g.stmt("for event := range stream.Events() {\nswitch v := event.(type) {\ncase %s:\n%s\n}\n}", chunk, inner)
	case 1:
		g.stmt("for event := range stream.Events() {\nv, ok := event.(%s)\nif !ok {\ncontinue\n}\n%s\n}", chunk, inner)
	default:
		g.stmt("for event := range stream.Events() {\nif v, ok := event.(%s); ok {\n%s\n}\n}", chunk, inner)
	}
}

// chunk reads one chunk: everything where chunks are alike, by kind where they say it.
func (g *generator) chunk(a answer, typ, sink string) {
	g.stmt("var c %s\nif err := json.Unmarshal(v.Value.Bytes, &c); err != nil {\nreturn err\n}", typ)
	var kinds []string
	cases := map[string]string{}
	for _, p := range []*place{a.text, a.stop, a.in, a.out} {
		if p == nil {
			continue
		}
		saved := g.stmts
		g.stmts = nil
		g.readChunk(p, a, sink)
		read := g.take()
		g.stmts = saved
		kind := p.rootKind()
		if kind == "" {
			g.stmt("%s", read)
			continue
		}
		cases[kind] += read + "\n"
		kinds = append(kinds, kind)
	}
	if len(kinds) == 0 {
		return
	}
	discriminator := goName(rootDiscriminator(a.text))
	if len(cases) == 1 && g.chance(2) {
		g.stmt("if c.%s == %q {\n%s\n}", discriminator, kinds[0], cases[kinds[0]])
		return
	}
	var b strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(cases)) {
		fmt.Fprintf(&b, "case %q:\n%s", kind, cases[kind])
	}
	g.stmt("switch c.%s {\n%s}", discriminator, b.String())
}

// rootKind is the kind that a chunk with this place has.
func (p *place) rootKind() string {
	for kind, value := range p.kinds {
		if !strings.Contains(kind, ".") {
			return value
		}
	}
	return ""
}

func rootDiscriminator(p *place) string {
	for kind := range p.kinds {
		if !strings.Contains(kind, ".") {
			return kind
		}
	}
	return ""
}

// readChunk prints what a place of a chunk has.
func (g *generator) readChunk(p *place, a answer, sink string) {
	expr, lists := p.access("c")
	code := ""
	switch p {
	case a.text:
		code = fmt.Sprintf(sink, expr)
	case a.stop:
		code = fmt.Sprintf("if %s != \"\" {\nfmt.Fprintln(w, \"stop:\", %s)\n}", expr, expr)
	default:
		code = fmt.Sprintf("if %s > 0 {\ntokens = %s\n}", expr, expr)
	}
	for _, list := range lists {
		code = fmt.Sprintf("if len(%s) > 0 {\n%s\n}", list, code)
	}
	g.stmt("%s", code)
}
