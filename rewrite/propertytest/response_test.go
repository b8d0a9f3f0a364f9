package propertytest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// A place is a member of an answer: where it is natively, and where in the Go type that
// it is decoded to.
type place struct {
	path  string            // "content[].text", without what tells variants apart
	kinds map[string]string // discriminators on the way, by their path: "content[].type" is "text"
	typ   string
}

// jsonType is the native type that a Go type decodes.
var jsonType = map[string]string{"string": "string", "int": "integer"}

// find is the place of what Converse has at a path, nil when the model's answers lack it.
func find(m *catalog.Model, s *catalog.Shape, converse, typ string) *place {
	native := ""
	for _, alias := range []bool{false, true} {
		if native == "" {
			native = firstPath(s, converse, func(n *catalog.Shape) bool {
				return n.Field.Alias == alias && strings.HasPrefix(n.Field.Type, jsonType[typ]) && !m.Omits(n)
			})
		}
	}
	if native == "" {
		return nil
	}
	p := &place{kinds: map[string]string{}, typ: typ}
	for native != "" {
		i := strings.IndexAny(native, "[{")
		if i < 0 {
			p.path += native
			break
		}
		j := strings.IndexAny(native, "]}")
		p.path += native[:i]
		kind, value, found := strings.Cut(native[i+1:j], "=")
		if native[i] == '[' {
			p.path += "[]"
		}
		if found {
			p.kinds[strings.TrimPrefix(p.path+"."+kind, ".")] = value
		}
		native = native[j+1:]
		if p.path == "" {
			native = strings.TrimPrefix(native, ".")
		}
	}
	return p
}

// answerTree is a node that has all places.
func answerTree(places ...*place) *node {
	root := object()
	for _, p := range places {
		if p == nil {
			continue
		}
		for _, kind := range slices.Sorted(maps.Keys(p.kinds)) {
			root.insert(kind, "string")
		}
		root.insert(p.path, p.typ)
	}
	return root
}

// insert adds a leaf at a path with lists in it.
func (n *node) insert(path, typ string) {
	first, rest, nested := strings.Cut(path, ".")
	key, list := strings.CutSuffix(first, "[]")
	for _, f := range n.fields {
		if f.key == key {
			next := f.value
			if list {
				next = next.elems[0]
			}
			if nested {
				next.insert(rest, typ)
			}
			return
		}
	}
	value := leaf(typ, "")
	if nested {
		value = object()
		value.insert(rest, typ)
	}
	if list {
		value = array(value)
	}
	n.add(key, value)
}

// access is the Go expression of a place; lists are read at their first element.
func (p *place) access(base string) (expr string, lists []string) {
	expr = base
	for step := range strings.SplitSeq(p.path, ".") {
		key, list := strings.CutSuffix(step, "[]")
		expr += "." + goName(key)
		if list {
			lists = append(lists, expr)
			expr += "[0]"
		}
	}
	return expr, lists
}

// answer is what a program reads of an answer.
type answer struct{ text, stop, in, out *place }

func (g *generator) answerOf(s *catalog.Shape, prefix string) answer {
	text, stop := "output.message.content[].text", "stopReason"
	if prefix != "" {
		text, stop = "contentBlockDelta.delta.text", "messageStop.stopReason"
	}
	in, out := prefix+"usage.inputTokens", prefix+"usage.outputTokens"
	return answer{find(g.model, s, text, "string"), find(g.model, s, stop, "string"), find(g.model, s, in, "int"), find(g.model, s, out, "int")}
}

// some leaves out what this program does not read.
func (g *generator) some(a answer) answer {
	if g.chance(2) {
		a.stop = nil
	}
	if g.chance(2) {
		a.in, a.out = nil, nil
	}
	return a
}

