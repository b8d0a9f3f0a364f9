package payload

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// generated is a random program of one function: it builds a request from its
// parameters in some roundabout way, and sends it.
type generated struct {
	r     *rand.Rand
	b     strings.Builder
	n     int // names made so far
	mode  string
	depth int
}

// generatedHeader is the package that the functions live in. Run as a program, send
// prints the body; the analysis sees a call of a client.
const generatedHeader = `package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"text/template"

	"github.com/bytedance/sonic"
	gojson "github.com/goccy/go-json"
	jsoniter "github.com/json-iterator/go"
	segment "github.com/segmentio/encoding/json"
	"github.com/tidwall/sjson"
)

var _ = bytes.NewReader
var _ = fmt.Sprint
var _ = strings.ToUpper
var _ = maps.Copy[map[string]int, map[string]int]
var _ = gojson.Marshal
var _ = jsoniter.Marshal
var _ = segment.Marshal
var _ = sonic.Marshal
var _ = sjson.Set

var _ = template.New

type Data struct {
	Name, Sys string
	Items     []Item
	Opt       *Opt
	N         int
	Temp      float64
	Flag      bool
}

var iter = jsoniter.ConfigCompatibleWithStandardLibrary

type Item struct {
	Role string
	Text string
	N    int
}

type Params struct {
	Temp float64
	Name string
	Opt  *Opt
	More map[string]any
}

type Opt struct{ K int }

type Msg struct {
	Role    string ` + "`json:\"role\"`" + `
	Content string ` + "`json:\"content,omitempty\"`" + `
	N       *int   ` + "`json:\"n,omitempty\"`" + `
}

type Base struct {
	Version string ` + "`json:\"version\"`" + `
	Text    string ` + "`json:\"hidden\"`" + `
}

type Req struct {
	Base
	Text   string         ` + "`json:\"text\"`" + `
	Sys    string         ` + "`json:\"sys,omitempty\"`" + `
	Max    int            ` + "`json:\"max,omitempty\"`" + `
	Num    int            ` + "`json:\"num,string\"`" + `
	Temp   float64        ` + "`json:\"temp\"`" + `
	On     bool           ` + "`json:\"on,omitempty\"`" + `
	Skip   string         ` + "`json:\"-\"`" + `
	Ptr    *float64       ` + "`json:\"ptr,omitempty\"`" + `
	Msgs   []Msg          ` + "`json:\"msgs\"`" + `
	Stop   []string       ` + "`json:\"stop,omitempty\"`" + `
	Any    any            ` + "`json:\"any,omitempty\"`" + `
	Sub    *Msg           ` + "`json:\"sub\"`" + `
	Extra  map[string]any ` + "`json:\"extra,omitempty\"`" + `
	Untagged int
	hidden int
	Arr    [2]string      ` + "`json:\"arr\"`" + `
	Raw    json.RawMessage ` + "`json:\"raw,omitempty\"`" + `
}

type Input struct{ Body []byte }

type Client struct{}

func (c *Client) InvokeModel(name string, in *Input) (string, error) {
	fmt.Printf("BODY %s %s\n", name, in.Body)
	return "", nil
}

func env(vals map[string]any) {
	b, _ := json.Marshal(vals)
	fmt.Printf("ENV %s\n", b)
}

func newReq(text string) *Req { return &Req{Text: text, Temp: 0.5, Base: Base{Version: "v1"}} }

func setSys(r *Req, s string) {
	if s == "" {
		return
	}
	r.Sys = s
}

func pick(n int, a, b string) string {
	switch n {
	case 0:
		return a
	case 1, 2:
		return b
	}
	return a + b
}

func addMsg(ms []Msg, role, text string) []Msg {
	if text == "" {
		return ms
	}
	return append(ms, Msg{Role: role, Content: text})
}

func put(m map[string]any, k string, v any) {
	if v != nil {
		m[k] = v
	}
}

func with(fs ...func(*Req)) *Req {
	r := &Req{}
	for _, f := range fs {
		f(r)
	}
	return r
}

func withText(s string) func(*Req) { return func(r *Req) { r.Text = s } }

func encoded(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil
	}
	return buf.Bytes()
}

// convert fills a slice by index.
func convert(items []Item, all bool) []Msg {
	out := make([]Msg, len(items))
	for i, it := range items {
		if it.Text == "" && !all {
			continue
		}
		out[i] = Msg{Role: it.Role, Content: it.Text}
	}
	return out
}

func convertCounting(items []Item) []map[string]any {
	out := make([]map[string]any, len(items))
	for i := 0; i < len(items); i++ {
		out[i] = map[string]any{"role": items[i].Role}
	}
	return out
}

var errNone = errors.New("none")

// build fails in several ways.
func build(n int, text string) ([]Msg, error) {
	if text == "" {
		return nil, errNone
	}
	switch {
	case n == 0:
		return nil, fmt.Errorf("n is %d", n)
	case n > 2:
		return []Msg{{Role: "big", Content: text}}, nil
	}
	return []Msg{{Role: "small"}, {Role: "user", Content: text}}, nil
}

func look(n int, text string) (string, bool) {
	if n == 1 {
		return text, true
	}
	if n == 2 {
		return "two", true
	}
	return "", false
}

// namer has an implementation for each kind.
type namer interface{ name(text string) string }

type plain struct{}

func (plain) name(text string) string { return text }

type prefixed struct{ prefix string }

func (p *prefixed) name(text string) string { return p.prefix + text }

func namerFor(n int) namer {
	switch n {
	case 0:
		return plain{}
	case 1:
		return &prefixed{"one:"}
	}
	return &prefixed{prefix: "more:"}
}

func nameBy(n namer, text string) string { return n.name(text) }

var table = map[string]func(string) *Msg{
	"x": func(s string) *Msg { return &Msg{Role: "x", Content: s} },
	"y": newMsg,
}

func newMsg(s string) *Msg { return &Msg{Role: s} }

var defaults = map[string]any{"a": 1, "d": "default"}

// holder has a map that its constructors fill.
type holder struct{ params map[string]any }

func newHolder(text string) *holder { return &holder{params: map[string]any{"held": text, "h": 2}} }

func (h *holder) body() map[string]any {
	out := maps.Clone(h.params)
	out["cloned"] = true
	return out
}

func ptr[T any](v T) *T { return &v }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
`

