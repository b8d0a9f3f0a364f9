package callsite

import (
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// response judges what the code does with the answer.
func (j *judge) response() {
	if j.site.Response == nil {
		return
	}
	for _, e := range j.site.Response.Escapes {
		j.escape(e)
	}
	for _, f := range j.site.Reads {
		j.read(f)
	}
}

// escape judges a place where the answer leaves what can be read. A decoded value can be
// filled from Converse's answer; a raw one cannot be made again. Where people are all
// that will read it, that is a stated difference.
func (j *judge) escape(e payload.Escape) {
	switch {
	case e.What == "decoded":
		return
	case Shown(e):
		j.add(RewriteWithNotes, rules.ResponseLost, e.Expr, "the native answer is %s; Converse's has another form", e.Reason)
		return
	}
	j.add(Adapter, rules.CallUnknown, e.Expr, "the native answer is %s, and Converse's has another form; use the adapter, or move its reader too", e.Reason)
}

// loggers are packages, by the last element of their path, whose functions and methods
// bring text before people and do nothing else with it.
var loggers = []string{"log", "slog", "logrus", "zap", "zerolog", "klog", "testing"}

// Shown reports whether what leaves is shown to people. fmt.Fprint does not do that for
// certain: what it writes to may be another program.
func Shown(e payload.Escape) bool {
	callee, ok := strings.CutPrefix(e.Reason, "passed to ")
	if !ok {
		return false
	}
	callee = strings.TrimLeft(callee, "(*")
	callee = callee[strings.LastIndex(callee, "/")+1:]
	pkg, fn, _ := strings.Cut(callee, ".")
	return slices.Contains(loggers, pkg) || pkg == "fmt" && (strings.HasPrefix(fn, "Print") || fn == "Errorf")
}

func (j *judge) read(f ResponseField) {
	switch f.Verdict {
	case catalog.Unknown:
		if inFreeForm(j.site, f.Path) {
			return
		}
		j.add(RewriteWithNotes, rules.ResponseLost, f.Use.Expr, "%s is not in the answers of %s; it is empty today as well",
			f.Path, j.site.Model.Family.Name)
	case catalog.Lost:
		j.add(RewriteWithNotes, rules.ResponseLost, f.Use.Expr, "%s is not in Converse's answer%s", f.Path, note(f.Shape))
	case catalog.Moves:
		j.add(RewriteWithNotes, rules.ResponseMoves, f.Use.Expr, "%s is in Converse's answer at %s%s", f.Path, f.Shape.Field.Converse, note(f.Shape))
	case catalog.Maps:
		if f.HoldsReasoning(j.site.Model.Family) {
			j.add(RewriteWithNotes, rules.ResponseMoves, f.Use.Expr, "%s begins with the model's reasoning; Converse gives that in a block of its own, and the text without it", f.Path)
		}
	}
	j.stopReasons(f)
}

// HoldsReasoning reports whether what is read is a text that holds the model's reasoning
// natively and does not on Converse.
func (f ResponseField) HoldsReasoning(family *catalog.Family) bool {
	if f.Shape == nil || f.Shape.Field == nil || !family.ReasoningInText() {
		return false
	}
	c := f.Shape.Field.Converse
	return c == "output.message.content[].text" || c == "contentBlockDelta.delta.text"
}

func note(s *catalog.Shape) string {
	if s == nil || s.Field == nil {
		return ""
	}
	return detail(s.Field.Note)
}

// stopReasons judges comparisons of the stop reason with native values.
func (j *judge) stopReasons(f ResponseField) {
	if f.Shape == nil || f.Shape.Field == nil || f.Shape.Field.Transform != "stop-reason" || f.Use.Kind != payload.Compared {
		return
	}
	for _, native := range f.Use.Against {
		if native == "" {
			continue
		}
		r, known := j.site.Model.Family.ConverseStopReason(native)
		switch {
		case !known:
			j.add(RewriteWithNotes, rules.StopReason, f.Use.Expr, "%q is not a stop reason of %s", native, j.site.Model.Family.Name)
		case r.Converse == "":
			j.add(RewriteWithNotes, rules.StopReason, f.Use.Expr, "Converse has no stop reason for %q%s", native, detail(r.Note))
		case r.Converse != native:
			j.add(RewriteWithNotes, rules.StopReason, f.Use.Expr, "the stop reason %q is %q on Converse", native, r.Converse)
		}
	}
}
