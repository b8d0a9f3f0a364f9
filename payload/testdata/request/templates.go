package p

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"text/template"
)

type promptData struct {
	System string
	User   *turn2
	Turns  []turn2
	Debug  bool
	N      int
}

type turn2 struct{ Role, Text string }

var chatTemplate = template.Must(template.New("chat").Parse(
	`{{if .System}}System: {{.System}}
{{end}}{{range .Turns}}{{.Role}}: {{.Text}}
{{end}}Answer:`))

// body: {"prompt": alt(if(d.System != "") str("System: " + <d.System string> + "\n" + each(<elem.Role string> + ": " + <elem.Text string> + "\n") + "Answer:"); str(each(<elem.Role string> + ": " + <elem.Text string> + "\n") + "Answer:"))}
func templatePrompt(ctx context.Context, c *Client, d promptData) error {
	var buf bytes.Buffer
	if err := chatTemplate.Execute(&buf, d); err != nil {
		return err
	}
	body, _ := json.Marshal(map[string]any{"prompt": buf.String()})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
	return nil
}

// body: {"prompt": str("user says " + <q string> + " (3) " + <- string !no expression stands for it>)}
func templateLocal(ctx context.Context, c *Client, q, sys string) error {
	t, err := template.New("x").Parse(`{{- with .User}}{{.Role}} says {{.Text}}{{end}} ({{.N}}) {{printf "%q" .System}}`)
	if err != nil {
		return err
	}
	sb := &strings.Builder{}
	t.Execute(sb, promptData{User: &turn2{"user", q}, N: 3, System: sys})
	body, _ := json.Marshal(map[string]any{"prompt": sb.String()})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
	return nil
}

// body: {"prompt": str("<bot> " + <q string>)}
func templateOfMap(ctx context.Context, c *Client, q string) {
	var sb strings.Builder
	t := template.Must(template.New("x").Parse(`{{define "head"}}<{{.}}>{{end}}{{template "head" .name}} {{$q := .question}}{{$q}}`))
	t.Execute(&sb, map[string]any{"question": q, "name": "bot"})
	body, _ := json.Marshal(map[string]any{"prompt": sb.String()})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// The whole body is a template.
// body: {"inputText": ?(text that is put into JSON as it is), "max": 100, "raw": str(raw <q string>)}
func templateBody(ctx context.Context, c *Client, q string, stops []string) {
	var sb strings.Builder
	t := template.Must(template.New("x").Funcs(template.FuncMap{"js": strings.ToUpper}).Parse(`{"inputText": {{js .Q}}, "max": {{.Max}}, "raw": "{{.Q}}"}`))
	t.Execute(&sb, struct {
		Q   string
		Max int
	}{q, 100})
	c.InvokeModel(ctx, &InvokeModelInput{Body: []byte(sb.String())})
}

// body: {"prompt": <sb.String() string>}
func templateNotKnown(ctx context.Context, c *Client, text, q string) {
	var sb strings.Builder
	t := template.Must(template.New("x").Parse(text))
	t.Execute(&sb, q)
	body, _ := json.Marshal(map[string]any{"prompt": sb.String()})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"prompt": alt(if(-) "one"; alt(if(d.Debug) "debug"; "many"))}
func templateCondition(ctx context.Context, c *Client, d promptData) {
	var sb strings.Builder
	t := template.Must(template.New("x").Parse(`{{if eq .N 1}}one{{else if .Debug}}debug{{else}}many{{end}}`))
	t.Execute(&sb, &d)
	body, _ := json.Marshal(map[string]any{"prompt": sb.String()})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}
