package rewrite

import (
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
	"github.com/bedrocklint/bedrocklint/rules"
)

// reasoning states what the request already says of the answers: that the texts which the
// program reads do not hold the model's reasoning any more, and that counts are there.
func (o *operation) reasoning() {
	o.unsure()
	family := o.site.Model.Family
	for _, read := range o.site.Reads {
		if read.HoldsReasoning(family) {
			o.note(rules.ResponseMoves, read.Path, read.Path+" comes without the model's reasoning, which Converse gives in a block of its own: an answer that was cut off before its end has no text")
			return
		}
	}
}

// shows reports whether an escape shows the output to people and no more, and states that
// they see another. What it holds has no form that a program could go by.
func (o *operation) shows(e payload.Escape) bool {
	if e.What != "output" || !callsite.Shown(e) {
		return false
	}
	o.note(rules.ResponseLost, "", "the output that is shown is that of Converse")
	return true
}

// unsure states that counts of tokens are there now which the native chunks, as far as
// documented, do not have.
func (o *operation) unsure() {
	for _, read := range o.site.Reads {
		if read.Shape == nil || read.Shape.Field == nil {
			continue
		}
		if f := read.Shape.Field; f.Unconfirmed && strings.HasPrefix(f.Converse, "metadata.usage.") {
			o.note(rules.ResponseMoves, read.Path, read.Path+" is told at the end of every stream; that native chunks have it is not documented")
			return
		}
	}
}

// textAfterReasoning states that a text read by its number is the first one now, where a block of
// reasoning came before it.
func (a *answer) textAfterReasoning() {
	thinks := slices.ContainsFunc(a.site.Model.Models, func(m *catalog.Model) bool { return m.Thinks })
	if thinks || a.offers("additionalModelRequestFields.thinking") {
		a.statesFirst("the model's reasoning")
	}
}

// textAfterTool states the same of a call of a tool.
func (a *answer) textAfterTool() {
	if a.offers("toolConfig") {
		a.statesFirst("a call of a tool")
	}
}

// statesFirst states what a text that is read by its number may come before now. A
// family whose texts stand alone has nothing before them.
func (a *answer) statesFirst(before string) {
	for _, read := range a.site.Reads {
		if len(read.Use.Index) == 0 || read.Shape == nil || read.Shape.Field == nil || read.Shape.Field.Converse != pathText {
			continue
		}
		a.note(rules.ResponseMoves, read.Path, read.Path+" is the first text of the answer now, also where "+before+" stands before it; an answer without text is an error")
		return
	}
}

// statesEmpty states that an answer without text is an error where the code read the empty
// string: where the text stands alone in the native answer, and the code neither asks for
// its emptiness nor ignores errors. The grade stays: what is asked of the model and what it
// says are the same.
func (a *answer) statesEmpty() {
	if len(a.texts) == 0 || len(a.guards) > 0 || a.decode.guard != nil || a.decode.check == nil && a.returned() == nil {
		return
	}
	for _, read := range a.texts {
		if len(read.Use.Index) > 0 || slices.Contains(read.Use.Against, "") {
			return
		}
	}
	path := a.texts[0].Path
	n := request.Note{Code: rules.ResponseLost, Path: path, Message: "an answer without any text is an error now, where " + path + " was empty: Converse has no block for it"}
	if !slices.Contains(a.notes, n) {
		a.notes = append(a.notes, n)
	}
}
