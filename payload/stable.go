package payload

import (
	"go/ast"
)

// sealer gives every leaf of a symbolic value its Stability: the state in which the
// target is called is compared with the moment at which the leaf was evaluated. Each
// cell remembers when it was last written, so a leaf is stable if nothing that its
// expression reads was written since.
type sealer struct {
	r     *run
	h     hit
	loops []*Loop         // whose variables may be used
	made  map[*Loop]*Loop // sealed: elements of one loop stay so
	calls string          // the reason that a call in the expression being checked gives
}

func (s *sealer) value(v Value) Value {
	switch v := v.(type) {
	case *String:
		c := *v
		c.Parts = s.parts(v.Parts)
		c.Stable = s.check(v.Orig, v.clock, "")
		return &c
	case *Expr:
		return s.expr(v)
	case *Object:
		c := *v
		c.Fields = make([]*Field, len(v.Fields))
		for i, f := range v.Fields {
			g := *f
			g.Value, g.Presence = s.value(f.Value), s.presence(f.Presence)
			c.Fields[i] = &g
		}
		c.Whole = s.whole(v.Whole, v.kept)
		return &c
	case *Array:
		c := *v
		c.Elems = make([]*Elem, len(v.Elems))
		for i, e := range v.Elems {
			c.Elems[i] = s.elem(e)
		}
		c.Whole = s.whole(v.Whole, v.kept)
		return &c
	case *Alt:
		c := *v
		c.Cases = make([]AltCase, len(v.Cases))
		for i, k := range v.Cases {
			c.Cases[i] = AltCase{When: s.conds(k.When), Value: s.value(k.Value)}
		}
		c.Stable = s.check(v.Orig, v.clock, "")
		return &c
	case *Unknown:
		c := *v
		c.Stable = s.check(v.Orig, v.clock, "")
		return &c
	}
	return v
}

func (s *sealer) expr(v *Expr) *Expr {
	c := *v
	c.Stable = s.check(v.Orig, v.clock, v.why)
	return &c
}

// whole checks an expression for a map or slice, of which the content counts as well.
func (s *sealer) whole(e *Expr, kept memory) *Expr {
	if e == nil {
		return nil
	}
	e = s.expr(e)
	if why := s.rewritten(kept); why != "" {
		e.Stable = Stability{Why: why}
	}
	return e
}

func (s *sealer) elem(e *Elem) *Elem {
	c := *e
	if e.Loop != nil {
		c.Loop = s.loop(e.Loop)
		s.loops = append(s.loops, e.Loop)
		defer func() { s.loops = s.loops[:len(s.loops)-1] }()
	}
	c.Value, c.Presence = s.value(e.Value), s.presence(e.Presence)
	return &c
}

func (s *sealer) loop(l *Loop) *Loop {
	if s.made[l] == nil {
		c := *l
		c.Over = s.value(l.Over)
		if s.made == nil {
			s.made = make(map[*Loop]*Loop)
		}
		s.made[l] = &c
	}
	return s.made[l]
}

func (s *sealer) parts(ps []Part) []Part {
	out := make([]Part, len(ps))
	for i, p := range ps {
		if p.Expr != nil {
			p.Expr = s.expr(p.Expr)
		}
		if p.Loop != nil {
			s.loops = append(s.loops, p.Loop)
			p.Each = s.parts(p.Each)
			s.loops = s.loops[:len(s.loops)-1]
		}
		out[i] = p
	}
	return out
}

func (s *sealer) presence(p Presence) Presence {
	p.When = s.conds(p.When)
	if p.OmitEmpty != nil {
		p.OmitEmpty = s.value(p.OmitEmpty)
	}
	return p
}

func (s *sealer) conds(cs []Cond) []Cond {
	if len(cs) == 0 {
		return nil
	}
	out := make([]Cond, len(cs))
	for i, c := range cs {
		c.Stable = s.check(c.Orig, c.clock, "")
		if !c.Stable.OK && c.origins != nil {
			s.useOrigins(&c)
		}
		if _, isLoop := c.Stmt.(*ast.ForStmt); isLoop {
			c.Stable = Stability{Why: "whether a loop ran"}
		} else if _, isLoop := c.Stmt.(*ast.RangeStmt); isLoop {
			c.Stable = Stability{Why: "whether a loop ran"}
		}
		out[i] = c
	}
	return out
}

// check compares the evaluation of o at time clock with the state at the target.
func (s *sealer) check(o Origin, clock int, why string) Stability {
	switch {
	case why != "":
		return Stability{Why: why}
	case o.Expr == nil:
		return Stability{Why: "no expression stands for it"}
	case o.Frame == nil:
		return Stability{Why: "not evaluated in a function"}
	}
	if _, ok := o.Expr.(*ast.BadExpr); ok {
		return Stability{Why: "no expression stands for it"}
	}
	s.calls = ""
	if why := s.walk(o.Expr, o.Frame, clock, 0); why != "" {
		return Stability{Why: why}
	}
	if s.calls != "" {
		return Stability{Why: s.calls, Once: s.ownFrame(o.Frame)}
	}
	return Stability{OK: true}
}
