package propertytest

import (
	"fmt"
	"strings"
)

func streamIdioms() []*idiom {
	return []*idiom{
		{name: "stream-switch", about: "a stream that is read by a switch over its events", read: (*sketch).streamSwitch, stream: true},
		{name: "stream-collected", about: "a stream of which the text is collected", read: (*sketch).streamCollected, stream: true},
		{name: "stream-callback", about: "a stream that calls back with each piece of text", read: (*sketch).streamCallback, stream: true},
		{name: "stream-channel", about: "a stream that is sent on to a channel", read: (*sketch).streamChannel, stream: true},
		{name: "stream-map", about: "a stream of which the chunks are decoded to maps", read: (*sketch).streamMap, stream: true},
		{name: "stream-stop-usage", about: "a stream of which the stop reason and the count of tokens are read", read: (*sketch).streamStopUsage, stream: true},
		{name: "stream-escapes", about: "a stream of which decoded chunks are passed on", read: (*sketch).streamEscapes, stream: true},
	}
}

func (s *sketch) chunks() answer { return s.answerOf(s.family.Stream, "metadata.") }

const (
	chunkMember = "*types.ResponseStreamMemberChunk"
	opened      = "stream := out.GetStream()\ndefer stream.Close()"
)

// chunkType declares the type that chunks are decoded to.
func (s *sketch) chunkType(places ...*place) {
	s.decl("type chunk %s", nested(answerTree(places...)))
}

// decodedChunk decodes the chunk of an event v.
func (s *sketch) decodedChunk() string {
	return "var c chunk\nif err := json.Unmarshal(v.Value.Bytes, &c); err != nil {\nreturn " + s.zero + "fmt.Errorf(\"decode chunk: %w\", err)\n}"
}

// withPlace is code that reads a place of a chunk, where chunks have it.
func withPlace(p *place, code func(expr string) string) string {
	expr, lists := p.access("c")
	out := code(expr)
	for _, list := range lists {
		out = fmt.Sprintf("if len(%s) > 0 {\n%s\n}", list, out)
	}
	if kind := p.rootKind(); kind != "" {
		out = fmt.Sprintf("if c.%s == %q {\n%s\n}", goName(rootDiscriminator(p)), kind, out)
	}
	return out
}

func writeTo(expr string) string { return "fmt.Fprint(w, " + expr + ")" }

func (s *sketch) streamSwitch() {
	a := s.chunks()
	s.chunkType(a.text)
	s.stmt("%s", opened)
	s.stmt("for event := range stream.Events() {\nswitch v := event.(type) {\ncase %s:\n%s\n%s\n}\n}\nreturn stream.Err()", chunkMember, s.decodedChunk(), withPlace(a.text, writeTo))
}

// into has the stream read by a function that does not write, but returns.
func (s *sketch) into(params, zero, results string) {
	s.params = params
	s.replaceZeroOf(zero, results)
}

// replaceZeroOf is replaceZero from functions that return an error alone.
func (s *sketch) replaceZeroOf(zero, results string) {
	for i, st := range s.stmts {
		s.stmts[i] = strings.ReplaceAll(st, "return fmt.Errorf", "return "+zero+"fmt.Errorf")
	}
	s.zero, s.results = zero, results
}

func (s *sketch) streamCollected() {
	a := s.chunks()
	s.into("question string", `"", `, "(string, error)")
	s.chunkType(a.text)
	s.stmt("%s\nvar said strings.Builder", opened)
	collect := withPlace(a.text, func(expr string) string { return "said.WriteString(" + expr + ")" })
	s.stmt("for event := range stream.Events() {\nif v, ok := event.(%s); ok {\n%s\n%s\n}\n}", chunkMember, s.decodedChunk(), collect)
	s.checked("stream.Err()", "read stream")
	s.stmt("return said.String(), nil")
}

