package request

import (
	"errors"
	"go/ast"
	"go/types"
	"reflect"

	"golang.org/x/mod/semver"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rewrite/request/gocode"
	"github.com/bedrocklint/bedrocklint/rewrite/request/mapping"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Build makes the code of the Converse request for a call site of InvokeModel. A site
// that has to stay gives an error of type *CannotMove.
func Build(site *callsite.Site, q Names, opts Options) (*Code, error) {
	if opts.Catalog == nil {
		opts.Catalog = catalog.Default()
	}
	family := site.Model.Family
	if family == nil {
		return nil, stay(site, rules.CallUnknown, "the model family is not known; name it with //bedrocklint:model")
	}
	mapped, err := mapping.Map(mapping.Native{
		Family:  family,
		Model:   model(site),
		Body:    site.Request.Body,
		Members: members(site, opts.Catalog),
		Split:   opts.Split,
		Stream:  site.Operation == callsite.InvokeStream,
	})
	if err != nil {
		return nil, reasons(site, err)
	}
	if !opts.Part {
		addModelID(site, mapped.Tree)
	}
	at := place(site, opts)
	var helpers []Helper
	if mapped.Split != nil {
		h := splitHelper(mapped.Split.Template, q)
		at.Split, helpers = &gocode.Split{Prompt: mapped.Split.Prompt, Func: h.Name}, []Helper{h}
	}
	at.NextName = mapped.NextName
	printed, err := gocode.Print(at, q, inputType(site), mapped.Tree, mapped.Made)
	if err != nil {
		return nil, reasons(site, err)
	}
	code := &Code{
		Prelude: printed.Prelude,
		Input:   printed.Input,
		Reads:   printed.Reads,
		Helpers: append(helpers, printed.Helpers...),
		Moved:   printed.Moved,
		Since:   since(opts.Catalog, mapped.Paths),
	}
	for _, n := range mapped.Notes {
		code.Notes = append(code.Notes, Note(n))
	}
	code.Grade = grade(code.Notes)
	return code, nil
}

// model is the site's model where there is no doubt about it. Several models of one
// family differ in their chat template at most, so the first stands for them if they
// agree in that.
func model(site *callsite.Site) *catalog.Model {
	models := site.Model.Models
	if len(models) == 0 {
		return nil
	}
	for _, m := range models[1:] {
		if m.Template != models[0].Template {
			return nil
		}
	}
	return models[0]
}

func inputType(site *callsite.Site) reflect.Type {
	if site.Operation == callsite.InvokeStream {
		return gocode.ConverseStreamInput
	}
	return gocode.ConverseInput
}

func place(site *callsite.Site, opts Options) gocode.Site {
	return gocode.Site{Pkg: site.Pkg, Func: site.Func, Info: info(site), At: site.Call.Pos(), Fset: site.Fset(), Source: opts.Source, Held: opts.Held, Snapshot: opts.Snapshot, OnError: opts.OnError}
}

// info is the type information of the site's package; nil for a request that was not read.
func info(site *callsite.Site) *types.Info {
	if site.Request.Site == nil {
		return nil
	}
	return site.Request.Site.Info
}

// members are the members of the input other than Body and ModelId, in the catalog's order.
func members(site *callsite.Site, cat *catalog.Catalog) []mapping.Member {
	var out []mapping.Member
	for _, m := range cat.InputMembers() {
		v, ok := site.Request.Members[m.Name]
		if !ok {
			continue
		}
		if m.Transform == "" {
			v = asWritten(site, m.Name, v)
		}
		out = append(out, mapping.Member{Member: m, Value: v})
	}
	return out
}

// addModelID carries the model id over unchanged.
func addModelID(site *callsite.Site, tree *payload.Object) {
	v, ok := site.Request.Members["ModelId"]
	if !ok {
		v = &payload.Unknown{Reason: "the input sets no ModelId that could be found"}
	}
	id := &payload.Field{Key: "modelId", Value: mapping.Whole(asWritten(site, "ModelId", v))}
	tree.Fields = append([]*payload.Field{id}, tree.Fields...)
}

// asWritten takes a member as the input's own literal has it, pointer and all, when the
// literal stands inside the call: aws.String(modelID) stays what it is, however
// little is known of modelID.
func asWritten(site *callsite.Site, name string, v payload.Value) payload.Value {
	set, ok := site.Request.Sets[name].(*ast.KeyValueExpr)
	frame := site.Request.Site
	if !ok || frame == nil || frame.Info == nil {
		return v
	}
	inCall := site.Call.Pos() <= set.Pos() && set.End() <= site.Call.End()
	if !inCall && !settled(v) && !gocode.Untouched(site.Func, frame.Info, set.Value, set.End(), site.Call.Pos()) {
		return v
	}
	t := frame.Info.TypeOf(set.Value)
	if t == nil || !accepted(t) {
		return v
	}
	frame = &payload.Frame{Fn: site.Func, Info: frame.Info, Pkg: frame.Pkg}
	return &payload.Expr{
		Orig:   payload.Origin{Expr: set.Value, At: set.Value.Pos(), Frame: frame},
		Type:   t,
		Stable: payload.Stability{OK: true},
	}
}

// settled reports whether a value is the same at the literal and at the call.
func settled(v payload.Value) bool {
	switch v := v.(type) {
	case *payload.Const:
		return true
	case *payload.Expr:
		return v.Stable.OK
	}
	return false
}

// accepted reports whether the Converse member takes the Go type as it is: pointers to
// strings, and the SDK's enumerations.
func accepted(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		b, ok := types.Unalias(t.Elem()).(*types.Basic)
		return ok && b.Kind() == types.String
	case *types.Named:
		return true
	}
	return false
}

// since is the least version of module bedrockruntime that has every path.
func since(cat *catalog.Catalog, paths []string) string {
	least := cat.Since("messages")
	for _, p := range paths {
		if v := cat.Since(p); semver.Compare(v, least) > 0 {
			least = v
		}
	}
	return least
}

func stay(site *callsite.Site, code rules.Code, message string) error {
	return &CannotMove{Reasons: []callsite.Reason{{Code: code, Message: message, Node: site.Call}}}
}

// reasons turns the problems of a layer into those of the site. Another error is a
// mistake in this package and stays what it is.
func reasons(site *callsite.Site, err error) error {
	var out []callsite.Reason
	add := func(code rules.Code, message string, node ast.Node) {
		if node == nil || !node.Pos().IsValid() {
			node = site.Call
		}
		out = append(out, callsite.Reason{Code: code, Message: message, Node: node})
	}
	var unmapped mapping.Problems
	var unprinted gocode.Problems
	switch {
	case errors.As(err, &unmapped):
		for _, p := range unmapped {
			add(p.Code, p.Message, p.Node)
		}
	case errors.As(err, &unprinted):
		for _, p := range unprinted {
			add(rules.CallPartial, p.Message, p.Node)
		}
	default:
		return err
	}
	return &CannotMove{Reasons: out}
}
