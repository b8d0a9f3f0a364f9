package payload

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// A Value is one node of symbolic JSON: what a Go expression marshals to, as far
// as reading the source can tell. The dynamic types are *Const, *String, *Expr,
// *Object, *Array, *Alt and *Unknown; nothing outside this package makes another.
//
// Values are immutable once returned.
type Value interface {
	// Origin is the Go expression that the value was written as.
	Origin() Origin
	value()
}

// Origin ties a value to the source: the expression, and the function activation
// in which that expression has to be read.
type Origin struct {
	Expr  ast.Expr  // nil when no single expression stands for the value
	At    token.Pos // always valid: the best position to show to a person
	Frame *Frame
}

// Frame is one activation of a function that the engine entered on its way from the
// call site. The call site's own function has no Call and no Caller.
type Frame struct {
	Fn     ast.Node                // *ast.FuncDecl or *ast.FuncLit
	Info   *types.Info             // of the package that Fn is in
	Pkg    *types.Package          // that package
	Call   *ast.CallExpr           // the call that entered Fn, to be read in Caller
	Caller *Frame                  // nil for the call site's function
	Args   map[types.Object]Origin // parameters and receiver of Fn, bound in Caller

	env   map[types.Object]int // address of every variable of this activation
	outer *Frame               // of a function literal: the activation that made it
	entry int                  // abstract time of the entry
}

// Const is a JSON scalar known now: a string, number, boolean or null.
type Const struct {
	Orig Origin
	Val  constant.Value // nil for JSON null
}

// String is a JSON string made of pieces, at least one of which is known only at run time.
type String struct {
	Orig   Origin
	Parts  []Part    // no two literals in a row
	Stable Stability // of Orig.Expr as a whole; the pieces have their own

	clock int
}

// Part is a literal piece of a String, or the expression that yields it.
type Part struct {
	Lit  string // set when Expr is nil
	Expr *Expr
	Verb string // how Expr becomes text when it is not a string: a fmt verb such as "%d", "%v", "%q"; "" for a string as it is

	// Raw is set when the text of Expr stands between JSON quotes without having
	// been escaped: a quote, backslash or newline in it would break the body.
	Raw bool

	// Loop and Each are set for pieces that a loop repeats: Each is added once per
	// iteration. Expr is then set too, never stable, for readers that do not look at Each.
	Loop *Loop
	Each []Part
}

// Expr is a run-time value of known Go type, sent as encoding/json encodes that type.
type Expr struct {
	Orig   Origin
	Type   types.Type
	Stable Stability

	clock int    // abstract time of the evaluation; see stable.go
	why   string // not "": never stable, and why
}

// Stability says whether evaluating the expression again at the call site (after
// substituting Frame.Args up to the site's function) gives the value that was sent,
// with no effect lost or doubled.
type Stability struct {
	OK  bool
	Why string // when not OK: "changed at line 12 before the call", "calls a function", "declared in another scope"

	// Once is set when only calls stand in the way: the expression can take the place
	// of the original one, evaluated once, as long as the original one goes.
	Once bool
}

// Object is a JSON object. Fields are in the order in which they are sent where that
// is known; a later field of the same key replaces an earlier one.
type Object struct {
	Orig   Origin
	Fields []*Field
	Rest   *Unknown // not nil: there may be further members that reading could not find; those of Fields may be replaced by them

	// Whole reads the Go map that the object is, members that were not found included:
	// where any JSON will do, it can be sent as it stands. Nil for what is no map, and
	// when no expression reads it.
	Whole *Expr

	kept memory
}

// Field is one member of an Object.
type Field struct {
	Key      string
	KeyAt    token.Pos // where the key is written: the literal, the struct field's name in the composite literal or assignment, else the struct tag
	KeyExpr  ast.Expr  // the key's own expression, when there is one
	Value    Value
	Presence Presence
}

// Presence says when a member or an element is sent. The zero Presence is always.
type Presence struct {
	When []Cond // all of them must hold
	// OmitEmpty is the value whose emptiness leaves the member out (omitempty), or
	// whose zero value does (OmitZero). Nil when neither tag applies.
	OmitEmpty Value
	OmitZero  bool
}

// Always reports whether the member is sent unconditionally.
func (p Presence) Always() bool { return len(p.When) == 0 && p.OmitEmpty == nil }

// Cond is a condition from the control flow around an assignment.
type Cond struct {
	Orig   Origin   // the if condition, or the switch case comparison
	Negate bool     // the else branch
	Stmt   ast.Stmt // the if or switch that it comes from; a for or range statement means "the loop ran at least once"
	Stable Stability

	clock   int
	origins *origins
}

// Array is a JSON array.
type Array struct {
	Orig  Origin
	Elems []*Elem
	Rest  *Unknown // not nil: there may be further elements
	Whole *Expr    // reads the Go slice that the array is, as in Object

	// NullIfEmpty says that null, not [], is sent when no element is: the slice
	// started out nil.
	NullIfEmpty bool

	kept memory
}

// memory is what a reference led to when it was encoded.
type memory struct {
	ref   goValue
	clock int
}

// Elem is one element of an Array, or one per iteration of a loop. Elements of the same
// loop that stand in a row come in turn: each iteration adds all of them.
type Elem struct {
	Value    Value // in terms of Loop's variables when Loop is set
	Presence Presence
	Loop     *Loop
}

