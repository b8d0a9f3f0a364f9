package callsite

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// opaque is a prompt of which the source does not show the turns.
type opaque struct {
	at       ast.Node
	why      string
	advice   string            // what to do about it by hand; may be empty
	template *catalog.Template // the one of which tokens were seen; nil for none
}

// opaquePrompts judges the prompts that the source does not show the turns of, after
// everything else: a program can find the turns itself, when it runs, if nothing else
// keeps the site and the prompt is one string that can be read at the call.
func (j *judge) opaquePrompts(read reader) {
	if len(j.opaque) == 0 {
		return
	}
	verdict := Adapter
	j.site.Turns = j.turns()
	if j.splits(read) {
		verdict, j.site.Splits = RewriteWithNotes, true
	}
	for _, o := range j.opaque {
		then := o.advice
		if j.site.Splits {
			then = "; it is taken apart into turns when the program runs"
		}
		j.add(verdict, rules.TemplateOpaque, o.at, "%s%s", o.why, then)
	}
}

// besideSplit are the reasons that a site may have beside a prompt that is taken apart at
// run time: those that ask nothing of the request but what is read at the call.
var besideSplit = []rules.Code{
	rules.TemplateDoubled, rules.PromptBare, rules.FieldMoves, rules.DefaultDiffers,
	rules.ResponseLost, rules.ResponseMoves, rules.StopReason, rules.ModelEOL,
}

// turns is the template by which the site's prompts can be taken apart: that of its models,
// where nothing in the source speaks against it.
func (j *judge) turns() *catalog.Template {
	t, ok := j.site.oneTemplate()
	if !ok || slices.ContainsFunc(j.opaque, func(o opaque) bool { return o.template != t }) {
		return nil
	}
	if markers, _ := t.Markers(); markers == nil {
		return nil
	}
	return t
}

// splits reports whether the site's prompt can be taken apart when the program runs.
func (j *judge) splits(read reader) bool {
	s := j.site
	if s.Turns == nil || s.Response == nil || j.verdict == Adapter || j.verdict == Keep {
		return false
	}
	if slices.ContainsFunc(j.reasons, func(r Reason) bool { return !slices.Contains(besideSplit, r.Code) }) {
		return false
	}
	return s.wholePrompt(s.Request.Body) || s.wholePrompt(j.heldBody(read))
}

// oneTemplate is the template of the site's models, where they agree in it.
func (s *Site) oneTemplate() (*catalog.Template, bool) {
	f := s.Model.Family
	if len(s.Model.Models) == 0 {
		t := f.TemplateFor(nil)
		return t, t != nil
	}
	t := f.TemplateFor(s.Model.Models[0])
	for _, m := range s.Model.Models[1:] {
		if f.TemplateFor(m) != t {
			return nil, false
		}
	}
	return t, t != nil
}

// wholePrompt reports whether a body is one object that is known but for run-time values,
// and whose prompt is always sent and can be read at the call.
func (s *Site) wholePrompt(body payload.Value) bool {
	bodies := alternatives(body)
	if len(bodies) != 1 {
		return false
	}
	known := true
	holes(body, s.Model.Family.Request, "", func(*payload.Unknown, string) { known = false })
	prompt := fieldAt(bodies[0], s.Model.Family.Prompt.Field)
	if !known || prompt == nil || !prompt.Presence.Always() {
		return false
	}
	return s.readable(prompt.Value)
}

// readable reports whether a prompt is one string at the call: a run-time string, one of
// which the whole expression can be evaluated there, or one that is put together there of
// run-time pieces and no loop, and shows no turn of its own.
func (s *Site) readable(prompt payload.Value) bool {
	switch v := prompt.(type) {
	case *payload.Expr:
		b, ok := types.Default(v.Type).Underlying().(*types.Basic)
		return ok && b.Info()&types.IsString != 0 && !s.fromCaller(v.Orig)
	case *payload.String:
		if v.Stable.OK && !s.fromCaller(v.Orig) {
			return true
		}
		text, _ := promptText(v)
		_, hits := s.Model.Family.FindTokens(nil, text)
		return len(hits) == 0 && !slices.ContainsFunc(v.Parts, func(p payload.Part) bool {
			return len(p.Each) > 0 || p.Expr != nil && s.fromCaller(p.Expr.Orig)
		})
	}
	return false
}

// heldBody is the body as a reader of the variable sees it that is marshalled, a struct:
// whatever made its prompt, the field has it. Nil stands for none.
func (j *judge) heldBody(read reader) payload.Value {
	enc := j.site.Request.Encode
	if enc == nil || len(enc.Args) == 0 || j.site.Request.Frame == nil || len(j.site.Call.Args) < 2 {
		return nil
	}
	arg := ast.Unparen(enc.Args[0])
	variable := arg
	if u, ok := arg.(*ast.UnaryExpr); ok {
		variable = ast.Unparen(u.X)
	}
	if _, ok := variable.(*ast.Ident); !ok || !structLike(j.site.Request.Frame.Info.TypeOf(arg)) {
		return nil
	}
	held := map[ast.Expr]bool{enc.Args[0]: true}
	return read.RequestHolding(j.pkg, j.site.Call, j.site.Input(), held).Body
}

// structLike reports whether t is a struct, or a pointer to one.
func structLike(t types.Type) bool {
	if t == nil {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}
