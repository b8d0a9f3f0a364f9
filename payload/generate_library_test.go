package payload

// kitForm uses the functions of another package.
var kitForm = form{
	begin: func(g *generated) {
		g.line("b := kit.New(%s)%s", g.str(), g.one("", ".System("+g.str()+")", ".With(kit.WithMax("+g.num()+"))"))
		g.line("opts := []kit.Option{%s}", g.option())
		g.line("extra := map[string]any{}\n_, _ = opts, extra")
	},
	step: func(g *generated) string {
		return g.one(
			"b.User("+g.str()+")", "b = b.System("+g.str()+").User("+g.str()+")", "b.With("+g.option()+")", "b.With(opts...)", "b.Set(\"k\", "+g.anyVal()+")", "b.Set(\"s\", "+g.str()+")",
			"opts = append(opts, "+g.option()+")", "opts = []kit.Option{"+g.option()+", "+g.option()+"}",
			"extra[\"settings\"] = kit.Apply(opts...)", "extra[\"settings\"] = kit.Apply("+g.option()+", "+g.option()+")", "{ set := kit.Apply(opts...); set.Max = "+g.num()+"; extra[\"changed\"] = &set }",
			"extra[\"or\"] = kit.Or("+g.str()+", \"other\")", "extra[\"or\"] = kit.Or(n, 4)", "extra[\"clamp\"] = kit.Clamp("+g.num()+", 0, 2)", "extra[\"clamp\"] = kit.Clamp(p.Temp, 0.25, 1)",
			"extra[\"wrap\"] = kit.Wrap("+g.str()+", "+g.msg()+")", "extra[\"wrap\"] = kit.Wrap(\"list\", "+g.str()+", "+g.str()+", text)", "{ w := kit.Wrap(\"w\", n); w.Replace("+g.num()+"); extra[\"replaced\"] = *w }",
			"extra[\"raw\"] = json.RawMessage(must(kit.Wrap(\"raw\", "+g.str()+").Encode()))",
			"extra[\"map\"] = kit.Map(items, func(it Item) kit.Turn { return kit.Turn{Role: it.Role, Text: it.Text} })", "extra[\"texts\"] = kit.Map([]string{"+g.str()+", text}, strings.ToUpper)",
			"extra[\"filter\"] = kit.Filter(items, func(it Item) bool { return it.Text != \"\" })", "extra[\"filter\"] = kit.Filter([]string{"+g.str()+", \"\"}, func(s string) bool { return s != \"\" })",
			"extra = kit.Merged(extra, map[string]any{\"m\": "+g.anyVal()+"})", "extra = kit.Merged(extra, p.More)", "extra[\"merged\"] = kit.Merged(map[string]string{\"a\": text}, map[string]string{\"a\": "+g.str()+", \"b\": sys})",
			"extra[\"value\"] = json.RawMessage(must(kit.Value{}.System("+g.str()+").User(text).JSON()))", "{ v := kit.Value{}; w := v.User("+g.str()+"); v.System(\"lost\"); extra[\"value\"] = json.RawMessage(must(w.JSON())) }",
			"{ f := b.User; f("+g.str()+") }", "{ f := (*kit.Builder).System; f(b, "+g.str()+") }", "if r, err := b.Build(); err == nil { r.System = "+g.str()+" }",
		)
	},
	each: func(g *generated) []string {
		return []string{"b.User($.Text)", "b = b.User($.Role + $.Text)", "opts = append(opts, kit.WithStop($.Text))", "extra[$.Role] = $.Text", "b.Set(\"last\", $.Text)", "if $.N > 0 { b.With(kit.WithMax($.N)) }"}
	},
	body: func(g *generated) string {
		g.line("r, err := b.With(%s).Build()\nif err != nil { return }", g.one("opts...", "", g.option()))
		return g.marshal(g.one("r", "*r", "map[string]any{\"r\": r, \"extra\": extra}", "map[string]any{\"extra\": extra, \"turns\": r.Turns}", "kit.Wrap(\"all\", r)"))
	},
}

// float32 is a number of which a float64 would be sent with other digits.
func (g *generated) float32() string {
	return g.one("t.F32", "float32(0.1)", "float32(0.7)", "float32(1e-7)", "float32(1e21)", "float32(16777217)", "float32(n) / 3", "float32(p.Temp)", "float32(p.Temp * 0.1)", "kit.Clamp(float32(p.Temp), 0.1, 0.3)", "max(t.F32, 0.2)", "float32(float64(t.F32) + 0.1)")
}

// option is a functional option.
func (g *generated) option() string {
	return g.one("kit.WithTemp("+g.float()+")", "kit.WithMax("+g.num()+")", "kit.WithStop("+g.str()+")", "kit.WithStop("+g.str()+", "+g.str()+")", "kit.WithStop(p.Name)", "kit.WithTopK(7)", "kit.WithTopK(n)",
		"func(s *kit.Settings) { s.Stop = nil }")
}

