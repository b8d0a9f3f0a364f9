package payload

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"text/template"
)

// templateData is what the templates of FuzzTemplate are executed with.
type templateData struct {
	Name, Sys string
	Items     []templateItem
	Flag      bool
	N         int
	More      map[string]string
	Opt       *templateItem
}

type templateItem struct {
	Role, Text string
	N          int
}

// templateProgram sends what a template makes of the same data.
const templateProgram = `package p

import (
	"encoding/json"
	"strings"
	"text/template"
)

type templateData struct {
	Name, Sys string
	Items     []templateItem
	Flag      bool
	N         int
	More      map[string]string
	Opt       *templateItem
}

type templateItem struct {
	Role, Text string
	N          int
}

type Client struct{}

type Input struct{ Body []byte }

func (c *Client) InvokeModel(name string, in *Input) {}

func send(c *Client) {
	data := templateData{"a<b", "", []templateItem{{"user", "x", 1}, {"assistant", "", 0}}, true, 3, map[string]string{"k": "v"}, &templateItem{Role: "r"}}
	t := template.Must(template.New("t").Parse(%q))
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		return
	}
	body, _ := json.Marshal(map[string]string{"text": b.String()})
	c.InvokeModel("send", &Input{Body: body})
}
`

// risky are templates that text/template itself may not come to an end with: recursive ones,
// and those that go through large numbers.
var risky = regexp.MustCompile(`template|block|range[^.$]*[0-9']|[0-9]{3}`)

// FuzzTemplate reads arbitrary templates in a program. What is predicted of their text must
// be what text/template makes.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{
		"Hello {{.Name}}!", `{{range .Items}}{{.Role}}: {{.Text}}{{"\n"}}{{end}}`, "{{if .Sys}}s{{else if .Flag}}f{{else}}-{{end}}", "{{with .Opt}}{{.Role}}{{end}}{{with .Sys}}x{{else}}y{{end}}",
		"{{- .N -}} {{/* c */}} z", `{{range $i, $e := .Items}}{{$i}}{{$e.N}}{{else}}none{{end}}`, `{{define "d"}}<{{.}}>{{end}}{{template "d" .Name}}`, `{{printf "%s-%d" .Name .N}}{{len .Items}}{{index .More "k"}}`,
		"{{.Missing}}", "{{.More.k}}{{.More.none}}", "{{$x := .N}}{{$x}}{{$x = 4}}{{$x}}", "{{if and .Flag .Name}}both{{end}}{{if not .Sys}}no{{end}}", "{{.Name", "{{range .Items}}{{break}}{{end}}", "{{eq .N 3}}", `{{"lit" | printf "%q"}}`, "{{.}}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 500 || strings.ContainsRune(s, '\uFEFF') {
			return
		}
		pkg := checkSource(t, "p.go", fmt.Appendf(nil, templateProgram, s))
		predicted := New(NewProgram(pkg)).Request(pkg, invocations(pkg.Files[0])[0], invocations(pkg.Files[0])[0].Args[1]).Body
		Format(predicted)
		sent, ok := execute(s)
		if !ok || hasUnknown(predicted) {
			return
		}
		var body any
		if err := json.Unmarshal(sent, &body); err != nil {
			t.Fatal(err)
		}
		if reason := (&matcher{env: map[string]any{}}).match(predicted, body); reason != "" {
			t.Fatalf("%q: %s\nsent %s\npredicted %s", s, reason, sent, Format(predicted))
		}
	})
}

// execute is what the program sends; false when it sends nothing, or may not end.
func execute(s string) ([]byte, bool) {
	parsed, err := template.New("t").Parse(s)
	if err != nil || risky.MatchString(s) && !strings.HasPrefix(s, `{{define "d"}}<{{.}}>`) {
		return nil, false
	}
	var b strings.Builder
	err = parsed.Execute(&b, templateData{"a<b", "", []templateItem{{"user", "x", 1}, {"assistant", "", 0}}, true, 3, map[string]string{"k": "v"}, &templateItem{Role: "r"}})
	if err != nil {
		return nil, false
	}
	body, err := json.Marshal(map[string]string{"text": b.String()})
	return body, err == nil
}
