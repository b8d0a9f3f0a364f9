package rewrite

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rewrite/edit"
	"github.com/bedrocklint/bedrocklint/rules"
)

// The Converse events that carry what native chunks carry, in the order in which they
// arrive. Metadata, with the token counts, comes after the stop reason: code that
// reads both runs when metadata arrives.
const (
	eventDelta    = "contentBlockDelta"
	eventStop     = "messageStop"
	eventMetadata = "metadata"
)

// events are the SDK's union members, in the order in which new code lists them.
var events = []struct{ kind, member string }{
	{"messageStart", "ConverseStreamOutputMemberMessageStart"},
	{"contentBlockStart", "ConverseStreamOutputMemberContentBlockStart"},
	{eventDelta, "ConverseStreamOutputMemberContentBlockDelta"},
	{"contentBlockStop", "ConverseStreamOutputMemberContentBlockStop"},
	{eventStop, "ConverseStreamOutputMemberMessageStop"},
	{eventMetadata, "ConverseStreamOutputMemberMetadata"},
}

// stream moves what the code does with the events of a streaming call: the code that
// ran for a native chunk is dealt out to the cases of a type switch over the events.
//
//	chunk, ok := event.(*types.ResponseStreamMemberChunk) ⎤
//	…json.Unmarshal(chunk.Value.Bytes, &e)…               ⎥ one type switch
//	switch e.Type { case "content_block_delta": … }       ⎦
func (o *operation) stream() error {
	id, assign := o.resultVar()
	if id == nil {
		return because(rules.CallPartial, o.site.Call, "the stream leaves the function as it is; read it there")
	}
	if err := o.retype(id, assign); err != nil {
		return err
	}
	if o.way.chunks {
		return o.nativeChunks(o.site.Response)
	}
	s := &streamRewrite{operation: o, r: o.site.Response, cases: map[string]string{}}
	if err := s.understand(); err != nil {
		return err
	}
	return s.write()
}

// streamRewrite is the loop over the events of one call.
type streamRewrite struct {
	*operation
	r      *payload.Response
	event  string            // name of the loop's variable
	bound  string            // name of the event inside the new type switch
	body   []ast.Stmt        // the statements that read events: all of the loop's body
	rest   []ast.Stmt        // those after the decoding: what is done with a chunk
	others []*ast.CaseClause // clauses of the old type switch for other events
	elses  []kindOfEvent     // or the elses of the old if
	cases  map[string]string // code by event
	late   string            // variable that carries the stop reason to metadata
	cuts   []cut             // in the code that is dealt out
	told   token.Pos         // comments up to here have their place

	selects bool // the body is a clause of a select
}

func (s *streamRewrite) leave(n ast.Node, format string, args ...any) error {
	return because(rules.CallPartial, n, format, args...)
}

// understand finds the parts of the loop.
func (s *streamRewrite) understand() error {
	r := s.r
	if r == nil || r.Stream == nil || r.Decode == nil || r.Into == nil {
		return s.leave(s.site.Call, "how the stream is read is not known")
	}
	for _, e := range r.Escapes {
		if s.shows(e) {
			continue
		}
		return s.leave(e.Expr, "the %s of the stream is %s, and has the native format there", e.What, e.Reason)
	}
	if r.Stream.Loop == nil || s.funcOf(r.Stream.Loop) != s.funcOf(r.Decode) || s.sourceOf(r.Stream.Loop) != s.src {
		return s.leave(s.site.Call, "the stream is not read by a loop over Events() in this file")
	}
	loop, err := s.eventLoop()
	if err != nil {
		return err
	}
	s.event, s.bound, s.body, s.selects = loop.event, loop.event, loop.body, loop.selects
	return s.split(loop.holder)
}