func (g *generated) line(format string, args ...any) {
	g.b.WriteString(strings.Repeat("\t", g.depth+1))
	fmt.Fprintf(&g.b, format, args...)
	g.b.WriteByte('\n')
}

func (g *generated) fresh(p string) string { g.n++; return fmt.Sprintf("%s%d", p, g.n) }

func (g *generated) one(opts ...string) string { return opts[g.r.IntN(len(opts))] }

func (g *generated) str() string {
	return g.one("text", "p.Name", `"lit"`, `""`, `"a" + text`, "strings.ToUpper(text)", "s", "s + text", `pick(n, "x", text)`,
		`fmt.Sprintf("%s-%d", text, n)`, "sys", `strings.TrimSpace(sys)`, "string(text)")
}

func (g *generated) num() string { return g.one("n", "7", "n + 1", "len(items)", "0", "k") }

func (g *generated) float() string { return g.one("p.Temp", "0.25", "float64(n)", "0", "1") }

func (g *generated) cond() string {
	return g.one("flag", "n > 0", `text != ""`, "!flag", `sys == ""`, "len(items) > 1", "flag && n > 1", `p.Name == "x" || flag`, "p.Opt != nil", "n == 1", `s == "a"`)
}

func (g *generated) anyVal() string {
	return g.one(g.str(), g.num(), g.float(), "flag", "[]string{"+g.str()+"}", "map[string]any{\"k\": "+g.str()+"}", "nil", "Msg{Role: "+g.str()+"}", "&Msg{Content: "+g.str()+"}", "items", "[]any{"+g.num()+", "+g.str()+"}")
}

func (g *generated) msg() string {
	return "Msg{Role: " + g.str() + ", Content: " + g.str() + g.one("", ", N: ptr("+g.num()+")", ", N: &k") + "}"
}

// stmts writes n random statements.
func (g *generated) stmts(n int) {
	for range n {
		g.stmt()
	}
}