// Loop is a loop that appends elements, or the implicit loop of marshalling a Go
// slice that is not spelt out ("for each element of msgs").
type Loop struct {
	Over  Value        // what is ranged over: usually an *Expr
	Stmt  ast.Stmt     // *ast.RangeStmt or *ast.ForStmt; nil for the implicit loop
	Key   types.Object // loop variables, nil when absent or implicit
	Value types.Object
	// Elem stands for the loop's element in the implicit loop: origins inside
	// Elem.Value select from it. Type is the element's type.
	Elem *ast.Ident
	Type types.Type

	// Earlier says that the elements are those that earlier iterations of a loop around
	// the call added. No other loop makes them again; Over is an *Unknown.
	Earlier bool
}

// Alt is one of several values, chosen by conditions; the last case may have none (else).
type Alt struct {
	Orig   Origin
	Cases  []AltCase // the first one whose conditions hold
	Stable Stability // of Orig.Expr as a whole: "system" rather than the branches that set it

	clock int
}

// AltCase is one alternative.
type AltCase struct {
	When  []Cond
	Value Value
}

// Unknown is a value that reading the source cannot tell, and why.
type Unknown struct {
	Orig   Origin
	Reason string     // "comes from a parameter of an exported function", "written in a goroutine"
	Type   types.Type // static Go type, if any
	Stable Stability  // of Orig.Expr: it can be evaluated although its shape is not known

	clock int
}

func (v *Const) Origin() Origin   { return v.Orig }
func (v *String) Origin() Origin  { return v.Orig }
func (v *Expr) Origin() Origin    { return v.Orig }
func (v *Object) Origin() Origin  { return v.Orig }
func (v *Array) Origin() Origin   { return v.Orig }
func (v *Alt) Origin() Origin     { return v.Orig }
func (v *Unknown) Origin() Origin { return v.Orig }

func (*Const) value()   {}
func (*String) value()  {}
func (*Expr) value()    {}
func (*Object) value()  {}
func (*Array) value()   {}
func (*Alt) value()     {}
func (*Unknown) value() {}

// Request is what one call of InvokeModel sends.
type Request struct {
	Input ast.Expr // the input argument of the call
	Body  Value    // never nil; *Unknown when nothing is known
	// BodyCalls are the expressions and statements, in source order, that exist to
	// make the body: the marshal call, the variables it reads. The rewriter removes
	// those that nothing else needs.
	Encode  *ast.CallExpr       // json.Marshal, Encoder.Encode, fmt.Sprintf …; nil for a literal
	Frame   *Frame              // where Encode is
	Members map[string]Value    // the other members of the input that are set: ModelId, Accept, ContentType, GuardrailIdentifier …, as Go values (strings unwrapped from pointers)
	Sets    map[string]ast.Node // where each member is set: *ast.KeyValueExpr, *ast.AssignStmt, or the *ast.CallExpr of a setter
	Literal *ast.CompositeLit   // the input's composite literal, nil if it is not spelt out

	// Site is the activation of the call site's own function. It has a Caller when
	// the request was followed into one of the function's callers.
	Site *Frame
	// Trail is what the site's function does in order to build the input, in source
	// order: declarations, assignments and calls that write a variable that the
	// input is made of. Variables that the symbolic body still refers to are not
	// followed: they are needed whatever happens to the body.
	Trail []ast.Node
}

// UseKind says what code does with a field of a decoded response.
type UseKind string

// The kinds of use.
const (
	Read     UseKind = "read"     // evaluated in any way not named below
	Compared UseKind = "compared" // == or != or switch against constants (Use.Against)
	Returned UseKind = "returned"
	Ranged   UseKind = "ranged"
	Length   UseKind = "length"   // len(x)
	Assigned UseKind = "assigned" // written to: the code changes the decoded value
)

// Use is one use of one native response field.
type Use struct {
	Path    string // "content[].text", "usage.input_tokens"; "" for the whole decoded value
	Index   []int  // constant indexes along Path, -1 where not constant or ranged
	Kind    UseKind
	Expr    ast.Expr // the whole selector or index chain: resp.Content[0].Text
	Against []string // constants compared with
	Frame   *Frame
	Decode  *ast.CallExpr // what decoded the value; nil where the text of a body is queried
}

// Response is what the code around one call reads of its output.
type Response struct {
	Output types.Object  // the variable that holds the output; nil when it is used in place
	Decode *ast.CallExpr // json.Unmarshal or Decoder.Decode; nil when there is none
	// Decodes are all such calls, Decode among them, in source order: code that speaks to
	// several model families has one for each.
	Decodes []*ast.CallExpr
	Into    types.Object // the variable decoded into
	Type    types.Type   // its type
	Stream  *Stream      // for InvokeModelWithResponseStream
	Uses    []Use
	// Escapes are places where the raw output, the raw body or the whole decoded value
	// leaves what can be read (returned, stored, passed to unknown code).
	Escapes []Escape
	Frame   *Frame
}

// Escape is a place where a response leaves what can be read.
type Escape struct {
	Expr   ast.Expr
	What   string // "output", "body", "decoded"
	Reason string // "returned", "passed to fmt.Println", "stored in a field"
	Frame  *Frame
	Decode *ast.CallExpr // what decoded the value; nil for an output or a body

	// Followed says that what becomes of it there is among Uses and Escapes as well:
	// all callers that it is returned to are part of the program, for example.
	Followed bool
}

// Stream is the loop that consumes an event stream.
type Stream struct {
	Get    *ast.CallExpr // out.GetStream()
	Loop   ast.Stmt      // range over Events(), or the for/select around it
	Event  types.Object  // the event variable
	Switch ast.Stmt      // the type switch or type assertion on the event
	Chunk  types.Object  // the variable holding *types.ResponseStreamMemberChunk
	Frame  *Frame
}
