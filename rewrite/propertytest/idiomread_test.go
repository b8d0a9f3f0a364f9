package propertytest

import (
	"fmt"
	"strings"
)

func readIdioms() []*idiom {
	return []*idiom{
		{name: "response-map", about: "an answer that is decoded to a map", read: (*sketch).readMap},
		{name: "response-gjson", about: "an answer of which gjson reads the text", read: (*sketch).readGJSON},
		{name: "response-escapes", about: "an answer that is decoded and returned", read: (*sketch).readEscapes},
		{name: "response-raw", about: "an answer that is returned as it came", read: (*sketch).readRaw},
		{name: "response-io", about: "an answer that is decoded from a reader", read: (*sketch).readIO},
		{name: "response-helper", about: "a function that decodes answers", read: (*sketch).readHelper},
		{name: "response-generic", about: "a generic function that decodes", read: (*sketch).readGeneric},
		{name: "response-stop-usage", about: "an answer of which the stop reason and the counts of tokens are read", read: (*sketch).readStopUsage},
		{name: "response-all-blocks", about: "an answer of which every part is read", read: (*sketch).readAll, cannot: (*sketch).oneText},
	}
}

// nested is a struct type with the types of its members in it.
func nested(n *node) string {
	switch {
	case n.elems != nil:
		return "[]" + nested(n.elems[0])
	case n.typ != "":
		return n.typ
	}
	var b strings.Builder
	for _, f := range n.fields {
		fmt.Fprintf(&b, "%s %s `json:\"%s\"`\n", goName(f.key), nested(f.value), f.key)
	}
	return "struct {\n" + b.String() + "}"
}

// responseType declares the type that answers are decoded to.
func (s *sketch) responseType(places ...*place) {
	s.decl("type response %s", nested(answerTree(places...)))
}

func (s *sketch) answered() answer { return s.answerOf(s.family.Response, "") }

func (s *sketch) unmarshalled() {
	s.stmt("var resp response")
	s.checked("json.Unmarshal(out.Body, &resp)", "decode response")
}

func (s *sketch) readStruct() {
	a := s.answered()
	s.responseType(a.text)
	s.unmarshalled()
	s.returnText(a.text)
}

func (s *sketch) readWrapped() {
	a := s.answered()
	s.responseType(a.text)
	s.stmt("var resp response")
	s.checked("json.Unmarshal(out, &resp)", "decode response")
	s.returnText(a.text)
}

// returnText returns the first text of the answer, after a test where it is in a list.
func (s *sketch) returnText(p *place) {
	expr, lists := p.access("resp")
	if len(lists) > 0 {
		s.stmt("if len(%s) == 0 {\nreturn %serrors.New(\"the answer is empty\")\n}", lists[0], s.zero)
	}
	s.stmt("return %s, nil", expr)
}

func (s *sketch) readMap() {
	p := s.answered().text
	s.stmt("var resp map[string]any")
	s.checked("json.Unmarshal(out.Body, &resp)", "decode response")
	at := "resp"
	steps := strings.Split(p.path, ".")
	for i, step := range steps {
		key, list := strings.CutSuffix(step, "[]")
		at = fmt.Sprintf("%s[%q]", at, key)
		if list {
			name := s.fresh(key)
			s.stmt("%s, ok := %s.([]any)\nif !ok || len(%s) == 0 {\nreturn %serrors.New(\"the answer has no %s\")\n}", name, at, name, s.zero, key)
			at = name + "[0]"
		}
		if i < len(steps)-1 {
			at += ".(map[string]any)"
		}
	}
	s.stmt("text, ok := %s.(string)\nif !ok {\nreturn %serrors.New(\"the answer has no text\")\n}\nreturn text, nil", at, s.zero)
}

func (s *sketch) readGJSON() {
	s.stmt("return gjson.GetBytes(out.Body, %q).String(), nil", strings.ReplaceAll(s.answered().text.path, "[]", ".0"))
}