// typedForm fills a struct of which the types and tags make encoding/json do something
// special.
var typedForm = form{
	begin: func(g *generated) {
		g.line("t := %s", g.one("&Typed{}", "newTyped("+g.str()+")", "&Typed{Left: Left{"+g.str()+", \"b\", 1}, Right: &Right{Tag: "+g.str()+"}}", "&Typed{Turn: Turn{Text: "+g.str()+"}, Color: 3}"))
		g.line("next := counter()")
		g.line("_ = next")
	},
	step: func(g *generated) string {
		return g.one(
			"t.L = "+g.num(), "t.Both = "+g.str(), "t.Left.Name = "+g.str(), "t.Right = &Right{Name: "+g.str()+", R: "+g.num()+"}", "if t.Right != nil { t.Tag = "+g.str()+" }", "t.Right = nil", "t.Deep = "+g.str(), "t.gone = \"x\"",
			"t.Color = Color("+g.num()+")", "t.Color = 2", "t.ColorPtr = &t.Color", "t.ColorPtr = ptr(Color(1))", "t.Secret.Value = "+g.str(), "t.SecretPtr = &Secret{"+g.str()+"}", "t.Level = Level("+g.num()+")", "t.ByLevel = map[Level]string{1: "+g.str()+", Level(3): text}",
			"t.When = time.Unix(0, 0).UTC()", "t.When = time.Time{}", "t.Zero = Opt{"+g.num()+"}", "t.Zero.K = n", "t.Odd = Odd("+g.num()+")", "t.Odd = 4", "t.ZeroList = []string{}", "t.ZeroList = []string{"+g.str()+"}", "t.Arr[0] = "+g.num(), "t.Struct.K = "+g.num(),
			"t.Any = "+g.anyVal(), "t.Any = t.Secret", "t.Any = &t.Secret", "t.Any = Color(1)", "t.Any = Turn{Role: "+g.str()+"}", "t.Any = (*Turn)(nil)", "t.Any = Level(2)", "t.Any = kindOf("+g.anyVal()+")",
			"t.Turn = Turn{"+g.str()+", "+g.str()+"}", "t.Turn.Text = "+g.str(), "t.Turns = append(t.Turns, Turn{Text: "+g.str()+"})", "t.Turns = []Turn{}", "t.Aliased = &Aliased{Text: "+g.str()+", N: "+g.num()+"}",
			"t.Bytes = []byte("+g.str()+")", "t.Bytes = nil", "t.Dash = "+g.str(), "t.Str = "+g.str(), "t.Quoted = int64("+g.num()+")", "t.QuotedStr = "+g.str(), "t.Odds = "+g.str(), "t.F32 = float32("+g.float()+")", "t.F32 = "+g.float32(), "t.F32 = "+g.float32(), "t.F32 += 0.1", "t.F32Ptr = ptr(float32("+g.float()+"))", "t.F32Ptr = &t.F32", "if t.F32Ptr != nil { t.F32 = *t.F32Ptr }", "t.F32s = append(t.F32s, 0.7, "+g.float32()+")", "t.F32s = []float32{"+g.float32()+"}",
			"t.Any = "+g.float32(), "t.Any = []float32{0.1, t.F32}", "t.Any = map[string]float32{\"t\": "+g.float32()+"}", "t.F64 = float64("+g.float32()+")", "t.F64 = float64(float32(0.1)) + "+g.float(), "t.Str = fmt.Sprint("+g.float32()+")", "t.Str = fmt.Sprintf(\"%.2f|%v\", t.F32, t.F64)", "t.Str = strconv.FormatFloat(float64("+g.float32()+"), 'f', -1, 32)", "t.Number = json.Number(fmt.Sprint("+g.float32()+"))",
			"t.Small = uint8("+g.num()+")",
			"t.Next = &Typed{Str: "+g.str()+"}", "if t.Next == nil { t.Next = newTyped("+g.str()+") }", "t.Number = json.Number(\"12\")", "t.Number = json.Number(fmt.Sprint("+g.num()+"))", "t.Map = map[string]string{"+g.str()+": \"v\"}", "t.Map = map[string]string{\"b\": text, \"a\": "+g.str()+"}", "t.ByInt = map[int]string{2: "+g.str()+", 10: \"ten\"}",
			"t.Anon.A = "+g.str(), "t.Anons = append(t.Anons, struct{ A string \"json:\\\"a\\\"\" }{"+g.str()+"})",
			"t.Str = rescued(func() string { return "+g.str()+" })", "t.Str = rescued(func() string { return t.Right.Tag })", "t.L = next() + "+g.num(), "t.Small = uint8(next())",
			"if m := deferred("+g.str()+", "+g.str()+"); m != nil { t.Any = m }", "t.Any = deferred(\"role\", "+g.str()+")", "*t = Typed{Str: "+g.str()+"}", "{ u := *t; u.Str = \"copy\"; u.Turns = append(u.Turns, Turn{}); t.Next = &u; t.Next.Next = nil }",
		)
	},
	each: func(g *generated) []string {
		return []string{"t.Turns = append(t.Turns, Turn{$.Role, $.Text})", "t.Color++", "t.Str += $.Text", "t.Any = $", "t.Anon.B = $.Role", "t.Bytes = append(t.Bytes, $.Text...)"}
	},
	body: func(g *generated) string {
		return g.one("must(json.Marshal("+g.one("t", "*t", "[]*Typed{t}", "[]Typed{*t}", "map[string]any{\"t\": *t}", "map[string]Typed{\"t\": *t}", "struct{ T Typed }{*t}", "&struct{ *Typed; Str int }{t, 1}")+"))", "encoded(t)")
	},
}

