package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// bodyFuncs are functions that hand the body on in another form.
var bodyFuncs = set(`io.NopCloser io.ReadAll io.TeeReader io.LimitReader ioutil.ReadAll bufio.NewReader bufio.NewReaderSize
	bufio.NewScanner encoding/json.NewDecoder encoding/json/jsontext.NewDecoder github.com/go-json-experiment/json/jsontext.NewDecoder
	github.com/goccy/go-json.NewDecoder
	github.com/json-iterator/go.NewDecoder (github.com/json-iterator/go.API).NewDecoder
	github.com/segmentio/encoding/json.NewDecoder github.com/bytedance/sonic/decoder.NewDecoder
	github.com/bytedance/sonic/decoder.NewStreamDecoder`)

// decoders are functions that decode one argument into another: their indexes.
var decoders = map[string][2]int{
	"encoding/json.Unmarshal":                               {0, 1},
	"encoding/json/v2.Unmarshal":                            {0, 1},
	"encoding/json/v2.UnmarshalRead":                        {0, 1},
	"encoding/json/v2.UnmarshalDecode":                      {0, 1},
	"github.com/go-json-experiment/json.Unmarshal":          {0, 1},
	"github.com/go-json-experiment/json.UnmarshalRead":      {0, 1},
	"github.com/go-json-experiment/json.UnmarshalDecode":    {0, 1},
	"github.com/json-iterator/go.Unmarshal":                 {0, 1},
	"github.com/json-iterator/go.UnmarshalFromString":       {0, 1},
	"(github.com/json-iterator/go.API).Unmarshal":           {0, 1},
	"(github.com/json-iterator/go.API).UnmarshalFromString": {0, 1},
	"github.com/goccy/go-json.Unmarshal":                    {0, 1},
	"github.com/goccy/go-json.UnmarshalContext":             {1, 2},
	"github.com/goccy/go-json.UnmarshalNoEscape":            {0, 1},
	"github.com/goccy/go-json.UnmarshalWithOption":          {0, 1},
	"github.com/bytedance/sonic.Unmarshal":                  {0, 1},
	"github.com/bytedance/sonic.UnmarshalString":            {0, 1},
	"(github.com/bytedance/sonic.API).Unmarshal":            {0, 1},
	"(github.com/bytedance/sonic.API).UnmarshalFromString":  {0, 1},
	"github.com/segmentio/encoding/json.Unmarshal":          {0, 1},
	"github.com/mailru/easyjson.Unmarshal":                  {0, 1},
	"github.com/mailru/easyjson.UnmarshalFromReader":        {0, 1},
	"github.com/pquerna/ffjson/ffjson.Unmarshal":            {0, 1},
	"github.com/gogf/gf/v2/encoding/gjson.Unmarshal":        {0, 1},
	"github.com/gogf/gf/v2/encoding/gjson.DecodeTo":         {0, 1},
	"github.com/mitchellh/mapstructure.Decode":              {0, 1},
	"github.com/go-viper/mapstructure/v2.Decode":            {0, 1},
	"sigs.k8s.io/yaml.Unmarshal":                            {0, 1},
	"gopkg.in/yaml.v3.Unmarshal":                            {0, 1},
}

// discards reports whether a copy goes to io.Discard: a body that is drained, out of
// habit, is not read.
func discards(call *ast.CallExpr, s *scope) bool {
	sel, ok := ast.Unparen(call.Args[0]).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	obj := s.pkg.Info.Uses[sel.Sel]
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "io" && obj.Name() == "Discard"
}

// encoders are functions that encode their first argument, and return the bytes first.
var encoders = set(`encoding/json.Marshal encoding/json.MarshalIndent encoding/json/v2.Marshal github.com/goccy/go-json.Marshal
	github.com/go-json-experiment/json.Marshal
	github.com/bytedance/sonic.Marshal github.com/bytedance/sonic.MarshalString (github.com/bytedance/sonic.API).Marshal
	github.com/json-iterator/go.Marshal (github.com/json-iterator/go.API).Marshal github.com/segmentio/encoding/json.Marshal`)