func (g *generated) block(open string) {
	g.line("%s {", open)
	g.depth++
	g.stmts(1 + g.r.IntN(2))
	g.depth--
}

func (g *generated) stmt() {
	roll := g.r.IntN(20)
	if g.depth > 2 && roll < 7 {
		roll += 8
	}
	switch roll {
	case 0, 1:
		g.block("if " + g.cond())
		g.line("}")
	case 2:
		g.block("if " + g.cond())
		g.block("} else")
		g.line("}")
	case 3:
		g.loop()
	case 4:
		g.block(g.one("switch n {\n\tcase 1:\n\tif true", "switch {\n\tcase flag:\n\tif true"))
		g.line("}")
		if g.r.IntN(2) == 0 {
			g.block("default:\nif n != 1")
			g.line("}")
		}
		g.line("}")
	case 5:
		g.block("func()")
		g.line("}()")
	case 6:
		g.line("s = %s", g.str())
	case 7:
		g.line("k = %s", g.num())
	case 8:
		g.line("%s", g.one("_ = k", "k++", "s += text"))
	default:
		g.build()
	}
}

func (g *generated) loop() {
	v := g.fresh("it")
	g.line("for _, %s := range items {", v)
	g.line("\t_ = %s", v)
	g.depth++
	if g.r.IntN(2) == 0 {
		g.line("if %s.Role == \"system\" {", v)
		g.line("\t%s", g.one("continue", "s = "+v+".Text; continue", "k++"))
		g.line("}")
	}
	switch g.mode {
	case "struct":
		g.line("%s", strings.ReplaceAll(g.one("req.Msgs = append(req.Msgs, Msg{Role: $.Role, Content: $.Text})", "req.Stop = append(req.Stop, $.Text)",
			"req.Msgs = addMsg(req.Msgs, $.Role, $.Text)", "req.Max += $.N", "if $.N > 1 { req.Sys = $.Text; break }", "req.Sys = $.Text"), "$", v))
	case "map":
		g.line("%s", strings.ReplaceAll(g.one("list = append(list, map[string]any{\"role\": $.Role})", "if $.N > 0 { list = append(list, map[string]any{\"t\": $.Text}) }", "m[$.Role] = 1", "m[\"last\"] = $.Text", "m[\"seen\"] = true"), "$", v))
	case "text":
		g.line("%s", strings.ReplaceAll(g.one("sb.WriteString($.Role + \":\")", "sb.WriteString($.Text)", "s += $.Text"), "$", v))
	}
	g.depth--
	g.line("}")
}

