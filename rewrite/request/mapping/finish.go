package mapping

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
	"unicode"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// finish makes the request one that Converse takes.
func (m *mapper) finish() {
	m.path = ""
	if m.noTools {
		m.root.remove("toolConfig")
	}
	m.defaults()
	for _, n := range m.n.Family.Normalize {
		if n == "merge-roles" {
			m.mergeRoles()
		}
	}
	m.nameDocuments()
	m.fillResults()
	m.fillSchemas()
	m.liftTools()
	m.refusals()
	m.root.lift()
	m.guardrail()
}

// defaults writes out the native defaults that Converse does not share.
func (m *mapper) defaults() {
	for _, d := range m.n.Family.LostDefaults(m.n.Model) {
		o, key := m.root, d.Field.Converse
		for {
			first, rest, ok := strings.Cut(key, ".")
			if !ok {
				break
			}
			o, key = o.child(first), rest
		}
		if o.always(key) {
			continue
		}
		path := catalog.Plain(d.Field.Path)
		if !d.Known {
			m.note(rules.DefaultDiffers, path, "where %s is not sent, InvokeModel uses a default of the model's own, which Converse does not share; set it", path)
			continue
		}
		o.fields = append([]*field{{key: key, value: constantOf(d.Value)}}, o.fields...)
		m.paths[d.Field.Converse] = true
		m.note(rules.DefaultDiffers, path, "%s is %v by default, on Converse it is not; %s is written out", path, d.Value, d.Field.Converse)
	}
}

// always reports whether a member is sent unconditionally.
func (o *object) always(key string) bool {
	for _, f := range o.fields {
		if f.key == key && f.presence.Always() {
			return true
		}
	}
	return false
}

// constantOf turns a default of the catalog into a value.
func constantOf(v any) *payload.Const {
	switch v := v.(type) {
	case float64:
		if v == float64(int64(v)) {
			return &payload.Const{Val: constant.MakeInt64(int64(v))}
		}
		return &payload.Const{Val: constant.MakeFloat64(v)}
	case bool:
		return &payload.Const{Val: constant.MakeBool(v)}
	case string:
		return word(v)
	}
	return &payload.Const{}
}

// role is the role of a message if it is known and the message is always there; "" else.
func role(e *elem) string {
	if e.object == nil || e.loop != nil || !e.presence.Always() {
		return ""
	}
	f := e.object.get("role")
	if f == nil {
		return ""
	}
	return stringOf(f.value)
}

// mergeRoles joins neighbouring messages of one role, as far as reading the code can
// tell that they are neighbours: Claude reads them as one, Converse refuses them.
// https://github.com/langchain-ai/langchain-aws/issues/130
func (m *mapper) mergeRoles() {
	for _, l := range m.root.lists("messages") {
		m.mergeNeighbours(l)
	}
}

func (m *mapper) mergeNeighbours(l *list) {
	var out []*elem
	for i, e := range l.elems {
		if len(out) == 0 || role(e) == "" || role(out[len(out)-1]) != role(e) {
			out = append(out, e)
			continue
		}
		into, from := out[len(out)-1].object.get("content"), e.object.get("content")
		if into == nil || from == nil || into.list == nil || from.list == nil {
			out = append(out, e)
			continue
		}
		into.list.elems = append(into.list.elems, from.list.elems...)
		m.note(rules.ValueDiffers, fmt.Sprintf("messages[%d]", i), "Converse refuses two %s messages in a row; they become one, as the model reads them", role(e))
	}
	l.elems = out
}

// blocks calls f for every content block of every message.
func (m *mapper) blocks(f func(o *object, loop bool)) {
	for _, l := range m.root.lists("messages") {
		for _, msg := range l.elems {
			if msg.object == nil {
				continue
			}
			for _, b := range msg.object.blocks("content") {
				f(b.object, msg.loop != nil || b.loop != nil)
			}
		}
	}
}

// blocks are the elements of every list of that key that are objects.
func (o *object) blocks(key string) []*elem {
	var out []*elem
	for _, l := range o.lists(key) {
		for _, e := range l.elems {
			if e.object != nil {
				out = append(out, e)
			}
		}
	}
	return out
}

// fillResults gives tool results without content the empty list that Converse demands.
func (m *mapper) fillResults() {
	m.blocks(func(o *object, _ bool) {
		r := o.get("toolResult")
		if r == nil || r.object == nil {
			return
		}
		if r.object.get("content") == nil {
			r.object.fields = append(r.object.fields, &field{key: "content", list: &list{}})
		}
	})
}

// liftTools leaves out toolConfig where the tools are left out, or where there may be
// none: Converse refuses an empty list of them.
func (m *mapper) liftTools() {
	cfg := m.root.get("toolConfig")
	if cfg == nil || cfg.object == nil {
		return
	}
	tools := cfg.object.get("tools")
	if len(cfg.object.lists("tools")) > 1 {
		m.problem(Problem{Code: rules.CallPartial, Path: "tools", Message: "the tools are one of several lists"})
		return
	}
	if tools == nil || tools.list == nil {
		m.problem(Problem{Code: rules.ValueDiffers, Path: "tool_choice", Message: "a tool choice without tools, which Converse refuses"})
		return
	}
	cfg.presence, tools.presence = tools.presence, payload.Presence{}
	cfg.presence.When = append(append([]payload.Cond{}, cfg.presence.When...), m.toolsWhen...)
	if cfg.presence.OmitEmpty != nil || tools.list.from == nil || neverEmpty(tools.list.from) {
		return
	}
	cfg.presence.OmitEmpty = tools.list.from
}