func (s *sketch) streamCallback() {
	a := s.chunks()
	s.params = "question string, onText func(string) error"
	s.chunkType(a.text)
	call := withPlace(a.text, func(expr string) string {
		return "if err := onText(" + expr + "); err != nil {\nreturn err\n}"
	})
	s.stmt("%s\nfor event := range stream.Events() {\nv, ok := event.(%s)\nif !ok {\ncontinue\n}\n%s\n%s\n}\nreturn stream.Err()", opened, chunkMember, s.decodedChunk(), call)
}

func (s *sketch) streamChannel() {
	a := s.chunks()
	s.into("question string", "nil, ", "(<-chan string, error)")
	s.chunkType(a.text)
	send := withPlace(a.text, func(expr string) string { return "texts <- " + expr })
	s.stmt("texts := make(chan string)\ngo func() {\ndefer close(texts)\n%s\nfor event := range stream.Events() {\nswitch v := event.(type) {\ncase %s:\nvar c chunk\nif err := json.Unmarshal(v.Value.Bytes, &c); err != nil {\nreturn\n}\n%s\n}\n}\n}()\nreturn texts, nil", opened, chunkMember, send)
}

func (s *sketch) streamMap() {
	p := s.chunks().text
	var b strings.Builder
	at, closing := "c", ""
	steps := strings.Split(p.path, ".")
	for i, step := range steps {
		key, list := strings.CutSuffix(step, "[]")
		at = fmt.Sprintf("%s[%q]", at, key)
		if list {
			fmt.Fprintf(&b, "if %s, ok := %s.([]any); ok && len(%s) > 0 {\n", key, at, key)
			at, closing = key+"[0]", closing+"}\n"
		}
		if i < len(steps)-1 {
			fmt.Fprintf(&b, "if m, ok := %s.(map[string]any); ok {\n", at)
			at, closing = "m", closing+"}\n"
		}
	}
	fmt.Fprintf(&b, "if text, ok := %s.(string); ok {\nfmt.Fprint(w, text)\n}\n", at)
	s.stmt("%s\nfor event := range stream.Events() {\nif v, ok := event.(%s); ok {\nvar c map[string]any\nif err := json.Unmarshal(v.Value.Bytes, &c); err != nil {\nreturn fmt.Errorf(\"decode chunk: %%w\", err)\n}\n%s%s}\n}\nreturn stream.Err()", opened, chunkMember, b.String(), closing)
}

func (s *sketch) streamStopUsage() {
	a := s.chunks()
	a.in = nil
	s.chunkType(a.text, a.stop, a.in, a.out)
	s.stmt("%s", opened)
	read := withPlace(a.text, writeTo)
	after := ""
	if a.stop != nil {
		s.stmt("stop := \"\"")
		read += "\n" + withPlace(a.stop, func(expr string) string { return "if " + expr + " != \"\" {\nstop = " + expr + "\n}" })
		after = "if stop == " + fmt.Sprintf("%q", append(s.family.NativeStopReasons("max_tokens"), "length")[0]) + " {\nfmt.Fprintln(w, \"(cut off)\")\n}"
	}
	if a.out != nil {
		s.stmt("tokens := 0")
		read += "\n" + withPlace(a.out, func(expr string) string { return "if " + expr + " > 0 {\ntokens = " + expr + "\n}" })
		after += "\nfmt.Fprintln(w, tokens, \"tokens\")"
	}
	s.stmt("for event := range stream.Events() {\nswitch v := event.(type) {\ncase %s:\n%s\n%s\n}\n}", chunkMember, s.decodedChunk(), read)
	s.checked("stream.Err()", "read stream")
	s.stmt("%s\nreturn nil", after)
}

func (s *sketch) streamEscapes() {
	a := s.chunks()
	s.params = "question string, onChunk func(chunk) error"
	s.chunkType(a.text, a.stop, nil, nil)
	s.stmt("%s\nfor event := range stream.Events() {\nv, ok := event.(%s)\nif !ok {\ncontinue\n}\n%s\nif err := onChunk(c); err != nil {\nreturn err\n}\n}\nreturn stream.Err()", opened, chunkMember, s.decodedChunk())
}
