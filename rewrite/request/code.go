// Package request turns what a call site sends with InvokeModel into the Go code of the
// Converse request that says the same.
//
// Two layers do it. Package mapping maps the symbolic native body to a symbolic Converse
// request, by the catalog; package gocode prints that as Go, by the SDK's own types.
// This package puts a call site in front of them and grades what comes out.
//
// Nothing is dropped on the way: what has no place on Converse, or cannot be evaluated
// where the call is, makes the whole site stay as it is, with the reasons.
package request

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rewrite/request/gocode"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Names keeps the call's file consistent; see [gocode.Names].
type Names = gocode.Names

// Helper is a declaration that the code needs once a package; see [gocode.Helper].
type Helper = gocode.Helper

// Options adjust Build. The zero value is good.
type Options struct {
	Catalog *catalog.Catalog // nil is the built-in one
	// Source gives the bytes of a source file. With it, expressions are kept as they
	// are written, comments included; nil prints them from the syntax tree.
	Source func(filename string) ([]byte, error)
	// Part leaves out the model's id, which is set elsewhere.
	Part bool
	// Split allows a prompt to be taken apart into turns when the program runs.
	Split bool
	// Held, OnError and Snapshot are those of [gocode.Site].
	Held     map[ast.Expr]string
	OnError  func(name string) (statements string, ok bool)
	Snapshot func(e ast.Expr) (name string, ok bool)
}

// Code is the Go code of one Converse request.
type Code struct {
	Prelude []string       // statements, in order, to stand right before the call's statement
	Input   string         // expression: &bedrockruntime.ConverseInput{…}, or ConverseStreamInput
	Notes   []Note         // everything in what reaches the model that differs or moved
	Reads   []types.Object // variables and constants that Prelude and Input name: they have to stay
	Since   string         // least version of module bedrockruntime that has all of it: "v1.28.0"
	Grade   Grade
	Helpers []Helper
	Moved   []ast.Expr // expressions of the source that Prelude and Input evaluate now
}

// Note states one difference of what reaches the model, or one native field that moved.
type Note struct {
	Code    rules.Code
	Path    string // native path, or the name of an input member
	Message string
}

// Grade says how much a rewrite asks of its reader.
type Grade string

// The grades.
const (
	Safe        Grade = "safe"         // the model reads the same, byte for byte
	NeedsReview Grade = "needs-review" // it does not, in what the notes say
	Manual      Grade = "manual"       // a person has to do it; Build returns CannotMove
)

// CannotMove is the error of a site that has to stay as it is.
type CannotMove struct {
	Reasons []callsite.Reason // at least one, in source order as far as known
}

func (e *CannotMove) Error() string {
	var all []string
	for _, r := range e.Reasons {
		all = append(all, r.Message)
	}
	return strings.Join(all, "; ")
}

// grade judges a rewrite by its notes: a field that merely moved changes nothing for
// the model, and neither does a default that is written out.
func grade(notes []Note) Grade {
	for _, n := range notes {
		if n.Code != rules.FieldMoves && n.Code != rules.DefaultDiffers {
			return NeedsReview
		}
	}
	return Safe
}