// lift moves the presence that all members of an object share to the object itself: the
// path of a member says nothing of when the objects along it are there.
func (o *object) lift() {
	for _, f := range o.fields {
		switch {
		case f.object != nil:
			f.object.lift()
			f.liftFrom(f.object)
		case f.list != nil:
			for _, e := range f.list.elems {
				if e.object != nil {
					e.object.lift()
				}
			}
		}
	}
}

func (f *field) liftFrom(o *object) {
	if len(o.fields) == 0 || !f.presence.Always() || o.fields[0].presence.Always() {
		return
	}
	shared := o.fields[0].presence
	for _, member := range o.fields {
		if !samePresence(member.presence, shared) {
			return
		}
	}
	f.presence = shared
	for _, member := range o.fields {
		member.presence = payload.Presence{}
	}
}

// maxName is the most characters that a document's name may have.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html
const maxName = 200

// documentName makes a name of a title. Converse allows letters, digits, single spaces
// and a few signs.
func documentName(c *carry, v payload.Value) {
	title, ok := v.(*payload.Const)
	if !ok {
		c.m.fail(v, "%s is known only at run time, and Converse does not allow every title as a name", c.p.path)
		return
	}
	name := allowedName(stringOf(title))
	if name == "" {
		return
	}
	if name != stringOf(title) {
		c.m.note(rules.ValueDiffers, c.p.path, "%q is no document name on Converse; it becomes %q", stringOf(title), name)
		c.set(word(name))
		return
	}
	c.set(title)
}

func allowedName(title string) string {
	var b strings.Builder
	for _, r := range title {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) || strings.ContainsRune("-_()[]", r) {
			b.WriteRune(r)
			continue
		}
		b.WriteByte(' ')
	}
	name := strings.Join(strings.Fields(b.String()), " ")
	if len(name) > maxName {
		name = strings.TrimSpace(name[:maxName])
	}
	return name
}

// nameDocuments gives every document a name of its own, as Converse demands.
func (m *mapper) nameDocuments() {
	n, used := 0, map[string]bool{}
	m.documents(func(_ *object, loop bool) {
		if loop && m.nextName == nil {
			m.nextName = ast.NewIdent("documentName")
		}
	})
	m.documents(func(doc *object, loop bool) {
		n++
		m.nameDocument(doc, loop, n, used)
		m.readAsText(doc)
	})
}

// readAsText states what the catalog says of a document's bytes: that Converse shows the
// model less of a PDF where nothing asks for citations.
func (m *mapper) readAsText(doc *object) {
	source, format := doc.get("source"), doc.get("format")
	if doc.get("citations") != nil || source == nil || source.object == nil || source.object.get("bytes") == nil {
		return
	}
	if format != nil && stringOf(format.value) != "" && stringOf(format.value) != "pdf" {
		return
	}
	m.n.Family.Request.Walk(func(s *catalog.Shape) {
		if f := s.Field; f != nil && f.Note != "" && f.Converse == "messages[].content[].document.source.bytes" {
			m.note(rules.ValueDiffers, "messages[].content[]", "%s", f.Note)
		}
	})
}

// documents visits the documents of all messages and tool results, and says which of them
// come out of a loop.
func (m *mapper) documents(visit func(doc *object, loop bool)) {
	visitIn := func(block *object, loop bool) {
		if doc := block.get("document"); doc != nil && doc.object != nil {
			visit(doc.object, loop)
		}
	}
	m.blocks(func(o *object, loop bool) {
		visitIn(o, loop)
		r := o.get("toolResult")
		if r == nil || r.object == nil {
			return
		}
		for _, e := range r.object.blocks("content") {
			visitIn(e.object, loop || e.loop != nil)
		}
	})
}

func (m *mapper) nameDocument(doc *object, loop bool, n int, used map[string]bool) {
	const path = "messages[].content[]"
	given := doc.get("name")
	name := fmt.Sprintf("document-%d", n)
	switch {
	case given == nil && m.nextName != nil:
		m.note(rules.ValueDiffers, path, "Converse wants a name for each document; these are called document-1, document-2 and so on")
		doc.add("name", m.madeName(), payload.Presence{})
		return
	case given == nil:
		m.note(rules.ValueDiffers, path, "Converse wants a name for each document; this one is called %s", name)
	case loop:
		m.problem(Problem{Code: rules.ValueDiffers, Path: path, Message: "documents with titles come from a loop, and Converse wants a different name for each"})
		return
	case !given.presence.Always():
		m.problem(Problem{Code: rules.ValueDiffers, Path: path, Message: "a document's title is sent only sometimes, and Converse always wants a name"})
		return
	case used[stringOf(given.value)]:
		name = fmt.Sprintf("%s (%d)", stringOf(given.value), n)
		m.note(rules.ValueDiffers, path, "document names must differ on Converse; %q becomes %q", stringOf(given.value), name)
		doc.remove("name")
	default:
		used[stringOf(given.value)] = true
		return
	}
	used[name] = true
	doc.add("name", word(name), payload.Presence{})
}

// madeName is a name that the program makes.
func (m *mapper) madeName() payload.Value {
	return &payload.Expr{Orig: payload.Origin{Expr: m.nextName}, Type: types.Typ[types.String], Stable: payload.Stability{OK: true}}
}

// guardrail drops the trace of a call without a guardrail: it has nothing to trace.
func (m *mapper) guardrail() {
	cfg := m.root.get("guardrailConfig")
	if cfg != nil && cfg.object != nil && cfg.object.get("guardrailIdentifier") == nil {
		m.root.remove("guardrailConfig")
	}
}
