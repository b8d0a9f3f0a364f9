package payload

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// A goValue is what the interpreter knows of one Go value. References (maps, slices,
// pointers) hold the address of a cell in the state; everything else is immutable.
type goValue interface {
	from() src
	at(src) goValue // the same value, as read by another expression
}

// src ties a Go value to the expression that it was read from and to the abstract
// time of that reading.
type src struct {
	expr  ast.Expr
	pos   token.Pos
	fr    *Frame
	clock int
}

func (s src) from() src      { return s }
func (s src) origin() Origin { return Origin{Expr: s.expr, At: s.pos, Frame: s.fr} }

type (
	// constVal is a known basic value; val is nil for nil.
	constVal struct {
		src
		val constant.Value
		typ types.Type

		boxed bool // a nil pointer, map or slice in an interface, which is not nil itself
	}

	// opaque is a run-time value of which the type is known. Values with the same
	// key are the same memory, which is what makes writes through opaque pointers
	// visible to later reads.
	opaque struct {
		src
		typ types.Type
		key string

		boxed bool       // in an interface, which is therefore not nil
		field *types.Var // the struct field that it was read from, if any
	}

	// text is a string or []byte made of pieces.
	text struct {
		src
		typ    types.Type
		pieces []piece
	}

	// structVal is a struct with its fields in declaration order.
	structVal struct {
		src
		typ    types.Type
		fields []goValue
		sets   []fieldSet // same length: where each field was set
	}

	// mapRef, sliceRef and bufVal's pointers refer to cells that hold a *mapObj, an *arrayObj, …
	mapRef struct {
		src
		typ  types.Type
		addr int
	}
	sliceRef struct {
		src
		typ  types.Type
		addr int
	}
	pointer struct {
		src
		typ  types.Type // the pointer's type
		addr int
		path []int // field and element indexes from the cell
	}

	// bufVal is the content of a strings.Builder or bytes.Buffer, or what is left
	// to read in a bytes.Reader.
	bufVal struct {
		src
		typ    types.Type
		pieces []piece
		lost   string // not "": why the content is not known
	}

	// encoder is a json.Encoder and the writer that it writes to.
	encoder struct {
		src
		typ types.Type
		w   goValue
	}

	funcVal struct {
		src
		fn   *types.Func  // of a declared function
		lit  *ast.FuncLit // or a literal, made in src.fr
		recv goValue      // bound receiver of a method value
	}

	// choice is one of several values; the last case is the else.
	choice struct {
		src
		cases  []choiceCase
		weight int // see weight; 0 until it is asked for
	}

	unknown struct {
		src
		typ    types.Type
		reason string
	}

	tuple struct {
		src
		vals []goValue
	}
)

type choiceCase struct {
	when []Cond
	val  goValue
}

// fieldSet says where a struct field got its value.
type fieldSet struct {
	node ast.Node // *ast.KeyValueExpr, *ast.AssignStmt or a positional element; nil for the zero value
	key  ast.Expr
	pos  token.Pos
}

// mapObj is the content of a map, in order of insertion.
type mapObj struct {
	src
	typ     types.Type
	entries []mapEntry
	rest    *unknown // not nil: other keys may be present, and may hide entries
}

type mapEntry struct {
	key     constant.Value
	keyExpr ast.Expr
	keyPos  token.Pos
	val     goValue
	when    []Cond
}

// arrayObj is the backing store of a slice.
type arrayObj struct {
	src
	typ      types.Type // of the slice
	elems    []element
	rest     *unknown // not nil: further or other elements
	nilBase  bool     // nil when it has no element
	child    int      // the array that append made of this one while it may share storage
	shares   bool     // append may have put it into its parent's storage
	carried  bool     // stands for what earlier iterations of a loop left; see loop.go
	volatile string

	// Of an array made with a length that is only known at run time: what it is called,
	// as long as every element is zero, but for the one at filled.
	size   string
	filled *filledElem
}

// filledElem is the element at an index that is only known at run time: see indexCode.
type filledElem struct {
	code int
	val  goValue
}

type element struct {
	val  goValue
	when []Cond
	loop *Loop
}

// piece is a part of a text: exactly one of lit, val, json and each is set.
type piece struct {
	lit  string
	val  goValue // a string for verb "", "%s" and "%v"; else any basic value
	verb string
	json Value // an encoded JSON value, made by call
	call *ast.CallExpr
	in   *Frame  // where call is
	at   []litAt // where lit was written
	each []piece
	loop *Loop
}

// litAt says where the text of a literal piece from offset off on is written; exact
// when every further byte is one byte of source.
type litAt struct {
	off   int
	pos   token.Pos
	exact bool
}

func (v *constVal) at(s src) goValue  { c := *v; c.src = s; return &c }
func (v *opaque) at(s src) goValue    { c := *v; c.src = s; return &c }
func (v *text) at(s src) goValue      { c := *v; c.src = s; return &c }
func (v *structVal) at(s src) goValue { c := *v; c.src = s; return &c }
func (v *mapRef) at(s src) goValue    { c := *v; c.src = s; return &c }
func (v *sliceRef) at(s src) goValue  { c := *v; c.src = s; return &c }
func (v *pointer) at(s src) goValue   { c := *v; c.src = s; return &c }
func (v *bufVal) at(s src) goValue    { c := *v; c.src = s; return &c }
func (v *encoder) at(s src) goValue   { c := *v; c.src = s; return &c }
func (v *funcVal) at(src) goValue     { return v } // its src.fr is the closure's environment
func (v *choice) at(s src) goValue    { c := *v; c.src = s; return &c }
func (v *unknown) at(s src) goValue   { c := *v; c.src = s; return &c }
func (v *tuple) at(s src) goValue     { c := *v; c.src = s; return &c }
func (v *mapObj) at(s src) goValue    { c := *v; c.src = s; return &c }
func (v *arrayObj) at(s src) goValue  { c := *v; c.src = s; return &c }

// typeOf is the best type known of v, or nil.
func typeOf(v goValue) types.Type {
	switch v := v.(type) {
	case *constVal:
		return v.typ
	case *opaque:
		return v.typ
	case *text:
		return v.typ
	case *structVal:
		return v.typ
	case *mapRef:
		return v.typ
	case *sliceRef:
		return v.typ
	case *pointer:
		return v.typ
	case *bufVal:
		return v.typ
	case *encoder:
		return v.typ
	case *unknown:
		return v.typ
	case *someError:
		return v.typ
	case *tmpl:
		return v.typ
	case *choice:
		return typeOf(v.cases[0].val)
	}
	return nil
}

func isNil(v goValue) bool {
	c, ok := v.(*constVal)
	return ok && c.val == nil && !c.boxed
}

// nonNil reports whether v is certainly not nil.
func nonNil(v goValue) bool {
	switch v := v.(type) {
	case *constVal:
		return v.val != nil || v.boxed
	case *opaque:
		return v.boxed
	case *mapRef, *pointer, *structVal, *funcVal, *text, *bufVal, *encoder, *someError, *tmpl:
		return true
	}
	return false
}

func boolOf(v goValue) (val, ok bool) {
	c, isConst := v.(*constVal)
	if !isConst || c.val == nil || c.val.Kind() != constant.Bool {
		return false, false
	}
	return constant.BoolVal(c.val), true
}