// build writes a statement that adds to the request.
func (g *generated) build() {
	switch g.mode {
	case "struct":
		g.line("%s", g.one(
			"req.Text = "+g.str(), "req.Sys = "+g.str(), "req.Max = "+g.num(), "req.Num = "+g.num(), "req.Temp = "+g.float(), "req.On = flag",
			"req.Ptr = &p.Temp", "req.Ptr = ptr(float64("+g.float()+"))", "req.Ptr = nil", "req.Msgs = append(req.Msgs, "+g.msg()+")", "req.Msgs = nil",
			"req.Msgs = addMsg(req.Msgs, "+g.str()+", "+g.str()+")", "req.Stop = []string{"+g.str()+"}", "req.Any = "+g.anyVal(),
			"req.Sub = &Msg{Role: "+g.str()+"}", "if req.Sub != nil { req.Sub.Content = "+g.str()+" }", "setSys(req, "+g.str()+")", "req.Base = Base{"+g.str()+", \"\"}",
			"req.Version = "+g.str(), "req.Extra = map[string]any{\"e\": "+g.anyVal()+"}", "if req.Extra != nil { req.Extra[\"f\"] = "+g.anyVal()+" }",
			"req = newReq("+g.str()+")", "req = with(withText("+g.str()+"), func(r *Req) { r.Max = "+g.num()+" })", "{ q := req; q.Text = "+g.str()+" }", "{ q := *req; q.Text = \"copy\" }",
			"if len(req.Msgs) > 0 { req.Msgs[0].Content = "+g.str()+" }", "req.Untagged = "+g.num(), "req.Msgs = []Msg{"+g.msg()+", "+g.msg()+"}",
			"{ a := append(req.Msgs, "+g.msg()+"); b := append(req.Msgs, "+g.msg()+"); _ = b; req.Msgs = a }",
			"json.Unmarshal([]byte(`{\"sys\":\"filled\"}`), req)",
			"req.Msgs = convert(items, flag)", "req.Msgs = convert(items, true)", "req.Any = convertCounting(items)", "req.Arr[1] = "+g.str(), "req.Arr = [2]string{"+g.str()+"}", "{ a := req.Arr; a[0] = "+g.str()+"; req.Stop = a[:] }",
			"if ms, err := build(n, "+g.str()+"); err == nil { req.Msgs = ms }", "{ ms, err := build("+g.num()+", text); if err != nil { return }; req.Msgs = append(req.Msgs, ms...) }",
			"if v, ok := look("+g.num()+", "+g.str()+"); ok { req.Sys = v }", "{ v, ok := look(n, text); if !ok { v = "+g.str()+" }; req.Text = v }",
			"req.Sys = namerFor(n).name("+g.str()+")", "req.Text = nameBy(namerFor("+g.num()+"), text)", "if f := table[p.Name]; f != nil { req.Sub = f("+g.str()+") }",
			"if f, ok := table["+g.one("p.Name", `"x"`, `"y"`)+"]; ok { req.Sub = f("+g.str()+") }", "req.Raw = must(json.Marshal("+g.anyVal()+"))", "req.Raw = json.RawMessage(`{\"r\": 1}`)",
		))
	case "map":
		g.line("%s", g.one(
			"m[\"a\"] = "+g.anyVal(), "m[\"b\"] = "+g.anyVal(), "m[\"c\"] = "+g.anyVal(), "m[\"sub\"] = map[string]any{\"x\": "+g.anyVal()+"}", "delete(m, \"a\")",
			"put(m, \"p\", "+g.anyVal()+")", "list = append(list, map[string]any{\"role\": "+g.str()+"})", "m[\"list\"] = list", "m[s] = 2",
			"if x, ok := m[\"sub\"].(map[string]any); ok { x[\"y\"] = "+g.anyVal()+" }", "{ q := m; q[\"alias\"] = "+g.str()+" }", "m = map[string]any{\"new\": "+g.anyVal()+"}",
			"if _, ok := m[\"b\"]; !ok { m[\"b\"] = "+g.anyVal()+" }", "list = nil",
			"for k, v := range defaults { m[k] = v }", "for k, v := range defaults { if _, ok := m[k]; !ok { m[k] = v } }", "for k, v := range p.More { m[k] = v }", "for k, v := range p.More { if k == \"a\" { continue }; m[k] = v }",
			"maps.Copy(m, map[string]any{\"a\": "+g.anyVal()+", \"e\": "+g.anyVal()+"})", "maps.Copy(m, p.More)", "m = maps.Clone(m)", "{ c := maps.Clone(m); c[\"clone\"] = 1; m[\"c\"] = len(c) }",
			"m[pick(n, \"a\", \"z\")] = "+g.anyVal(), "{ q := m; if flag { q = map[string]any{} }; q[\"q\"] = "+g.anyVal()+" }", "{ var q map[string]any; switch n { case 0: q = m; case 1: q = map[string]any{\"o\": 1}; default: q = map[string]any{\"o\": 2} }; q[\"w\"] = "+g.str()+"; if n != 0 { m[\"q\"] = q } }",
			"m[\"held\"] = newHolder("+g.str()+").body()", "m[\"list\"] = convertCounting(items)", "m[\"arr\"] = [...]any{"+g.anyVal()+", "+g.str()+"}", "if v, ok := look(n, text); ok { m[\"look\"] = v }",
		))
	case "paths":
		g.line("%s", g.one(
			"doc = must(sjson.Set(doc, "+g.path()+", "+g.anyVal()+"))", "doc = must(sjson.Set(doc, "+g.path()+", "+g.str()+"))", "doc = must(sjson.Set(doc, "+g.path()+", "+g.num()+"))",
			"doc = must(sjson.SetRaw(doc, "+g.path()+", `{\"raw\": [1]}`))", "doc = must(sjson.Delete(doc, "+g.one(`"a"`, `"b"`)+"))", "doc = string(must(sjson.SetBytes([]byte(doc), "+g.path()+", "+g.float()+")))",
		))
	case "text":
		g.line("%s", g.one("sb.WriteString("+g.str()+")", "fmt.Fprintf(&sb, \"<%s:%d>\", "+g.str()+", "+g.num()+")", "sb.WriteByte('x')", "sb.WriteString(fmt.Sprint("+g.num()+"))"))
	}
}

