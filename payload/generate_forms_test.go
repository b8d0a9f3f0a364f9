package payload

import "strings"

var structForm = form{
	begin: func(g *generated) {
		g.line("%s", g.one("req := &Req{Temp: "+g.float()+", Msgs: []Msg{"+g.msg()+"}}", "req := newReq("+g.str()+")", "var zero Req\n\treq := &zero", "req := &Req{Sys: "+g.str()+", Stop: []string{}}"))
	},
	step: func(g *generated) string {
		return g.one(
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
			"p.Name = "+g.str(), "p.Temp = "+g.float(), "if p.Opt != nil { p.Opt.K = "+g.num()+" }", "req.Any = p", "req.Any = *p", "req.Any = p.Opt", "req.Sys = p.Name", "req.Temp = p.Temp",
			"if v, err := firstOf(items, n); err == nil { req.Sys = v }", "if v, ok := look("+g.num()+", "+g.str()+"); ok { req.Sys = v }", "{ v, ok := look(n, text); if !ok { v = "+g.str()+" }; req.Text = v }",
			"req.Sys = namerFor(n).name("+g.str()+")", "req.Text = nameBy(namerFor("+g.num()+"), text)", "if f := table[p.Name]; f != nil { req.Sub = f("+g.str()+") }",
			"if f, ok := table["+g.one("p.Name", `"x"`, `"y"`)+"]; ok { req.Sub = f("+g.str()+") }", "req.Raw = must(json.Marshal("+g.anyVal()+"))", "req.Raw = json.RawMessage(`{\"r\": 1}`)",
		)
	},
	each: func(g *generated) []string {
		return []string{
			"req.Msgs = append(req.Msgs, Msg{Role: $.Role, Content: $.Text})", "req.Stop = append(req.Stop, $.Text)",
			"req.Msgs = addMsg(req.Msgs, $.Role, $.Text)", "req.Max += $.N", "if $.N > 1 { req.Sys = $.Text; break }", "req.Sys = $.Text",
		}
	},
	body: func(g *generated) string {
		return g.marshal(g.one("req", "*req", "map[string]any{\"wrapped\": req}", "map[string]any{\"req\": req, \"p\": p}"))
	},
}

var mapForm = form{
	begin: func(g *generated) {
		g.line("m := map[string]any{\"a\": %s, \"b\": %s}", g.anyVal(), g.anyVal())
		g.line("var list []map[string]any")
		g.line("_ = list")
	},
	step: func(g *generated) string {
		return g.one(
			"m[\"a\"] = "+g.anyVal(), "m[\"b\"] = "+g.anyVal(), "m[\"c\"] = "+g.anyVal(), "m[\"sub\"] = map[string]any{\"x\": "+g.anyVal()+"}", "delete(m, \"a\")",
			"put(m, \"p\", "+g.anyVal()+")", "list = append(list, map[string]any{\"role\": "+g.str()+"})", "m[\"list\"] = list", "m[s] = 2",
			"if x, ok := m[\"sub\"].(map[string]any); ok { x[\"y\"] = "+g.anyVal()+" }", "{ q := m; q[\"alias\"] = "+g.str()+" }", "m = map[string]any{\"new\": "+g.anyVal()+"}",
			"if _, ok := m[\"b\"]; !ok { m[\"b\"] = "+g.anyVal()+" }", "list = nil",
			"for k, v := range defaults { m[k] = v }", "for k, v := range defaults { if _, ok := m[k]; !ok { m[k] = v } }", "for k, v := range p.More { m[k] = v }", "for k, v := range p.More { if k == \"a\" { continue }; m[k] = v }",
			"maps.Copy(m, map[string]any{\"a\": "+g.anyVal()+", \"e\": "+g.anyVal()+"})", "maps.Copy(m, p.More)", "m = maps.Clone(m)", "{ c := maps.Clone(m); c[\"clone\"] = 1; m[\"c\"] = len(c) }",
			"m[pick(n, \"a\", \"z\")] = "+g.anyVal(), "{ q := m; if flag { q = map[string]any{} }; q[\"q\"] = "+g.anyVal()+" }", "{ var q map[string]any; switch n { case 0: q = m; case 1: q = map[string]any{\"o\": 1}; default: q = map[string]any{\"o\": 2} }; q[\"w\"] = "+g.str()+"; if n != 0 { m[\"q\"] = q } }",
			"m[\"held\"] = newHolder("+g.str()+").body()", "m[\"list\"] = convertCounting(items)", "m[\"arr\"] = [...]any{"+g.anyVal()+", "+g.str()+"}", "if v, ok := look(n, text); ok { m[\"look\"] = v }",
		)
	},
	each: func(g *generated) []string {
		return []string{
			"list = append(list, map[string]any{\"role\": $.Role})", "if $.N > 0 { list = append(list, map[string]any{\"t\": $.Text}) }",
			"m[$.Role] = 1", "m[\"last\"] = $.Text", "m[\"seen\"] = true",
			"for k, v := range map[string]any{\"a\": $.Text, \"g\": " + g.anyVal() + "} { m[k] = v }",
		}
	},
	body: func(g *generated) string { return g.marshal("m") },
}