// split finds the list that the decoding stands in: the body, which the holder has, or the
// chunk's clause of a type switch, or if, that is all of the body.
func (s *streamRewrite) split(holder ast.Node) error {
	decode := s.statementOf(s.r.Decode)
	list, block := s.sweep.list(decode), s.sweep.parent[decode]
	if block == holder {
		list = s.body
	}
	at := slices.Index(list, decode)
	if at < 0 {
		return s.leave(decode, "the chunk is decoded in another part of the loop than where the event is received")
	}
	if sw, ok := s.r.Stream.Switch.(*ast.TypeSwitchStmt); ok {
		if len(s.body) != 1 || s.body[0] != ast.Stmt(sw) || block == holder {
			return s.leave(sw, "the loop over the stream does more than switch on the event")
		}
		if assign, ok := sw.Assign.(*ast.AssignStmt); ok {
			s.bound = s.src.slice(assign.Lhs[0])
		}
		for _, c := range sw.Body.List {
			if c := c.(*ast.CaseClause); ast.Node(c) != block {
				s.others = append(s.others, c)
			}
		}
	} else if block != holder {
		bound, elses, ok := s.chain(block)
		if !ok {
			return s.leave(decode, "the chunk is decoded inside another statement")
		}
		s.elses = elses
		if bound != "_" && len(elses) > 0 { // their bodies use the name
			s.bound = bound
		}
	}
	end := at + 1
	if end < len(list) && isAssign(decode) {
		if check, ok := list[end].(*ast.IfStmt); ok && check.Init == nil && strings.Contains(s.src.slice(check.Cond), "!= nil") {
			end++ // the check of the decoding's error
		}
	}
	for _, st := range list[:at] {
		if !s.preparation(st) {
			return s.leave(st, "the loop over the stream does something before it decodes the chunk")
		}
	}
	s.rest, s.told = list[end:], list[end-1].End()
	return nil
}

func isAssign(st ast.Stmt) bool {
	_, ok := st.(*ast.AssignStmt)
	return ok
}

// preparation reports whether a statement before the decoding only gets at the chunk:
// the assertion, its check, the declaration of what is decoded into.
func (s *streamRewrite) preparation(st ast.Stmt) bool {
	switch st := st.(type) {
	case *ast.DeclStmt:
		return true
	case *ast.AssignStmt:
		return st.Tok == token.DEFINE && s.sweep.pure.exprs(st.Rhs)
	case *ast.IfStmt:
		if len(st.Body.List) != 1 || st.Else != nil || st.Init != nil {
			return false
		}
		b, ok := st.Body.List[0].(*ast.BranchStmt)
		return ok && b.Tok == token.CONTINUE
	}
	return false
}

// write deals the code out to the events and replaces the loop's body.
func (s *streamRewrite) write() error {
	if err := s.deal(); err != nil {
		return err
	}
	types := s.names.Import(sdkTypesPath, "types")
	var b strings.Builder
	fmt.Fprintf(&b, "switch %s := %s.(type) {\n", s.bound, s.event)
	var idle []string
	for _, e := range events {
		if code := s.cases[e.kind]; code != "" {
			fmt.Fprintf(&b, "case *%s.%s:\n%s\n", types, e.member, strings.TrimRight(code, "\n"))
		} else {
			idle = append(idle, "*"+types+"."+e.member)
		}
	}
	for _, c := range s.others {
		if c.List == nil && len(idle) > 0 {
			fmt.Fprintf(&b, "case %s:\n// nothing of interest\n", strings.Join(idle, ", "))
		}
		fmt.Fprintf(&b, "%s\n", s.clause(c))
	}
	for _, e := range s.elses {
		if e.typ == nil && len(idle) > 0 {
			fmt.Fprintf(&b, "case %s:\n// nothing of interest\n", strings.Join(idle, ", "))
		}
		fmt.Fprintf(&b, "%s\n", s.otherwise(e))
	}
	b.WriteString("}\n")
	text, err := format.Source([]byte(b.String()))
	if err != nil {
		return s.leave(s.site.Call, "the loop over the stream cannot be printed: %v", err)
	}
	s.place(string(text))
	return nil
}

// place puts the new type switch where the loop's statements stood.
func (s *streamRewrite) place(text string) {
	first, last := s.body[0], s.body[len(s.body)-1]
	indent := s.src.indentOf(first)
	for _, st := range s.body {
		s.sweep.gone[st] = true
	}
	s.src.buf.Replace(s.src.offset(first.Pos()), s.src.offset(last.End()),
		edit.IndentRest(strings.TrimSpace(text), indent))
	s.reads(text, first)
	if s.late != "" {
		loop := s.r.Stream.Loop
		if label, ok := s.sweep.parent[loop].(*ast.LabeledStmt); ok {
			loop = label
		}
		s.src.insertBefore(loop, fmt.Sprintf("var %s %s.StopReason\n", s.late, s.names.Import(sdkTypesPath, "types")))
	}
}