func (s *sketch) readEscapes() {
	a := s.answered()
	s.responseType(a.text, a.stop, a.in, a.out)
	s.replaceZero("nil, ", "(*response, error)")
	s.unmarshalled()
	s.stmt("return &resp, nil")
}

// replaceZero changes what the function returns, also in what is printed already.
func (s *sketch) replaceZero(zero, results string) {
	for i, st := range s.stmts {
		s.stmts[i] = strings.ReplaceAll(st, "return "+s.zero, "return "+zero)
	}
	s.zero, s.results = zero, results
}

func (s *sketch) readRaw() {
	s.replaceZero("nil, ", "([]byte, error)")
	s.stmt("return out.Body, nil")
}

func (s *sketch) readIO() {
	a := s.answered()
	s.responseType(a.text)
	s.stmt("var resp response")
	s.checked("json.NewDecoder(bytes.NewReader(out.Body)).Decode(&resp)", "decode response")
	s.returnText(a.text)
}

func (s *sketch) readHelper() {
	a := s.answered()
	s.responseType(a.text)
	before := s.stmts
	s.stmts = nil
	s.stmt("var resp response")
	s.checked("json.Unmarshal(data, &resp)", "decode response")
	s.returnText(a.text)
	s.decl("// textOf returns the text of an answer.\nfunc textOf(data []byte) (string, error) {\n%s\n}", s.take())
	s.stmts = append(before, "return textOf(out.Body)")
}

func (s *sketch) readGeneric() {
	a := s.answered()
	s.responseType(a.text)
	s.decl("func decode[T any](data []byte) (*T, error) {\nvar v T\nif err := json.Unmarshal(data, &v); err != nil {\nreturn nil, err\n}\nreturn &v, nil\n}")
	s.stmt("resp, err := decode[response](out.Body)\n%s", s.check("decode response"))
	s.returnText(a.text)
}

func (s *sketch) readStopUsage() {
	a := s.answered()
	s.responseType(a.text, a.stop, a.in, a.out)
	s.decl("type reply struct {\nText string\nCutOff bool\nTokens int\n}")
	s.replaceZero("nil, ", "(*reply, error)")
	s.unmarshalled()
	expr, lists := a.text.access("resp")
	if len(lists) > 0 {
		s.stmt("if len(%s) == 0 {\nreturn nil, errors.New(\"the answer is empty\")\n}", lists[0])
	}
	members := "Text: " + expr
	if natives := s.family.NativeStopReasons("max_tokens"); a.stop != nil && len(natives) > 0 {
		stop, _ := a.stop.access("resp")
		members += fmt.Sprintf(",\nCutOff: %s == %q", stop, natives[0])
	}
	var counts []string
	for _, p := range []*place{a.in, a.out} {
		if p != nil {
			count, _ := p.access("resp")
			counts = append(counts, count)
		}
	}
	if len(counts) > 0 {
		members += ",\nTokens: " + strings.Join(counts, " + ")
	}
	s.stmt("return &reply{\n%s,\n}, nil", members)
}

func (s *sketch) readAll() {
	a := s.answered()
	s.responseType(a.text)
	s.unmarshalled()
	expr, lists := a.text.access("resp")
	add := "text += part" + strings.TrimPrefix(expr, lists[0]+"[0]")
	for kind, value := range a.text.kinds {
		add = fmt.Sprintf("if part.%s == %q {\n%s\n}", goName(kind[strings.LastIndex(kind, ".")+1:]), value, add)
	}
	s.stmt("text := \"\"\nfor _, part := range %s {\n%s\n}\nreturn text, nil", lists[0], add)
}

// oneText says why the answer of a family has no parts.
func (s *sketch) oneText() string {
	if _, lists := s.answered().text.access("resp"); len(lists) == 0 {
		return "the answer is one text, without parts"
	}
	return ""
}