// path is a path in a JSON text.
func (g *generated) path() string {
	return g.one(`"a"`, `"b"`, `"o.x"`, `"o.y"`, `"o.z.w"`, `"l.0"`, `"l.-1"`, `"l.0.k"`)
}

// template is the text of a template over a Data.
func (g *generated) template(n int) string {
	var b strings.Builder
	for range 1 + g.r.IntN(n) {
		b.WriteString(g.one("text ", "{{.Name}}", "{{.Sys -}} ", "[{{.N}}]", "{{.Temp}}", "{{.Flag}}", "{{$.Name}}", "{{printf \"%d\" .N}}", "{{len .Items}}",
			"{{range .Items}}{{.Role}}: {{.Text}}; {{end}}", "{{range $i, $e := .Items}}{{$i}}={{$e.Text}} {{end}}", "{{range .Items}}{{if .Text}}{{.Text}},{{end}}{{end}}",
			"{{with .Opt}}k={{.K}}{{end}}", "{{with .Name}}{{.}}{{else}}none{{end}}", "{{$x := .Sys}}{{$x}}{{$x}}", "{{/* nothing */}}"))
		if n > 1 {
			b.WriteString(g.one("", "{{if .Flag}}"+g.template(n-1)+"{{end}}", "{{if .Name}}"+g.template(n-1)+"{{else}}"+g.template(n-1)+"{{end}}", "{{if eq .N 1}}"+g.template(n-1)+"{{end}}"))
		}
	}
	return b.String()
}

// marshal is an expression that encodes v by one of the libraries.
func (g *generated) marshal(v string) string {
	return g.one("must(json.Marshal("+v+"))", "must(json.Marshal("+v+"))", "must(gojson.Marshal("+v+"))", "must(iter.Marshal("+v+"))", "must(sonic.ConfigStd.Marshal("+v+"))",
		"[]byte(must(sonic.MarshalString("+v+")))", "must(segment.Marshal("+v+"))", "encoded("+v+")")
}

// function writes the whole function; with record it prints the variables' values
// before the call.
func (g *generated) function(name string) (plain, recorded string) {
	g.line("s, k := \"a\", 0")
	g.line("_, _ = s, k")
	var body string
	switch g.mode {
	case "struct":
		g.line("%s", g.one("req := &Req{Temp: "+g.float()+", Msgs: []Msg{"+g.msg()+"}}", "req := newReq("+g.str()+")", "var zero Req\n\treq := &zero", "req := &Req{Sys: "+g.str()+", Stop: []string{}}"))
		g.stmts(3 + g.r.IntN(4))
		body = g.marshal(g.one("req", "*req", "map[string]any{\"wrapped\": req}"))
	case "map":
		g.line("m := map[string]any{\"a\": %s, \"b\": %s}", g.anyVal(), g.anyVal())
		g.line("var list []map[string]any")
		g.line("_ = list")
		g.stmts(3 + g.r.IntN(4))
		body = g.marshal("m")
	case "paths":
		g.line("doc := %s", g.one("``", "`{\"a\": 1, \"b\": {}, \"l\": []}`", "string(must(json.Marshal(map[string]any{\"a\": "+g.anyVal()+", \"o\": map[string]any{\"x\": "+g.str()+"}})))"))
		g.line("doc = must(sjson.Set(doc, \"first\", %s))", g.str())
		g.stmts(2 + g.r.IntN(4))
		body = "[]byte(doc)"
	case "template":
		g.stmts(1)
		g.line("d := Data{Name: %s, Sys: %s, Items: items, Opt: p.Opt, N: %s, Temp: p.Temp, Flag: flag}", g.str(), g.str(), g.num())
		g.line("var sb strings.Builder")
		g.line("if err := template.Must(template.New(\"t\").Parse(`%s`)).Execute(&sb, %s); err != nil {\n\t\treturn\n\t}", g.template(3), g.one("d", "&d"))
		body = g.marshal("map[string]string{\"prompt\": sb.String()}")
	case "text":
		g.line("var sb strings.Builder")
		g.stmts(2 + g.r.IntN(4))
		body = g.one("must(json.Marshal(map[string]string{\"prompt\": sb.String()}))", "[]byte(fmt.Sprintf(`{\"prompt\": \"%s\", \"n\": %d, \"q\": %q}`, sb.String(), n, text))")
	}
	head := fmt.Sprintf("func %s(c *Client, text, sys string, n int, flag bool, items []Item, p *Params) {\n", name)
	marshal := fmt.Sprintf("\tbody := %s\n", body)
	record := "\tenv(map[string]any{\"text\": text, \"sys\": sys, \"n\": n, \"flag\": flag, \"items\": items, \"p\": p, \"s\": s, \"k\": k})\n"
	call := fmt.Sprintf("\tc.InvokeModel(%q, &Input{Body: body})\n}\n\n", name)
	return head + g.b.String() + marshal + call, head + g.b.String() + marshal + record + call
}