// deal sorts what is done with a chunk by the event that now brings it.
func (s *streamRewrite) deal() error {
	var early ast.Node // leaves the loop before metadata arrives
	for _, part := range s.parts() {
		if len(part) == 0 {
			continue
		}
		kinds, err := s.kinds(part)
		if err != nil {
			return err
		}
		kind := ""
		for _, k := range []string{eventDelta, eventStop, eventMetadata} {
			if kinds[k] {
				kind = k
			}
		}
		if kind == "" || kinds[eventDelta] && len(kinds) > 1 {
			return s.leave(part[0], "what the code does with this chunk belongs to no single event of Converse")
		}
		code, err := s.code(part, kind)
		if err != nil {
			return err
		}
		s.cases[kind] += code
		if kind == eventStop && early == nil {
			early = leaves(part)
		}
		if kind == eventMetadata && kinds[eventStop] {
			s.cases[eventStop] += fmt.Sprintf("%s = %s.Value.StopReason\n", s.late, s.bound)
		}
	}
	if early != nil && s.cases[eventMetadata] != "" {
		return s.leave(early, "the loop over the stream ends with the stop reason, and Converse sends the token counts after it")
	}
	return nil
}

// readsIn are the reads of the chunk inside the statements.
func (s *streamRewrite) readsIn(list []ast.Stmt) []callsite.ResponseField {
	var out []callsite.ResponseField
	for _, read := range s.site.Reads {
		e := read.Use.Expr
		if e != nil && !s.isCut(e) && list[0].Pos() <= e.Pos() && e.End() <= list[len(list)-1].End() {
			out = append(out, read)
		}
	}
	return out
}

// kinds are the events that bring what the statements read.
func (s *streamRewrite) kinds(list []ast.Stmt) (map[string]bool, error) {
	out := map[string]bool{}
	for _, read := range s.readsIn(list) {
		if read.Shape == nil || read.Shape.Field == nil || streamValue(read.Shape.Field.Converse) == "" {
			return nil, s.leave(read.Use.Expr, "%s of the stream has no equivalent on Converse that can be printed", read.Path)
		}
		kind, _, _ := strings.Cut(read.Shape.Field.Converse, ".")
		out[kind] = true
	}
	if out[eventStop] && out[eventMetadata] && s.late == "" {
		s.late = s.names.Fresh("stopReason")
	}
	return out, nil
}

// streamValue is an expression for a Converse path of a stream: EVENT stands for the
// event, or for the delta.
func streamValue(path string) string {
	switch {
	case path == eventDelta+".delta.text":
		return "EVENT.Value"
	case path == eventStop+".stopReason":
		return "EVENT.Value.StopReason"
	case usageField[strings.TrimPrefix(path, eventMetadata+".")] != "":
		return "USAGE(EVENT.Value.Usage)." + usageField[strings.TrimPrefix(path, eventMetadata+".")]
	}
	return ""
}

// code is the text of the statements with every read replaced.
func (s *streamRewrite) code(list []ast.Stmt, kind string) (string, error) {
	if stray := s.strayBranch(list); stray != nil {
		return "", s.leave(stray, "a break leaves the loop over the stream")
	}
	start, end := s.src.offset(list[0].Pos()), s.src.offset(list[len(list)-1].End())
	if g := s.src.trailing(list[len(list)-1]); g != nil {
		end = s.src.offset(g.End())
	}
	text, at := "", start
	for _, c := range s.cuts {
		if list[0].Pos() <= c.from && c.to <= list[len(list)-1].End() {
			text += string(s.src.text[at:s.src.offset(c.from)])
			at = s.src.offset(c.to)
		}
	}
	reads := s.readsIn(list)
	slices.SortFunc(reads, func(a, b callsite.ResponseField) int { return int(a.Use.Expr.Pos() - b.Use.Expr.Pos()) })
	for _, read := range reads {
		value, from, to, err := s.value(read, kind)
		if err != nil {
			return "", err
		}
		if s.src.offset(from) < at {
			continue // inside a read that is replaced already
		}
		text += string(s.src.text[at:s.src.offset(from)]) + value
		at = s.src.offset(to)
	}
	text += string(s.src.text[at:end])
	remarks := s.remarks(list)
	if kind != eventDelta {
		return remarks + text + "\n", nil
	}
	delta := s.names.Fresh("delta")
	text = strings.ReplaceAll(text, "DELTA.Value", delta+".Value")
	return remarks + fmt.Sprintf("if %s, ok := %s.Value.Delta.(*%s.ContentBlockDeltaMemberText); ok {\n%s\n}\n",
		delta, s.bound, s.names.Import(sdkTypesPath, "types"), text), nil
}

