package conversevalue

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/conversecall"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewConverse("conversevalue", Doc, check) }

func check(r *finding.Reporter, c *conversecall.Call, f *conversecall.Form) {
	if c.GaveUp != "" {
		r.ReportIn(c.Call, rules.CallUnknown, c.Name(), fmt.Sprintf("internal error while reading this call: %s; please report it", c.GaveUp))
		return
	}
	k := checker{r, c, f}
	for _, v := range conversecall.Alternatives(f.Members["InferenceConfig"]) {
		k.inference(v)
	}
	k.refused()
	k.tools()
	k.formats()
}

type checker struct {
	*finding.Reporter
	call *conversecall.Call
	form *conversecall.Form
}

func (k checker) report(v payload.Value, msg string) {
	k.ReportIn(k.call.Call, rules.ConverseValue, conversecall.Place(v, k.call.Name()), msg)
}

// bounds are those of Converse, for all models.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html
var bounds = []struct {
	name     string
	min, max float64 // max 0: none
}{
	{"MaxTokens", 1, 0},
	{"Temperature", 0, 1},
	{"TopP", 0, 1},
}

func (k checker) inference(config payload.Value) {
	for _, b := range bounds {
		v := conversecall.Field(config, b.name)
		for _, c := range conversecall.Alternatives(v) {
			n, ok := conversecall.Number(c)
			switch {
			case !ok, n == 0 && c != v: // on one of several ways: what a helper returns beside false
			case n < b.min:
				k.report(c, fmt.Sprintf("%s is %s, and the least that Converse takes is %s", b.name, number(n), number(b.min)))
			case b.max > 0 && n > b.max:
				k.report(c, fmt.Sprintf("%s is %s, and the most that Converse takes is %s", b.name, number(n), number(b.max)))
			case b.name == "MaxTokens":
				k.limit(c, n)
			}
		}
	}
	for _, s := range conversecall.Certain(conversecall.Field(config, "StopSequences")) {
		if text, ok := conversecall.Text(s); ok && text == "" {
			k.report(s, "this stop sequence is empty, and Converse refuses it; leave it out")
		}
	}
}

// limit compares a number of tokens with the models' own limits.
func (k checker) limit(v payload.Value, n float64) {
	m := k.form.Every(func(m *catalog.Model) bool { return m.MaxTokens > 0 && n > float64(m.MaxTokens) })
	if m != nil {
		k.report(v, fmt.Sprintf("MaxTokens is %s, and %s takes %d at most", number(n), m.ID, m.MaxTokens))
	}
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// refused looks at parameters that the model refuses: one of them, or several together.
func (k checker) refused() {
	m := k.form.Every(func(m *catalog.Model) bool { return len(m.Refuses) > 0 })
	if m == nil {
		return
	}
	for _, fields := range m.Refuses {
		same := k.form.Every(func(other *catalog.Model) bool { return contains(other.Refuses, fields) })
		names, last := k.sent(m.Family, strings.Split(fields, "+"))
		if same == nil || names == nil {
			continue
		}
		if len(names) == 1 {
			k.report(last, fmt.Sprintf("%s refuses %s; leave it out", m.ID, names[0]))
			continue
		}
		k.report(last, fmt.Sprintf("%s refuses %s in one request; send one of them", m.ID, strings.Join(names, " and ")))
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// sent returns the names in InferenceConfig of native fields, and the last one's value,
// if the form certainly sends them all.
func (k checker) sent(f *catalog.Family, native []string) (names []string, last payload.Value) {
	for _, n := range native {
		shape := f.Request.Lookup(n)
		if shape == nil || shape.Field == nil {
			return nil, nil
		}
		name, ok := strings.CutPrefix(shape.Field.Converse, "inferenceConfig.")
		if !ok {
			return nil, nil
		}
		name = strings.ToUpper(name[:1]) + name[1:]
		last = conversecall.Field(k.form.Members["InferenceConfig"], name)
		if last == nil || !conversecall.Sent(last) {
			return nil, nil
		}
		names = append(names, name)
	}
	return names, last
}
