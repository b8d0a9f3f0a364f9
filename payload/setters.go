package payload

import (
	"go/types"
	"strings"
)

// modelOf is what is known of a function: its row in the table, or that it is a setter of
// aws-sdk-go v1, of which every input struct has one for each member, or an encoder that
// easyjson generated.
func modelOf(fn *types.Func) (model, bool) {
	if m, ok := models[fn.Origin().FullName()]; ok {
		return m, true
	}
	if fn.Pkg() != nil && strings.HasPrefix(fn.Pkg().Path(), "github.com/aws/aws-sdk-go/service/") && setterField(fn) != nil {
		return model{setMember1}, true
	}
	if recv := fn.Signature().Recv(); fn.Name() == "MarshalJSON" && recv != nil && methodOf(recv.Type(), "MarshalEasyJSON", true) != nil {
		return model{marshalReceiver}, true
	}
	return model{}, false
}

// marshalReceiver is the MarshalJSON that easyjson generates.
func marshalReceiver(c *callCtx) goValue {
	if c.recv == nil {
		return nil
	}
	return c.marshalled(c.recv, len(c.e.Args))
}

// setterField is the field that a method SetX(x) *T of a struct sets, or nil.
func setterField(fn *types.Func) *types.Var {
	sig := fn.Signature()
	name, ok := strings.CutPrefix(fn.Name(), "Set")
	if !ok || sig.Recv() == nil || sig.Params().Len() != 1 || sig.Results().Len() != 1 {
		return nil
	}
	obj, index, _ := types.LookupFieldOrMethod(sig.Recv().Type(), true, fn.Pkg(), name)
	f, _ := obj.(*types.Var)
	if f == nil || len(index) != 1 {
		return nil
	}
	return f
}

// setMember1 sets a member of an input and gives the input back. A member that is a
// pointer gets the address of a copy.
func setMember1(c *callCtx) goValue {
	f := setterField(c.fn)
	p, ok := c.recv.(*pointer)
	if !ok {
		return nil
	}
	_, index, _ := types.LookupFieldOrMethod(p.typ, true, c.fn.Pkg(), f.Name())
	v := c.arg(0)
	if isPointer(f.Type()) && !isPointer(typeOf(v)) {
		v = c.a.r.newPointer(c.st, v, f.Type(), pointee(f.Type()), c.a.src(c.e))
	}
	set := fieldSet{node: c.e, key: c.e.Args[0], pos: c.e.Pos()}
	c.a.r.store(c.st, p.addr, append(p.path[:len(p.path):len(p.path)], index...), v, set, c.e.Pos())
	return p
}