// value is the text for one read, and the range that it replaces.
func (s *streamRewrite) value(read callsite.ResponseField, kind string) (text string, from, to token.Pos, err error) {
	e := read.Use.Expr
	from, to = e.Pos(), e.End()
	a := &answer{operation: s.operation}
	switch path := read.Shape.Field.Converse; {
	case path == eventDelta+".delta.text":
		if !a.isString(e) {
			return "", 0, 0, s.leave(e, "the text of the stream is not read as a string")
		}
		return "DELTA.Value", from, to, nil
	case path == eventStop+".stopReason":
		return s.stopValue(a, e, kind)
	default:
		b, ok := a.basic(e)
		if !ok || !a.isInteger(e) {
			return "", 0, 0, s.leave(e, "a token count of the stream is not read as an integer")
		}
		value := expand(streamValue(path), "EVENT", s.bound, "USAGE", s.usageHelper(s.names))
		value = s.names.Import(awsPath, "aws") + ".ToInt32(" + value + ")"
		if b.Kind() != types.Int32 {
			value = b.Name() + "(" + value + ")"
		}
		return value, from, to, nil
	}
}

// stopValue is the text for a read of the stop reason, with the constant that it is
// compared with.
func (s *streamRewrite) stopValue(a *answer, e ast.Expr, kind string) (text string, from, to token.Pos, err error) {
	value := s.bound + ".Value.StopReason"
	if kind == eventMetadata {
		value = s.late
	}
	if !a.isString(e) {
		return "", 0, 0, s.leave(e, "the stop reason of the stream is not read as a string")
	}
	words, compared := a.comparedWith(e)
	if !compared {
		pairs, same := a.stopWords()
		if same {
			return "string(" + value + ")", e.Pos(), e.End(), nil
		}
		return s.stopHelper(s.names, "nativeStopReason", s.site.Model.Family.Provider, pairs) + "(" + value + ")", e.Pos(), e.End(), nil
	}
	b, ok := s.sweep.parent[e].(*ast.BinaryExpr)
	word, known := "", false
	if ok && len(words) == 1 && b.X == e {
		word, known = a.converseStop(words[0])
	}
	if !known {
		return "", 0, 0, s.leave(e, "the stop reason of the stream is compared with something that Converse does not know")
	}
	return value + " " + b.Op.String() + " " + word, b.Pos(), b.End(), nil
}

// strayBranch is an unlabelled break that belongs to the loop; inside a type switch it
// would leave only that.
func (s *streamRewrite) strayBranch(list []ast.Stmt) ast.Node {
	if _, ok := s.sweep.parent[list[0]].(*ast.CaseClause); ok && s.sweep.parent[s.sweep.parent[list[0]].(*ast.CaseClause)] != nil {
		if _, typed := s.sweep.parent[s.sweep.parent[s.sweep.parent[list[0]]]].(*ast.SwitchStmt); typed {
			return nil // a break of the old switch means the new one
		}
	}
	if s.selects {
		return nil // it leaves the select, and that ends with the type switch
	}
	var stray ast.Node
	for _, st := range list {
		ast.Inspect(st, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt, *ast.FuncLit:
				return false
			case *ast.BranchStmt:
				if n.Tok == token.BREAK && n.Label == nil {
					stray = n
				}
			}
			return true
		})
	}
	return stray
}