// response prints the statements that read the answer in out.
func (g *generator) response() {
	a := g.some(g.answerOf(g.family.Response, ""))
	if g.chance(6) {
		g.decodedMap(a.text)
		return
	}
	t := g.declare(answerTree(a.text, a.stop, a.in, a.out), "Response")
	switch g.rng.IntN(3) {
	case 0:
		g.decl("func %sDecode(data []byte) (*%s, error) {\nvar resp %s\nif err := json.Unmarshal(data, &resp); err != nil {\nreturn nil, fmt.Errorf(\"decode: %%w\", err)\n}\nreturn &resp, nil\n}", g.prefix, t.name, t.name)
		g.stmt("resp, err := %sDecode(out.Body)\nif err != nil {\nreturn err\n}", g.prefix)
	case 1:
		g.stmt("var resp %s\nif err := json.NewDecoder(bytes.NewReader(out.Body)).Decode(&resp); err != nil {\nreturn err\n}", t.name)
	default:
		g.stmt("var resp %s\nif err := json.Unmarshal(out.Body, &resp); err != nil {\nreturn err\n}", t.name)
	}
	g.readText(a.text)
	g.readStop(a.stop, "resp")
	g.readUsage(a, "resp")
}

// readText prints the text: of the first element, or of all.
func (g *generator) readText(p *place) {
	expr, lists := p.access("resp")
	if len(lists) == 0 {
		g.stmt("fmt.Fprintln(w, %s)", g.choose(expr, expr, "strings.TrimSpace("+expr+")"))
		return
	}
	list := lists[0]
	if g.chance(2) {
		g.stmt("if len(%s) == 0 {\nreturn errors.New(\"no answer\")\n}\nfmt.Fprintln(w, %s)", list, expr)
		return
	}
	rest := strings.TrimPrefix(expr, list+"[0]")
	print := "fmt.Fprint(w, e" + rest + ")"
	for kind, value := range p.kinds {
		print = fmt.Sprintf("if e.%s == %q {\n%s\n}", goName(kind[strings.LastIndex(kind, ".")+1:]), value, print)
	}
	g.stmt("for _, e := range %s {\n%s\n}", list, print)
}

// readStop prints the stop reason, or decides by it.
func (g *generator) readStop(p *place, base string) {
	if p == nil {
		return
	}
	expr, _ := p.access(base)
	natives := g.family.NativeStopReasons("max_tokens")
	ends := g.family.NativeStopReasons("end_turn")
	switch n := g.rng.IntN(3); {
	case n == 0 && len(natives) > 0:
		g.stmt("if %s == %q {\nfmt.Fprintln(w, \"cut off\")\n}", expr, natives[0])
	case n == 1 && len(natives) > 0 && len(ends) > 0 && natives[0] != ends[0]:
		g.stmt("switch %s {\ncase %q:\nfmt.Fprintln(w, \"cut off\")\ncase %q:\nfmt.Fprintln(w, \"done\")\ndefault:\nfmt.Fprintln(w, \"something else\")\n}", expr, natives[0], ends[0])
	default:
		g.stmt("fmt.Fprintln(w, \"stop:\", %s)", expr)
	}
}

func (g *generator) readUsage(a answer, base string) {
	var args []string
	for _, p := range []*place{a.in, a.out} {
		if p != nil {
			expr, _ := p.access(base)
			args = append(args, expr)
		}
	}
	if len(args) > 0 {
		g.stmt("fmt.Fprintln(w, \"tokens:\", %s)", strings.Join(args, ", "))
	}
}

// decodedMap reads the text out of maps.
func (g *generator) decodedMap(p *place) {
	g.stmt("var resp map[string]any\nif err := json.Unmarshal(out.Body, &resp); err != nil {\nreturn err\n}")
	expr := "resp"
	steps := strings.Split(p.path, ".")
	for i, step := range steps {
		key, list := strings.CutSuffix(step, "[]")
		expr += "[" + strconv.Quote(key) + "]"
		if list {
			expr += ".([]any)[0]"
		}
		if i < len(steps)-1 {
			expr += ".(map[string]any)"
		}
	}
	g.stmt("text, ok := %s.(string)\nif !ok {\nreturn errors.New(\"no text\")\n}\nfmt.Fprintln(w, text)", expr)
}