// bufferForm writes JSON by hand, or puts pieces of it together.
var bufferForm = form{
	once: true,
	begin: func(g *generated) {
		g.line("var buf bytes.Buffer")
		g.line("buf.WriteString(`{\"text\":`)")
		g.line("buf.Write(must(json.Marshal(%s)))", g.anyVal())
		g.line("var parts, more []string\n_, _ = parts, more")
		g.line("raw := []byte(`{\"t\": \"{{TEXT}}\"}`)\n_ = raw")
		g.line("frame := \"{{TEXT}} and {{SYS}}\"\n_ = frame")
	},
	step: func(g *generated) string {
		key := g.fresh("k")
		return g.one(
			"buf.WriteString(`,\""+key+"\":`); buf.Write(must(json.Marshal("+g.anyVal()+")))", "fmt.Fprintf(&buf, `,\""+key+"\":%d`, "+g.num()+")", "fmt.Fprintf(&buf, `,\""+key+"\":%q`, "+g.one("text", `"lit"`, "p.Name")+")", "buf.WriteString(fmt.Sprintf(`,\""+key+"\":%t`, flag))",
			"buf.WriteString(`,\""+key+"\":`); json.NewEncoder(&buf).Encode("+g.anyVal()+")", "buf.WriteString(\",\\\""+key+"\\\":\" + strconv.Quote("+g.one("text", "p.Name")+"))", "buf.WriteString(`,\""+key+"\":` + strconv.Itoa("+g.num()+"))", "buf.WriteByte(' ')",
			"if flag { buf.Reset(); buf.WriteString(`{\"reset\":1`) }", "buf.WriteString(`,\""+key+"\":[` + strings.Repeat(\"1,\", 2) + `0]`)",
			"parts = append(parts, "+g.str()+")", "parts = append(parts, \"a\", "+g.str()+")", "parts = []string{"+g.str()+", "+g.str()+"}",
			"parts = append(parts, parts...)", "more = append(more, parts...)", "more = append(more, parts...)", "for _, q := range parts { more = append(more, q) }", "for _, q := range parts { more = append(more, q, "+g.str()+") }", "for _, q := range parts { if q != \"\" { more = append(more, q) } }", "for _, it := range items { more = append(more, it.Role); parts = append(parts, it.Text) }",
			"frame = strings.ReplaceAll(frame, \"{{TEXT}}\", "+g.str()+")", "frame = strings.Replace(frame, \"{{SYS}}\", sys, 1)", "frame = strings.NewReplacer(\"{{TEXT}}\", text, \"{{SYS}}\", "+g.str()+").Replace(frame)", "frame = strings.TrimPrefix(frame, \"{{TEXT}}\")", "frame += \"\\n\" + "+g.str(),
		)
	},
	each: func(g *generated) []string {
		return []string{"parts = append(parts, $.Text)", "frame += $.Text", "fmt.Fprintf(&buf, `,\"%s\":%d`, $.Role, $.N)", "buf.WriteString(`,\"each\":`); buf.Write(must(json.Marshal($)))"}
	},
	body: func(g *generated) string {
		g.line("buf.WriteString(`,\"end\":\"`); buf.WriteString(%s); buf.WriteString(`\"}`)", g.one("\"e\"", "p.Name"))
		return g.one("buf.Bytes()", "[]byte(buf.String())", "must(json.Marshal(map[string]any{\"raw\": json.RawMessage(buf.Bytes())}))", "must(json.Marshal(map[string]string{\"joined\": strings.Join(parts, \", \"), \"frame\": frame}))",
			"must(json.Marshal(map[string]any{\"joined\": strings.Join(parts, \"\"), \"parts\": parts, \"more\": more}))", "must(json.Marshal(map[string]any{\"more\": more}))", "must(json.Marshal(map[string]any{\"parts\": parts, \"more\": more}))", "bytes.TrimSpace(buf.Bytes())", "bytes.ReplaceAll(raw, []byte(\"{{TEXT}}\"), []byte("+g.one("text", "p.Name")+"))", "[]byte(strings.Replace(string(raw), \"{{TEXT}}\", text, 1))",
			"must(json.MarshalIndent(map[string]string{\"frame\": frame}, \"\", \" \"))")
	},
}