// library follows e into a function that the engine has a row for, and reports whether
// it has one.
func (f *follower) library(call *ast.CallExpr, e ast.Expr, fn *types.Func, p part, s *scope) bool {
	name := fn.Origin().FullName()
	if at, ok := decoders[name]; ok {
		f.decoderCall(call, e, at, p, s)
		return true
	}
	switch {
	case strings.HasSuffix(name, ").Decode") && p.kind == decoded:
		return true // the target of a decoder
	case p.boxes > 0:
		return false
	case p.kind == decoded && encoders[name] && !f.small(e, p, s):
		f.leaves(e, p, "encoded again", s)
		p = p.of(body)
		p.again = true
		f.result(call, 0, p, s)
	case p.kind == body && name == "io.Copy" && discards(call, s):
	case p.kind == body && (bodyFuncs[name] || passedOn(name)):
		f.step(call, p, s)
	case p.kind == body && writers[name]:
		f.written(call, e, p, s)
	case p.kind == body && name == "fmt.Sprintf":
		f.step(call, p, s)
	case p.kind == body && queries[name].takes > 0:
		f.queryCall(call, name, p, s)
	case p.kind == queried && queries[name].takes > 0:
		f.queryCall(call, name, p, s)
	default:
		return false
	}
	return true
}

// passedOn reports whether a function hands its argument on with other text or white
// space around: bytes.TrimSpace, strings.NewReader and their like.
func passedOn(name string) bool {
	pkg, fn, _ := strings.Cut(name, ".")
	if pkg != "bytes" && pkg != "strings" {
		return false
	}
	return slices.ContainsFunc([]string{"New", "Trim", "Replace", "Clone", "Split", "Fields", "Cut", "To", "Join"}, func(p string) bool { return strings.HasPrefix(fn, p) })
}

// writers are the methods that add their argument to their receiver.
var writers = set("(*bytes.Buffer).Write (*bytes.Buffer).WriteString (*strings.Builder).Write (*strings.Builder).WriteString")

// written follows bytes into the buffer that they are written to.
func (f *follower) written(call *ast.CallExpr, e ast.Expr, p part, s *scope) {
	f.leaves(e, p, "collected in a buffer", s)
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		f.hold(sel.X, e, p, s)
	}
}

// decoderCall is a call of a decoder with e as source or target. What is decoded out of
// a text that the model wrote is not a part of the answer's own format; a raw message is.
func (f *follower) decoderCall(call *ast.CallExpr, e ast.Expr, at [2]int, p part, s *scope) {
	if at[1] >= len(call.Args) || call.Args[at[0]] != e {
		return // the target
	}
	switch {
	case p.boxes > 0:
	case p.kind == body:
		f.decode(call, call.Args[at[1]], p, s)
	case p.kind == decoded && !textOf(s.pkg.Info, e):
		f.decode(call, call.Args[at[1]], p.of(body), s)
	default:
		f.use(e, p, Read, s)
	}
}

// textOf reports whether e is a decoded string, or the bytes of one.
func textOf(info *types.Info, e ast.Expr) bool {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && len(call.Args) == 1 {
		if tv := info.Types[call.Fun]; tv.IsType() && isBasic(info.TypeOf(call.Args[0])) {
			return true
		}
	}
	return isBasic(info.TypeOf(e))
}

// bodyMethod is a method of a reader or decoder of the body.
func (f *follower) bodyMethod(call *ast.CallExpr, name string, p part, s *scope) {
	switch name {
	case "Decode":
		if len(call.Args) == 1 {
			f.decode(call, call.Args[0], p, s)
		}
	case "Bytes", "String", "Text", "ReadBytes", "ReadString", "ReadLine", "Next":
		f.step(call, p, s)
	case "Read":
		if len(call.Args) == 1 {
			f.hold(call.Args[0], call, p, s)
		}
	}
}

// decode is a call that decodes a body into target.
func (f *follower) decode(call *ast.CallExpr, target ast.Expr, p part, s *scope) {
	if f.resp.Decode == nil {
		f.resp.Decode = call
	}
	if !slices.Contains(f.resp.Decodes, call) {
		f.resp.Decodes = append(f.resp.Decodes, call)
	}
	if p.decode == nil {
		p.decode = call
	}
	if f.custom(call, target, p, s) {
		return
	}
	f.target(target, p.of(decoded), s)
}

