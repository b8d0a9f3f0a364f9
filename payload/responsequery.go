package payload

import (
	"go/ast"
	"go/constant"
	"strconv"
	"strings"
)

// style is how a library spells a path into JSON.
type style int

const (
	whole  style = iota // no path: the document itself
	dotted              // one argument: "content.0.text"
	many                // several arguments, each a dotted path of its own
	keyed               // an argument a step: "content", "[0]", "text" or "content", 0, "text"
)

// querier is a function that reads JSON without decoding it into a Go value.
type querier struct {
	takes int // index of the first argument that is not the document, plus one
	style style
	from  int // index of the first path argument
}

// queries are the functions of libraries that query JSON.
var queries = map[string]querier{
	"github.com/tidwall/gjson.Parse":                    {1, whole, 1},
	"github.com/tidwall/gjson.ParseBytes":               {1, whole, 1},
	"github.com/tidwall/gjson.Get":                      {1, dotted, 1},
	"github.com/tidwall/gjson.GetBytes":                 {1, dotted, 1},
	"github.com/tidwall/gjson.GetMany":                  {1, many, 1},
	"github.com/tidwall/gjson.GetManyBytes":             {1, many, 1},
	"github.com/buger/jsonparser.Get":                   {1, keyed, 1},
	"github.com/buger/jsonparser.GetString":             {1, keyed, 1},
	"github.com/buger/jsonparser.GetInt":                {1, keyed, 1},
	"github.com/buger/jsonparser.GetFloat":              {1, keyed, 1},
	"github.com/buger/jsonparser.GetBoolean":            {1, keyed, 1},
	"github.com/buger/jsonparser.GetUnsafeString":       {1, keyed, 1},
	"github.com/bytedance/sonic.Get":                    {1, keyed, 1},
	"github.com/bytedance/sonic.GetFromString":          {1, keyed, 1},
	"github.com/json-iterator/go.Get":                   {1, keyed, 1},
	"(github.com/json-iterator/go.API).Get":             {1, keyed, 1},
	"github.com/Jeffail/gabs.ParseJSON":                 {1, whole, 1},
	"github.com/Jeffail/gabs/v2.ParseJSON":              {1, whole, 1},
	"github.com/bitly/go-simplejson.NewJson":            {1, whole, 1},
	"github.com/valyala/fastjson.ParseBytes":            {1, whole, 1},
	"github.com/valyala/fastjson.Parse":                 {1, whole, 1},
	"(*github.com/valyala/fastjson.Parser).Parse":       {1, whole, 1},
	"(*github.com/valyala/fastjson.Parser).ParseBytes":  {1, whole, 1},
	"github.com/valyala/fastjson.GetString":             {1, keyed, 1},
	"github.com/valyala/fastjson.GetBytes":              {1, keyed, 1},
	"github.com/valyala/fastjson.GetInt":                {1, keyed, 1},
	"github.com/gogf/gf/v2/encoding/gjson.New":          {1, whole, 1},
	"github.com/gogf/gf/v2/encoding/gjson.LoadContent":  {1, whole, 1},
	"github.com/gogf/gf/v2/encoding/gjson.DecodeToJson": {1, whole, 1},
	"github.com/gogf/gf/v2/encoding/gjson.LoadJson":     {1, whole, 1},
}

// queryCall is a call of one of queries on a body.
func (f *follower) queryCall(call *ast.CallExpr, name string, p part, s *scope) {
	q := queries[name]
	p = p.of(queried)
	if f.resp.Decode == nil {
		f.resp.Decode = call
	}
	if q.style == many {
		for i := q.from; i < len(call.Args); i++ {
			if sub, ok := f.path(call.Args[i:i+1], dotted, p, s); ok {
				f.use(call, sub, Read, s)
			}
		}
		return
	}
	sub, ok := f.path(call.Args[min(q.from, len(call.Args)):], q.style, p, s)
	if !ok {
		f.escape(call, part{kind: body}, "queried by a path that cannot be followed", s)
		return
	}
	f.result(call, 0, sub, s)
}

// query is a method of a query's result.
func (f *follower) query(call *ast.CallExpr, name string, p part, s *scope) {
	switch name {
	case "Get", "GetJson", "Path", "GetPath", "Search", "S", "CheckGet", "GetStringBytes", "GetString", "GetInt", "GetInt64",
		"GetFloat64", "GetBool", "GetArray", "GetObject", "GetUint", "GetIndex", "Index", "ArrayElement":
		f.descend(call, name, p, s)
	case "Array", "Children", "MustArray", "Interfaces", "GetValues":
		f.use(call, p, Ranged, s)
		f.elementsOf(call, p, s)
	case "ForEach":
		f.forEach(call, p, s)
	case "Map", "Value", "Data", "MustMap", "Interface", "Var":
		f.escape(call, p, "read by "+name, s)
	default:
		f.use(call, p, Read, s)
	}
}

