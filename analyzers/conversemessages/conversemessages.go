package conversemessages

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/conversecall"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewConverse("conversemessages", Doc, check) }

func check(r *finding.Reporter, c *conversecall.Call, f *conversecall.Form) {
	k := checker{r, c, f}
	for _, member := range []string{"Messages", "System"} {
		for _, t := range textBlocks {
			conversecall.Objects(f.Members[member], t, k.blank)
		}
	}
	k.missing()
	for _, v := range conversecall.Alternatives(f.Members["Messages"]) {
		k.order(v)
	}
	conversecall.Objects(f.Members["Messages"], "Message", k.empty)
}

type checker struct {
	*finding.Reporter
	call *conversecall.Call
	form *conversecall.Form
}

func (k checker) report(code rules.Code, v payload.Value, msg string) {
	k.ReportIn(k.call.Call, code, conversecall.Place(v, k.call.Name()), msg)
}

// textBlocks are the blocks of which Converse refuses a blank text.
var textBlocks = []string{"ContentBlockMemberText", "SystemContentBlockMemberText"}

func (k checker) blank(o *payload.Object) {
	if text, ok := conversecall.Text(conversecall.Field(o, "Value")); ok && strings.TrimSpace(text) == "" {
		k.report(rules.TextBlank, o, "this text block is blank, and Converse refuses it; leave the block out")
	}
}

// missing looks at what every request has to have.
func (k checker) missing() {
	f := k.form
	if !f.Known {
		return
	}
	if conversecall.IsNil(f.Members["ModelId"]) {
		k.report(rules.ConverseMissing, nil, "no ModelId is set, and Converse refuses the request; set it")
		return
	}
	// A prompt of Prompt Management, named by its ARN, has messages of its own.
	if f.Members["PromptVariables"] != nil || !f.Complete || len(f.IDs) == 0 || slices.ContainsFunc(f.IDs, func(id string) bool { return strings.Contains(id, ":prompt/") }) {
		return
	}
	messages := f.Members["Messages"]
	if elems, exact := conversecall.Elements(messages); conversecall.IsNil(messages) || exact && len(elems) == 0 {
		k.report(rules.ConverseMissing, messages, "no message is sent, and Converse refuses the request; begin with a user message")
	}
}

// empty looks at a message without content.
func (k checker) empty(o *payload.Object) {
	content := conversecall.Field(o, "Content")
	if content == nil {
		return
	}
	if elems, exact := conversecall.Elements(content); conversecall.IsNil(content) || exact && len(elems) == 0 {
		k.report(rules.ConverseMissing, o, "this message has no content, and Converse refuses it; leave the message out")
	}
}

// order looks at the roles of a conversation. It knows the first message if that one is
// always there, and neighbours if both are.
func (k checker) order(v payload.Value) {
	a, ok := v.(*payload.Array)
	if !ok {
		return
	}
	before := ""
	for i, e := range a.Elems {
		role, known := conversecall.Text(conversecall.Field(e.Value, "Role"))
		if !known || e.Loop != nil || !e.Presence.Always() {
			before = ""
			continue
		}
		at := conversecall.Field(e.Value, "Role")
		switch {
		case i == 0 && role == "assistant":
			k.report(rules.RoleOrder, at, "the conversation begins with the assistant, and Converse refuses it; begin with a user message")
		case role == before && (role == "user" || role == "assistant"):
			k.report(rules.RoleOrder, at, fmt.Sprintf("two messages of the %s follow each other, and Converse refuses them; put their blocks into one message", role))
		}
		before = role
	}
}