// generatedMain runs every function with several arguments.
const generatedMain = `
func main() {
	inputs := []struct {
		text, sys string
		n         int
		flag      bool
		items     []Item
		p         *Params
	}{
		{"hi", "be brief", 1, true, []Item{{"user", "a", 1}, {"system", "b", 2}, {"assistant", "c", 0}}, &Params{0.5, "x", &Opt{3}, map[string]any{"a": "more", "m": 1}}},
		{"", "", 0, false, nil, &Params{0, "", nil, nil}},
		{"yo", "", 2, false, []Item{{"system", "only", 5}}, &Params{1, "y", nil, map[string]any{"z": true}}},
		{"z", " s ", 3, true, []Item{{"user", "", 0}, {"user", "q", 2}}, &Params{0.25, "x", &Opt{0}, map[string]any{}}},
		{"w", "sys", 1, false, []Item{}, &Params{2, "", &Opt{1}, nil}},
	}
	c := &Client{}
	for _, f := range all {
		for _, in := range inputs {
			q := *in.p
			f(c, in.text, in.sys, in.n, in.flag, append([]Item(nil), in.items...), &q)
		}
	}
}
`

var (
	seed     = flag.Uint64("seed", 1, "`seed` of the programs that TestGenerated makes")
	programs = flag.Int("programs", 1000, "`number` of programs that TestGenerated makes")
	keep     = flag.String("keep", "", "`folder` in which TestGenerated leaves what it made")
)

// maxUnknown is the share of programs of which something may be unknown. It is what is
// reached, and a little more: a higher one means that the engine understands less.
const maxUnknown = 0.38

