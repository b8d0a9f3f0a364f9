// Package mapping turns what a call of InvokeModel sends into what Converse has to be
// sent: both as symbolic JSON, so that conditions, loops and run-time values of the
// code stay what they are.
//
// It is the twin of package converse, which does the same to JSON that is known. Both
// walk the native value along the family's shape in the catalog, and apply the
// transforms that the catalog names; a test holds the two together on constant bodies.
//
// What has no place on Converse is a Problem and never left out. What is sent in
// another way, or reaches the model in another form, is a Note.
package mapping

import (
	"fmt"
	"go/ast"
	"sort"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Native is a request as InvokeModel takes it.
type Native struct {
	Family *catalog.Family
	Model  *catalog.Model // may be nil
	Body   payload.Value
	// Members are the other members of InvokeModelInput that the catalog knows, in
	// the order in which they are to be placed.
	Members []Member
	// Split allows a prompt to be taken apart into turns when the program runs.
	Split bool
	// Stream says that the call is a streaming one, for which Converse refuses more.
	Stream bool
}

// Member is one member of InvokeModelInput that is set.
type Member struct {
	catalog.Member
	Value payload.Value
}

// Note is one stated difference, or one thing that moved.
type Note struct {
	Code    rules.Code
	Path    string // native path
	Message string
}

// Problem is one reason for which a request cannot become a Converse request.
type Problem struct {
	Code    rules.Code
	Path    string // native path; "" for the whole request
	Message string
	Node    ast.Node // nil when no expression is to blame
}

// Problems is the error of a request that cannot become a Converse request.
type Problems []Problem

func (p Problems) Error() string {
	if len(p) == 1 {
		return p[0].Message
	}
	return fmt.Sprintf("%s (and %d more reasons)", p[0].Message, len(p)-1)
}

// Request is a symbolic Converse request.
type Request struct {
	Tree  *payload.Object // keys are those of Converse's JSON body, and modelId
	Notes []Note          // sorted by path
	Paths []string        // every Converse path that the tree uses, sorted
	// Made names the packages of identifiers that the mapping wrote itself.
	Made map[*ast.Ident]string
	// NextName, where it is not nil, stands for the name of a document that comes out of a
	// loop: the program has to make them, each another one.
	NextName *ast.Ident
	// Split is a prompt of which the program has to make system and messages; nil for none.
	Split *Split
}

// Split is a prompt that is taken apart when the program runs.
type Split struct {
	Prompt   payload.Value // an Expr, or a String that is put together of run-time pieces
	Template *catalog.Template
}

// Map maps a request. The error, if any, is of type Problems and holds all of them.
func Map(n Native) (*Request, error) {
	m := &mapper{n: n, root: &object{}, made: map[*ast.Ident]string{}, paths: map[string]bool{}, solid: map[payload.Value]bool{}}
	if !n.Family.Served() {
		m.problem(Problem{Code: rules.ModelStays, Message: fmt.Sprintf("%s: %s", n.Family.Name, n.Family.Reason)})
		return nil, m.problems
	}
	if !n.Family.Complete {
		m.problem(Problem{Code: rules.CallUnknown, Message: n.Family.Name + " is not yet understood field by field"})
		return nil, m.problems
	}
	m.value(spot{shape: n.Family.Request}, n.Body, payload.Presence{})
	for _, member := range n.Members {
		m.member(member)
	}
	m.finish()
	if len(m.problems) > 0 {
		return nil, m.problems
	}
	sort.SliceStable(m.notes, func(i, j int) bool { return m.notes[i].Path < m.notes[j].Path })
	return &Request{Tree: m.root.freeze(), Notes: m.notes, Paths: sortedKeys(m.paths), Made: m.made, NextName: m.nextName, Split: m.split}, nil
}

// mapper holds the state of one Map.
type mapper struct {
	n        Native
	root     *object
	notes    []Note
	problems Problems
	made     map[*ast.Ident]string
	paths    map[string]bool
	path     string // native path at hand
	// solid are run-time values that stand for alternatives of which none is empty.
	solid    map[payload.Value]bool
	noTools  bool // tool_choice none
	nextName *ast.Ident
	split    *Split
	// toolsWhen are conditions under which tools are sent at all.
	toolsWhen []payload.Cond
}

// spot is the place of a native value.
type spot struct {
	shape *catalog.Shape
	path  string // native, without discriminators: messages[].content[].text
	slots []*slot
}

func (m *mapper) problem(p Problem) {
	for _, known := range m.problems {
		if known == p {
			return
		}
	}
	m.problems = append(m.problems, p)
}

// fail records that the value at hand cannot be mapped.
func (m *mapper) fail(v payload.Value, format string, args ...any) {
	m.failCode(rules.CallPartial, v, format, args...)
}

func (m *mapper) failCode(code rules.Code, v payload.Value, format string, args ...any) {
	p := Problem{Code: code, Path: m.path, Message: fmt.Sprintf(format, args...)}
	if v != nil {
		if e := v.Origin().Expr; e != nil {
			p.Node = e
		}
	}
	m.problem(p)
}

func (m *mapper) note(code rules.Code, path, format string, args ...any) {
	n := Note{Code: code, Path: path, Message: fmt.Sprintf(format, args...)}
	for _, known := range m.notes {
		if known == n {
			return
		}
	}
	m.notes = append(m.notes, n)
}

// place puts a value at its Converse path.
func (m *mapper) place(path string, p spot, v payload.Value, pr payload.Presence) {
	m.paths[path] = true
	m.root.place(path, p.slots, v, pr)
}

func sortedKeys(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
