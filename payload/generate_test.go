package payload

import (
	"bufio"
	"bytes"
	"encoding/json"
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
	"fmt"
	"strings"
)

var _ = bytes.NewReader
var _ = fmt.Sprint
var _ = strings.ToUpper

type Item struct {
	Role string
	Text string
	N    int
}

type Params struct {
	Temp float64
	Name string
	Opt  *Opt
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
		))
	case "map":
		g.line("%s", g.one(
			"m[\"a\"] = "+g.anyVal(), "m[\"b\"] = "+g.anyVal(), "m[\"c\"] = "+g.anyVal(), "m[\"sub\"] = map[string]any{\"x\": "+g.anyVal()+"}", "delete(m, \"a\")",
			"put(m, \"p\", "+g.anyVal()+")", "list = append(list, map[string]any{\"role\": "+g.str()+"})", "m[\"list\"] = list", "m[s] = 2",
			"if x, ok := m[\"sub\"].(map[string]any); ok { x[\"y\"] = "+g.anyVal()+" }", "{ q := m; q[\"alias\"] = "+g.str()+" }", "m = map[string]any{\"new\": "+g.anyVal()+"}",
			"if _, ok := m[\"b\"]; !ok { m[\"b\"] = "+g.anyVal()+" }", "list = nil",
		))
	case "text":
		g.line("%s", g.one("sb.WriteString("+g.str()+")", "fmt.Fprintf(&sb, \"<%s:%d>\", "+g.str()+", "+g.num()+")", "sb.WriteByte('x')", "sb.WriteString(fmt.Sprint("+g.num()+"))"))
	}
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
		body = g.one("must(json.Marshal(req))", "must(json.Marshal(*req))", "must(json.Marshal(map[string]any{\"wrapped\": req}))")
	case "map":
		g.line("m := map[string]any{\"a\": %s, \"b\": %s}", g.anyVal(), g.anyVal())
		g.line("var list []map[string]any")
		g.line("_ = list")
		g.stmts(3 + g.r.IntN(4))
		body = "must(json.Marshal(m))"
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
		{"hi", "be brief", 1, true, []Item{{"user", "a", 1}, {"system", "b", 2}, {"assistant", "c", 0}}, &Params{0.5, "x", &Opt{3}}},
		{"", "", 0, false, nil, &Params{0, "", nil}},
		{"yo", "", 2, false, []Item{{"system", "only", 5}}, &Params{1, "y", nil}},
		{"z", " s ", 3, true, []Item{{"user", "", 0}, {"user", "q", 2}}, &Params{0.25, "x", &Opt{0}}},
		{"w", "sys", 1, false, []Item{}, &Params{2, "", &Opt{1}}},
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

// TestGenerated is the check of soundness: it makes some hundred programs, runs them,
// and compares what they really sent with what the engine predicted from their source.
// A prediction may say "unknown", but nothing wrong.
func TestGenerated(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs a program")
	}
	seed := uint64(1)
	if s := os.Getenv("PAYLOAD_SEED"); s != "" {
		fmt.Sscan(s, &seed)
	}
	const count = 400
	var plain, recorded strings.Builder
	plain.WriteString(generatedHeader)
	recorded.WriteString(generatedHeader)
	recorded.WriteString("\nvar all = []func(*Client, string, string, int, bool, []Item, *Params){\n")
	sources := make(map[string]string)
	var funcs strings.Builder
	for i := range count {
		g := &generated{r: rand.New(rand.NewPCG(seed, uint64(i))), mode: []string{"struct", "struct", "map", "text"}[i%4]}
		name := fmt.Sprintf("f%d", i)
		a, b := g.function(name)
		plain.WriteString(a)
		funcs.WriteString(b)
		recorded.WriteString("\t" + name + ",\n")
		sources[name] = a
	}
	recorded.WriteString("}\n\n" + funcs.String() + generatedMain)

	predicted := make(map[string]Value)
	if dir := os.Getenv("PAYLOAD_KEEP"); dir != "" {
		os.WriteFile(filepath.Join(dir, "plain.go"), []byte(plain.String()), 0o644)
	}
	pkg := checkSource(t, "generated.go", []byte(plain.String()))
	engine := New(NewProgram(pkg))
	for _, call := range invocations(pkg.Files[0]) {
		name := strings.Trim(exprText(call.Args[0]), `"`)
		predicted[name] = engine.Request(pkg, call, call.Args[1]).Body
	}
	checkRuns(t, runProgram(t, recorded.String()), predicted, sources)
}

// runProgram builds and runs a program of one file.
func runProgram(t *testing.T, src string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", file)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go run: %v\n%.2000s", err, errs.String())
	}
	return out
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
