package rewrite

import (
	"fmt"
	"go/ast"

	"github.com/bedrocklint/bedrocklint/rewrite/edit"
)

// Style says where the few lines stand that read an answer.
type Style string

// The styles.
const (
	// StyleHelper puts them into small unexported functions, once for each package.
	StyleHelper Style = "helper"
	// StyleInline puts them where the answer is read, so that the package gets no new
	// declarations. What fills a whole decoded value or carries the state of a stream
	// stays a function.
	StyleInline Style = "inline"
)

// readText is the code that sets name and err, which it declares, to the first text of
// an answer, or to an error when it holds none. Either may be "_".
func (a *answer) readText(name, err string) string {
	if !a.inline {
		return fmt.Sprintf("%s, %s := %s(%s)", name, err, a.textHelper(a.names), a.out)
	}
	left, found, block := "NAME, ERR := \"\", NOTEXT", "NAME, ERR = block.Value, nil", "block"
	switch {
	case name == "_":
		left, found, block = "ERR := NOTEXT", "ERR = nil", "_"
	case err == "_":
		left, found = "NAME := \"\"", "NAME = block.Value"
	}
	return a.inText(left+"\n", block, found+"\n\t\t\tbreak", name, err)
}

// returnText is the code that returns the first text of an answer, or an error.
func (a *answer) returnText() string {
	return a.inText("", "block", "return block.Value, nil", "", "") + "\n" + a.expandText(`return "", NOTEXT`, "", "")
}

// inText is head, and a loop that does found at the first text block of an answer. The
// names that it declares mean nothing outside.
func (a *answer) inText(head, block, found, name, err string) string {
	return a.expandText(head+`if message, ok := OUT.Output.(*TYPES.ConverseOutputMemberMessage); ok {
	for _, block := range message.Value.Content {
		if BLOCK, ok := block.(*TYPES.ContentBlockMemberText); ok {
			`+expand(found, "BLOCK", block)+`
		}
	}
}`, name, err, "BLOCK", block)
}

func (a *answer) expandText(text, name, err string, more ...string) string {
	pairs := []string{"OUT", a.out, "TYPES", a.names.Import(sdkTypesPath, "types"), "NAME", name, "ERR", err}
	if err != "_" {
		pairs = append(pairs, "NOTEXT", a.names.Import("errors", "errors")+`.New("converse: the answer holds no text")`)
	}
	return expand(text, append(more, pairs...)...)
}

// replaceReturn puts the reading of the text in the place of the statement that returned it.
func (a *answer) replaceReturn(ret *ast.ReturnStmt) {
	if !a.inline {
		a.replaceGone(ret.Results[0], ret.Results[1], a.textHelper(a.names)+"("+a.out+")")
		return
	}
	a.replaceGone(ret, ret, edit.IndentRest(a.returnText(), a.src.indentOf(ret)))
}

// tokenUsage is an expression for the token counts of the answer that can be selected
// from where they are read.
func (a *answer) tokenUsage(read ast.Expr) string {
	at := a.decode.stmt
	if block := a.sweep.parent[at]; !a.inline || block == nil || read.Pos() < block.Pos() || block.End() < read.End() {
		return a.usageHelper(a.names) + "(" + a.out + ".Usage)"
	}
	if a.usageName == "" {
		a.usageName = a.names.Fresh("usage")
		a.src.insertBefore(at, expand(`var USAGE TYPES.TokenUsage
if OUT.Usage != nil {
	USAGE = *OUT.Usage
}
`, "USAGE", a.usageName, "OUT", a.out, "TYPES", a.names.Import(sdkTypesPath, "types")))
	}
	return a.usageName
}
