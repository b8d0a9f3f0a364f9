package conversefeature

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/conversecall"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewConverse("conversefeature", Doc, check) }

// blocks are the content blocks that need a feature of the model.
var blocks = []struct{ typeName, feature, what string }{
	{"ContentBlockMemberImage", "vision", "images"},
	{"ContentBlockMemberDocument", "document", "documents"},
	{"ContentBlockMemberCachePoint", "caching", "cache points"},
	{"SystemContentBlockMemberCachePoint", "caching", "cache points"},
}

func check(r *finding.Reporter, c *conversecall.Call, f *conversecall.Form) {
	k := checker{r, c, f}
	if k.unserved() {
		return
	}
	if system := f.Members["System"]; conversecall.Sent(system) {
		k.lacks("system", "a system prompt", "put it into the first user message", system)
	}
	if stops := conversecall.Field(f.Members["InferenceConfig"], "StopSequences"); conversecall.Sent(stops) {
		k.lacks("stop-sequences", "stop sequences", "cut the answer yourself", stops)
	}
	k.tools()
	for _, b := range blocks {
		for _, member := range []string{"Messages", "System"} {
			conversecall.Objects(f.Members[member], b.typeName, func(o *payload.Object) {
				k.lacks(b.feature, b.what, "choose a model that does", o)
			})
		}
	}
	k.prefill()
}

type checker struct {
	*finding.Reporter
	call *conversecall.Call
	form *conversecall.Form
}

// lacks reports a value that needs a feature which no model of the form has.
func (k checker) lacks(feature, what, remedy string, v payload.Value) bool {
	m := k.form.Every(func(m *catalog.Model) bool {
		has, known := m.Feature(feature)
		return known && !has
	})
	if m == nil {
		return false
	}
	k.report(v, fmt.Sprintf("%s does not take %s, and %s refuses the request; %s", m.ID, what, k.call.Operation(), remedy))
	return true
}

func (k checker) report(v payload.Value, msg string) {
	k.ReportIn(k.call.Call, rules.FeatureMissing, conversecall.Place(v, k.call.Name()), msg)
}

// unserved reports models that the operation does not serve at all.
func (k checker) unserved() bool {
	m := k.form.Every(func(m *catalog.Model) bool { return !m.Converse || k.call.Stream && !m.Stream })
	if m != nil {
		k.report(k.form.Members["ModelId"], fmt.Sprintf("%s does not serve %s, and refuses the request; choose another model", k.call.Operation(), m.ID))
	}
	return m != nil
}

func (k checker) tools() {
	tools := conversecall.Field(k.form.Members["ToolConfig"], "Tools")
	if !conversecall.Sent(tools) || k.lacks("tools", "tools", "choose a model that does", tools) || !k.call.Stream {
		return
	}
	m := k.form.Every(func(m *catalog.Model) bool {
		has, known := m.Feature("streaming-tools")
		return known && !has
	})
	if m != nil {
		k.report(tools, fmt.Sprintf("%s takes tools on Converse, but not on ConverseStream, which refuses the request; call Converse where there are tools", m.ID))
	}
}

// prefill looks at a conversation that ends with the assistant.
func (k checker) prefill() {
	messages, exact := conversecall.Elements(k.form.Members["Messages"])
	if !exact || len(messages) == 0 {
		return
	}
	last := messages[len(messages)-1]
	if role, ok := conversecall.Text(conversecall.Field(last, "Role")); ok && role == "assistant" {
		k.lacks("prefill", "the beginning of its answer from the request", "end with a user message", last)
	}
}
