package payload

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generated is a random program of one function: it builds a request from its
// parameters in some roundabout way, and sends it.
type generated struct {
	r     *rand.Rand
	b     strings.Builder
	n     int // names made so far
	form  form
	depth int
}

// form is a way of building a body. What a function has at hand are its parameters text,
// sys, n, flag, items and p, and the variables s and k.
type form struct {
	begin func(*generated)          // declares what is built
	step  func(*generated) string   // a statement that adds to it
	each  func(*generated) []string // statements for an element of items, which $ stands for
	body  func(*generated) string   // an expression for the body
	once  bool                      // which can be evaluated once
}

// forms are taken in turn; two of them are what people write most.
var forms = []form{
	structForm, mapForm, textForm, structForm, pathsForm, mapForm, templateForm, typedForm, kitForm, bufferForm,
}

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

// block writes the beginning of a statement, and a block without its end.
func (g *generated) block(open string) {
	g.line("%s {", open)
	g.depth++
	g.stmts(1 + g.r.IntN(2))
	g.depth--
}

// stmts writes n random statements.
func (g *generated) stmts(n int) {
	for range n {
		g.stmt()
	}
}

func (g *generated) stmt() {
	roll := g.r.IntN(24)
	if g.depth > 2 && roll < 9 {
		roll += 9
	}
	switch roll {
	case 0, 1:
		g.block("if " + g.cond())
		g.line("}")
	case 2:
		g.block("if " + g.cond())
		g.block("} else")
		g.line("}")
	case 3, 4:
		g.loop()
	case 5:
		g.choose()
	case 6:
		g.block("func()")
		g.line("}()")
	case 7:
		g.indirect()
	case 8:
		g.counted()
	case 9:
		g.line("s = %s", g.str())
	case 10:
		g.line("k = %s", g.num())
	case 11:
		g.line("%s", g.one("_ = k", "k++", "s += text"))
	default:
		g.line("%s", g.form.step(g))
	}
}

// choose writes a switch.
func (g *generated) choose() {
	kind := g.r.IntN(3)
	g.block([]string{"switch n {\ncase 1:\nif true", "switch {\ncase flag:\nif true", "switch any(p.Opt).(type) {\ncase nil, *Opt:\nif n < 2"}[kind])
	g.line("}")
	switch g.r.IntN(4) {
	case 0, 1:
		g.block("default:\nif n != 1")
		g.line("}")
	case 2:
		if kind < 2 {
			g.line("fallthrough")
			g.block([]string{"case 7, 2:\nif flag", "case n > 1:\nif !flag"}[kind])
			g.line("}")
		}
	}
	g.line("}")
}

// indirect writes a function literal that is called at another time or place.
func (g *generated) indirect() {
	f := g.fresh("f")
	switch g.r.IntN(5) {
	case 0:
		g.block("func() { defer func()")
		g.line("}()")
		g.stmts(1)
		g.line("if %s { return }", g.cond())
		g.stmts(1)
		g.line("}()")
	case 1:
		g.block(f + " := func(s string)")
		g.line("}")
		g.line("%s(%s)", f, g.str())
		g.line("if %s { %s(%s) }", g.cond(), f, g.str())
	case 2:
		g.block(f + " := []func(){func() { s = text }, func()")
		g.line("}}")
		g.line("for _, f := range %s { f() }", f)
	case 3:
		g.block("var " + f + " sync.WaitGroup\n" + f + ".Add(1)\ngo func() { defer " + f + ".Done(); func()")
		g.line("}() }()")
		g.line("%s.Wait()", f)
	case 4:
		g.block("var " + f + " sync.Once\n" + f + ".Do(func()")
		g.line("})")
	}
}

// counted writes a loop that does not range over items.
func (g *generated) counted() {
	l := g.fresh("l")
	g.line("%s", g.one("for i := 0; i < n; i++ {", "for i := range 2 {", "for i := n; i > 0; i -= 2 {", l+":\nfor i := range n { if i == 1 { break "+l+" }", "for i := range 3 { if i < n { continue }"))
	g.depth++
	g.line("_ = i")
	g.stmts(1)
	g.depth--
	g.line("}")
}

// loop writes a loop over items.
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
	if each := g.form.each(g); len(each) > 0 {
		g.line("%s", strings.ReplaceAll(g.one(each...), "$", v))
	}
	g.depth--
	g.line("}")
}

// marshal is an expression that encodes v by one of the libraries.
func (g *generated) marshal(v string) string {
	if *withV2 && g.r.IntN(2) == 0 {
		return "must(jsonv2.Marshal(" + v + g.one("", "", ", jsonv2.Deterministic(true)", ", jsonv2.FormatNilSliceAsNull(true)", ", jsonv2.FormatNilMapAsNull(true)", ", jsonv2.FormatNilMapAsNull(flag)",
			", jsonv2.FormatNilMapAsNull(true), jsonv2.FormatNilSliceAsNull(true)", ", jsonv2.StringifyNumbers(true)", ", jsonv2.StringifyNumbers(false)", ", jsonv2.FormatNilSliceAsNull(false)") + "))"
	}
	return g.one("must(json.Marshal("+v+"))", "must(json.Marshal("+v+"))", "must(gojson.Marshal("+v+"))", "must(iter.Marshal("+v+"))", "must(sonic.ConfigStd.Marshal("+v+"))",
		"[]byte(must(sonic.MarshalString("+v+")))", "must(segment.Marshal("+v+"))", "encoded("+v+")")
}

// apart returns what write writes.
func (g *generated) apart(write func()) string {
	before := g.b.String()
	g.b.Reset()
	write()
	out := g.b.String()
	g.b.Reset()
	g.b.WriteString(before)
	return out
}

// function writes the whole function; recorded, it prints the variables' values before
// the call.
func (g *generated) function(name string) (plain, recorded string) {
	g.line("s, k := \"a\", 0")
	g.line("_, _ = s, k")
	g.form.begin(g)
	g.stmts(3 + g.r.IntN(4))
	end := ""
	if g.r.IntN(5) == 0 && !g.form.once { // the call is made again and again
		g.line("%s", g.one("for range 3 {", "for i := range n { _ = i", "for _, it := range items { _ = it", "for again := 2; again > 0; again-- {"))
		g.stmts(1 + g.r.IntN(3))
		if g.r.IntN(2) == 0 {
			g.line("if %s { %s }", g.cond(), g.one("break", "continue"))
		}
		end = g.apart(func() { g.stmts(g.r.IntN(3)) }) + "\t}\n"
	}
	head := fmt.Sprintf("func %s(c *Client, text, sys string, n int, flag bool, items []Item, p *Params) {\n", name)
	body := fmt.Sprintf("\tbody := %s\n", g.form.body(g))
	record := "\tenv(map[string]any{\"text\": text, \"sys\": sys, \"n\": n, \"flag\": flag, \"items\": items, \"p\": p, \"s\": s, \"k\": k})\n"
	call := fmt.Sprintf("\tc.InvokeModel(%q, &Input{Body: body})\n%s}\n\n", name, end)
	return head + g.b.String() + body + call, head + g.b.String() + body + record + call
}