// descend is a method that goes to a member or element.
func (f *follower) descend(call *ast.CallExpr, name string, p part, s *scope) {
	sort := keyed
	if len(call.Args) == 1 && name != "GetIndex" && name != "Index" {
		sort = dotted
	}
	sub, ok := f.path(call.Args, sort, p, s)
	switch {
	case !ok:
		f.escape(call, p, "queried by a path that cannot be followed", s)
	case strings.HasPrefix(name, "Get") && name != "Get" && name != "GetJson" && name != "GetPath" && name != "GetIndex" && name != "GetArray":
		f.use(call, sub, Read, s)
	default:
		f.result(call, 0, sub, s)
	}
}

// elementsOf follows the elements of an array that a call gives.
func (f *follower) elementsOf(call *ast.CallExpr, p part, s *scope) {
	switch s.parents[call].(type) {
	case *ast.RangeStmt, *ast.IndexExpr, *ast.AssignStmt:
		f.result(call, 0, p.element(-1).boxed(), s)
	default:
		f.escape(call, p, "ranged over", s)
	}
}

// forEach binds the value parameter of a callback.
func (f *follower) forEach(call *ast.CallExpr, p part, s *scope) {
	f.use(call, p, Ranged, s)
	if len(call.Args) == 1 {
		if lit, ok := call.Args[0].(*ast.FuncLit); ok {
			if obj, _ := paramObj(s.pkg, lit.Type, 1); obj != nil {
				f.bind(obj, p.element(-1), s)
			}
			return
		}
	}
	f.escape(call, p, "read by ForEach", s)
}

// path is p with the path behind it that the arguments spell.
func (f *follower) path(args []ast.Expr, st style, p part, s *scope) (part, bool) {
	if st == whole {
		return p, true
	}
	for _, a := range args {
		v := f.constant(a, s)
		switch {
		case v == nil && st == keyed && isBasic(s.pkg.Info.TypeOf(a)):
			return p, false
		case v == nil:
			return p, false
		case v.Kind() == constant.Int:
			n, _ := intOf(&constVal{val: v})
			p = p.element(n)
		case st == keyed:
			p = p.segment(keyText(v))
		default:
			for _, seg := range segments(keyText(v)) {
				if rearranges(seg) {
					return p, false
				}
				if key := filterKey(seg); key != "" {
					f.use(a, p.element(-1).member(key), Compared, s)
				}
				p = p.segment(seg)
			}
		}
		if st == dotted {
			break
		}
	}
	return p, true
}

// segment is p with one step of a path behind it.
func (p part) segment(seg string) part {
	bare := strings.TrimSuffix(strings.TrimPrefix(seg, "["), "]")
	n, err := strconv.Atoi(bare)
	switch {
	case err == nil:
		return p.element(n)
	case strings.HasPrefix(seg, "#"), seg == "*":
		return p.element(-1)
	case strings.HasPrefix(seg, "@"), seg == "":
		return p
	}
	return p.member(strings.ReplaceAll(seg, `\`, ""))
}

// rearranges reports whether a step of a path makes a value of its own: a modifier that
// changes what stands there, or a list of paths.
func rearranges(seg string) bool {
	switch name, _, _ := strings.Cut(seg, ":"); name {
	case "@this", "@pretty", "@ugly", "@valid", "@reverse":
		return false
	}
	return strings.HasPrefix(seg, "@") || strings.HasPrefix(seg, "{") || strings.HasPrefix(seg, "[") && strings.Contains(seg, ",")
}

// filterKey is the member that a filter looks at: type of #(type=="text"); "" of a step
// that is none.
func filterKey(seg string) string {
	cond, ok := strings.CutPrefix(seg, "#(")
	if !ok {
		return ""
	}
	end := strings.IndexAny(cond, "=!<>%)")
	if end < 0 {
		return ""
	}
	return strings.TrimSpace(cond[:end])
}

// segments splits a path at dots and bars, but not inside a filter: content.#(type=="a.b").text.
func segments(path string) []string {
	var out []string
	depth, start := 0, 0
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c == '\\':
			i++
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case (c == '.' || c == '|') && depth == 0:
			out = append(out, path[start:i])
			start = i + 1
		}
	}
	return append(out, path[start:])
}
