package callsite

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// products says what a model of each task makes, for messages.
var products = map[catalog.Task]string{
	catalog.TaskEmbedding: "makes embeddings",
	catalog.TaskImage:     "makes images",
	catalog.TaskVideo:     "makes videos",
	catalog.TaskRerank:    "ranks documents",
	catalog.TaskAudio:     "makes speech",
}

// unserved judges sites of which no model is served by Converse, or none worth moving,
// and reports whether this is one.
func (j *judge) unserved() bool {
	m := &j.site.Model
	if len(m.Families) == 0 {
		return false
	}
	if !slices.ContainsFunc(m.Families, (*catalog.Family).Movable) {
		j.add(Keep, rules.ModelStays, j.modelPlace(), "%s", j.staysMessage())
		return true
	}
	if len(m.Models) == 0 || len(m.Models) != len(m.IDs) || slices.ContainsFunc(m.Models, j.serves) {
		return false
	}
	j.add(Keep, rules.ModelStays, j.modelPlace(), "%s is not served by %s; InvokeModel stays", strings.Join(m.IDs, ", "), j.converseOp())
	return true
}

func (j *judge) staysMessage() string {
	m := &j.site.Model
	f := m.Families[0]
	what := "a model of " + f.Name
	if ids := idsOf(m.IDs, j.cat, m.Families); len(ids) > 0 {
		what = strings.Join(ids, ", ")
	}
	if made := products[f.Task]; made != "" {
		return what + " " + made + ", which Converse does not serve; InvokeModel stays"
	}
	if f.Stays != "" {
		return what + ": " + f.Stays
	}
	return what + ": " + f.Reason
}

// idsOf leaves out the ids of other families: a table of all models of a program may lead
// to a call whose body is of one family alone.
func idsOf(ids []string, cat *catalog.Catalog, families []*catalog.Family) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		f := cat.FamilyOfID(id)
		return f != nil && !slices.Contains(families, f)
	})
}

// serves reports whether Converse serves a model in the way that the site calls it.
func (j *judge) serves(m *catalog.Model) bool {
	if j.site.Operation == InvokeStream {
		return m.Stream
	}
	return m.Converse
}

func (j *judge) converseOp() string {
	if j.site.Operation == InvokeStream {
		return "ConverseStream"
	}
	return "Converse"
}

// understood reports whether the site's family is known, alone, and complete in the
// catalog, and that the SDK can be rewritten at all.
func (j *judge) understood() bool {
	s := j.site
	m := &s.Model
	switch {
	case m.Ambiguous:
		j.add(Adapter, rules.CallUnknown, j.call(),
			"the model is chosen at run time and the body fits several families (%s); name it with //bedrocklint:model ID, or use the adapter", familyNames(m.Families))
	case len(m.Families) > 1:
		j.add(Adapter, rules.CallUnknown, j.call(),
			"several model families reach this call (%s)%s; give each its own call, or use the adapter", familyNames(m.Families), j.tangledUp())
	case m.Family == nil:
		j.add(Adapter, rules.CallUnknown, j.call(), "%s", j.noFamily())
	case !m.Family.Complete:
		j.add(Adapter, rules.CallUnknown, j.call(),
			"the fields of %s are not all known yet; move this call by hand, or use the adapter", m.Family.Name)
	case s.SDK == "v1":
		j.add(Adapter, rules.CallUnknown, j.call(),
			"this client is of aws-sdk-go v1, which is no longer maintained; move it to aws-sdk-go-v2 first")
	case slices.ContainsFunc(m.Models, func(m *catalog.Model) bool { return !j.serves(m) }):
		j.add(Adapter, rules.ModelStays, j.modelPlace(), "%s does not serve every model that reaches this call", j.converseOp())
	default:
		return true
	}
	return false
}

// noFamily says why the family of a site is not known.
func (j *judge) noFamily() string {
	for _, id := range j.site.Model.IDs {
		if _, _, reason := j.cat.ModelByID(id); reason != "" {
			return reason + "; name the model with //bedrocklint:model ID, or use the adapter"
		}
	}
	return "the model is chosen at run time and the body does not show its family; name it with //bedrocklint:model ID, or use the adapter"
}

func familyNames(fs []*catalog.Family) string {
	names := make([]string, len(fs))
	for i, f := range fs {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// lifecycle reports models with an announced end of life. Dates are not compared with
// the clock: the same source gives the same report every day.
func (j *judge) lifecycle() {
	for _, m := range j.site.Model.Models {
		if m.EOL != "" {
			j.add(Rewrite, rules.ModelEOL, j.modelPlace(), "%s", EndOfLife(m))
		}
	}
}

// EndOfLife says when a model ends, and what can follow it.
func EndOfLife(m *catalog.Model) string {
	var b strings.Builder
	fmt.Fprintf(&b, "the end of life of %s is %s", m.ID, m.EOL)
	if m.Legacy != "" {
		fmt.Fprintf(&b, " (legacy since %s)", m.Legacy)
	}
	b.WriteString(", when Bedrock stops serving it; choose a successor")
	for i, s := range m.Successors() {
		b.WriteString([]string{", such as ", ", ", " or "}[min(i, 2)] + s.ID)
	}
	return b.String()
}

// modelPlace is where the model id is written, or the call when it comes from elsewhere.
func (j *judge) modelPlace() ast.Node {
	if c, ok := j.site.Request.Members["ModelId"].(*payload.Const); ok {
		return j.place(c.Orig)
	}
	return j.call()
}