// custom enters the UnmarshalJSON of the type that is decoded into, if the program has
// written one.
func (f *follower) custom(call *ast.CallExpr, target ast.Expr, p part, s *scope) bool {
	t := s.pkg.Info.TypeOf(target)
	if t == nil {
		return false
	}
	named, ok := types.Unalias(deptr(t)).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(named), true, named.Obj().Pkg(), "UnmarshalJSON")
	fn, _ := obj.(*types.Func)
	decl, home := f.e.declOf(fn)
	if decl == nil {
		return false
	}
	param, _ := paramObj(home, decl.Type, 0)
	callee := f.entered(home, decl, call, s)
	if param == nil || callee == nil {
		return true // inside that very method
	}
	callee.up = nil // the argument is not one of the call's
	f.bind(param, p, callee)
	return false
}

// target follows what is decoded into an expression.
func (f *follower) target(target ast.Expr, p part, s *scope) {
	target = ast.Unparen(target)
	if u, ok := target.(*ast.UnaryExpr); ok && u.Op == token.AND {
		target = ast.Unparen(u.X)
	}
	switch t := target.(type) {
	case *ast.Ident:
		obj := s.pkg.Info.ObjectOf(t)
		if v, ok := obj.(*types.Var); ok && shared(v) {
			f.leaves(target, p, "decoded into a package-level variable", s)
			f.everywhere(v, p)
			return
		}
		f.bind(obj, p, s)
		f.throughParam(obj, p, s)
		return
	case *ast.SelectorExpr:
		if v, ok := s.pkg.Info.Uses[t.Sel].(*types.Var); ok {
			f.leaves(target, p, "decoded into a field or element", s)
			f.everywhere(v, p)
			return
		}
	case *ast.IndexExpr:
		f.leaves(target, p, "decoded into a field or element", s)
		f.hold(t.X, target, p.boxed(), s)
		return
	case *ast.StarExpr:
		f.target(t.X, p, s)
		return
	}
	f.escape(target, p, "decoded into a field or element", s)
}

// throughParam follows what a function decoded into its parameter back into the
// arguments: of the call that entered it, or of all calls of it.
func (f *follower) throughParam(obj types.Object, p part, s *scope) {
	v, ok := obj.(*types.Var)
	if !ok {
		return
	}
	decl, ok := s.fn.(*ast.FuncDecl)
	if !ok {
		return
	}
	i := s.param(v)
	if i < 0 {
		f.throughReceiver(decl, v, p, s)
		return
	}
	if s.up != nil {
		if i < len(s.fr.Call.Args) {
			f.target(s.fr.Call.Args[i], p, s.up)
		}
		return
	}
	found := false
	for _, c := range append(f.e.callersOf(s.pkg, decl), f.e.dynamicCallers(s.pkg, decl)...) {
		if c.fn == nil || i >= len(c.call.Args) || s.climbs >= maxFollowedUp {
			continue
		}
		found = true
		caller := f.scope(c.pkg, c.fn, nil, nil)
		caller.climbs = max(caller.climbs, s.climbs+1)
		f.target(c.call.Args[i], p, caller)
	}
	id := ast.NewIdent(obj.Name())
	id.NamePos = obj.Pos()
	f.resp.Escapes = append(f.resp.Escapes, Escape{Expr: id, What: p.what(), Reason: "decoded into a parameter", Followed: found, Frame: s.fr, Decode: p.decode})
}

// throughReceiver is throughParam for a method that decodes into its receiver.
func (f *follower) throughReceiver(decl *ast.FuncDecl, v *types.Var, p part, s *scope) {
	if decl.Recv == nil || len(decl.Recv.List) != 1 || len(decl.Recv.List[0].Names) != 1 || s.pkg.Info.Defs[decl.Recv.List[0].Names[0]] != types.Object(v) {
		return
	}
	if s.up == nil || s.fr.Call == nil {
		return
	}
	if sel, ok := ast.Unparen(s.fr.Call.Fun).(*ast.SelectorExpr); ok {
		f.target(sel.X, p, s.up)
	}
}