// TestGenerated is the check of soundness: it makes some programs, runs them, and
// compares what they really sent with what the engine predicted from their source. A
// prediction may say "unknown", but nothing wrong.
func TestGenerated(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs a program")
	}
	var plain, recorded strings.Builder
	plain.WriteString(generatedHeader)
	recorded.WriteString(generatedHeader)
	recorded.WriteString("\nvar all = []func(*Client, string, string, int, bool, []Item, *Params){\n")
	sources := make(map[string]string)
	var funcs strings.Builder
	modes := []string{"struct", "struct", "map", "map", "text", "paths", "template"}
	for i := range *programs {
		g := &generated{r: rand.New(rand.NewPCG(*seed, uint64(i))), mode: modes[i%len(modes)]}
		name := fmt.Sprintf("f%d", i)
		a, b := g.function(name)
		plain.WriteString(a)
		funcs.WriteString(b)
		recorded.WriteString("\t" + name + ",\n")
		sources[name] = a
	}
	recorded.WriteString("}\n\n" + funcs.String() + generatedMain)
	if *keep != "" {
		if err := os.WriteFile(filepath.Join(*keep, "plain.go"), []byte(plain.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	predicted := make(map[string]Value)
	unknown := 0
	pkg := checkSource(t, "generated.go", []byte(plain.String()))
	engine := New(NewProgram(pkg))
	for _, call := range invocations(pkg.Files[0]) {
		name := strings.Trim(exprText(call.Args[0]), `"`)
		body := engine.Request(pkg, call, call.Args[1]).Body
		predicted[name] = body
		if hasUnknown(body) {
			unknown++
		}
	}
	share := float64(unknown) / float64(len(predicted))
	t.Logf("something is unknown of %d of %d programs (%.1f %%)", unknown, len(predicted), 100*share)
	if share > maxUnknown {
		t.Errorf("something is unknown of %.1f %% of the programs; it was at most %.1f %%", 100*share, 100*maxUnknown)
	}
	checkRuns(t, runProgram(t, recorded.String()), predicted, sources)
}

// hasUnknown reports whether anything in v is not known.
func hasUnknown(v Value) bool {
	found := false
	Walk(v, func(v Value) {
		switch v := v.(type) {
		case *Unknown:
			found = true
		case *Object:
			found = found || v.Rest != nil
		case *Array:
			found = found || v.Rest != nil
		}
	})
	return found
}

// runProgram builds and runs a program of one file, with the libraries in testdata/libs.
func runProgram(t *testing.T, src string) []byte {
	t.Helper()
	dir := t.TempDir()
	if *keep != "" {
		dir = *keep
	}
	libs, err := filepath.Abs("testdata/libs")
	if err != nil {
		t.Fatal(err)
	}
	mod := "module generated\n\ngo 1.26\n"
	for _, path := range []string{
		"github.com/bytedance/sonic", "github.com/goccy/go-json", "github.com/json-iterator/go",
		"github.com/segmentio/encoding", "github.com/tidwall/sjson",
	} {
		mod += fmt.Sprintf("require %s v1.0.0\nreplace %s => ./%s\n", path, path, path)
		if err := os.CopyFS(filepath.Join(dir, path), os.DirFS(filepath.Join(libs, path))); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, path, "go.mod"), "module "+path+"\n\ngo 1.26\n")
	}
	writeFile(t, filepath.Join(dir, "go.mod"), mod)
	writeFile(t, filepath.Join(dir, "main.go"), src)
	cmd := exec.Command("go", "run", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "GOPROXY=off")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go run: %v\n%.2000s", err, errs.String())
	}
	return out
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkRuns compares every body that was sent with its prediction.
func checkRuns(t *testing.T, out []byte, predicted map[string]Value, sources map[string]string) {
	t.Helper()
	var env map[string]any
	bodies, exact, loose, failed := 0, 0, 0, make(map[string]bool)
	scan := bufio.NewScanner(bytes.NewReader(out))
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		line := scan.Text()
		if rest, ok := strings.CutPrefix(line, "ENV "); ok {
			env = nil
			if err := json.Unmarshal([]byte(rest), &env); err != nil {
				t.Fatal(err)
			}
			continue
		}
		rest, ok := strings.CutPrefix(line, "BODY ")
		if !ok {
			continue
		}
		name, text, _ := strings.Cut(rest, " ")
		var body any
		if err := json.Unmarshal([]byte(text), &body); err != nil {
			continue // text templates can come out as no JSON at all
		}
		bodies++
		m := &matcher{env: env}
		if reason := m.match(predicted[name], body); reason != "" && !failed[name] {
			failed[name] = true
			if len(failed) <= 8 {
				t.Errorf("%s: %s\nsent %s\nwith %v\npredicted %s\n%s", name, reason, text, env, Format(predicted[name]), sources[name])
			}
		}
		exact += m.exact
		loose += m.loose
	}
	t.Logf("%d bodies of %d functions; %d leaves and conditions checked exactly, %d loosely; %d wrong", bodies, len(predicted), exact, loose, len(failed))
	if bodies < len(predicted)*3 || exact < 2*loose/3 {
		t.Errorf("too little was checked: %d bodies, %d exact, %d loose", bodies, exact, loose)
	}
}