// pathsForm sets paths in a JSON text.
var pathsForm = form{
	begin: func(g *generated) {
		g.line("doc := %s", g.one("``", "`{\"a\": 1, \"b\": {}, \"l\": []}`", "string(must(json.Marshal(map[string]any{\"a\": "+g.anyVal()+", \"o\": map[string]any{\"x\": "+g.str()+"}})))"))
		g.line("doc = must(sjson.Set(doc, \"first\", %s))", g.str())
	},
	step: func(g *generated) string {
		return g.one(
			"doc = must(sjson.Set(doc, "+g.path()+", "+g.anyVal()+"))", "doc = must(sjson.Set(doc, "+g.path()+", "+g.str()+"))", "doc = must(sjson.Set(doc, "+g.path()+", "+g.num()+"))",
			"doc = must(sjson.SetRaw(doc, "+g.path()+", `{\"raw\": [1]}`))", "doc = must(sjson.Delete(doc, "+g.one(`"a"`, `"b"`)+"))", "doc = string(must(sjson.SetBytes([]byte(doc), "+g.path()+", "+g.float()+")))",
		)
	},
	each: func(g *generated) []string { return nil },
	body: func(g *generated) string { return "[]byte(doc)" },
}

// path is a path in a JSON text.
func (g *generated) path() string {
	return g.one(`"a"`, `"b"`, `"o.x"`, `"o.y"`, `"o.z.w"`, `"l.0"`, `"l.-1"`, `"l.0.k"`)
}

var textForm = form{
	begin: func(g *generated) { g.line("var sb strings.Builder") },
	step: func(g *generated) string {
		return g.one("sb.WriteString("+g.str()+")", "fmt.Fprintf(&sb, \"<%s:%d>\", "+g.str()+", "+g.num()+")", "sb.WriteByte('x')", "sb.WriteString(fmt.Sprint("+g.num()+"))",
			"sb.WriteRune('é')", "{ var t strings.Builder; t.WriteString("+g.str()+"); sb.WriteString(t.String()) }")
	},
	each: func(g *generated) []string {
		return []string{"sb.WriteString($.Role + \":\")", "sb.WriteString($.Text)", "s += $.Text"}
	},
	body: func(g *generated) string {
		return g.one("must(json.Marshal(map[string]string{\"prompt\": sb.String()}))", "[]byte(fmt.Sprintf(`{\"prompt\": \"%s\", \"n\": %d, \"q\": %q}`, sb.String(), n, text))")
	},
}

var templateForm = form{
	begin: func(g *generated) {
		g.line("d := Data{Name: %s, Sys: %s, Items: items, Opt: p.Opt, N: %s, Temp: p.Temp, Flag: flag}", g.str(), g.str(), g.num())
		g.line("var sb strings.Builder")
		g.line("if err := template.Must(template.New(\"t\").Parse(`%s`)).Execute(&sb, %s); err != nil {\n\t\treturn\n\t}", g.template(3), g.one("d", "&d"))
	},
	step: func(g *generated) string {
		return g.one("sb.WriteString("+g.str()+")", "d.Name = "+g.str(), "d.N++", "sb.WriteString(d.Sys)")
	},
	each: func(g *generated) []string { return []string{"sb.WriteString($.Text)"} },
	body: func(g *generated) string { return g.marshal("map[string]string{\"prompt\": sb.String()}") },
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
