package payload

import (
	"encoding/json"
	"go/constant"
	"go/token"
	"strings"
)

// str reads a JSON string, with holes in it.
func (p *holeParser) str() (Value, syntaxError) {
	o := p.origin()
	p.next()
	var parts []Part
	var chunk strings.Builder
	flush := func() syntaxError {
		if chunk.Len() == 0 {
			return nil
		}
		var s string
		if err := json.Unmarshal([]byte(`"`+chunk.String()+`"`), &s); err != nil {
			return p.errorf("a string with a wrong escape sequence or a raw control character")
		}
		chunk.Reset()
		parts = append(parts, Part{Lit: s})
		return nil
	}
	for {
		c, hole, more := p.peek()
		switch {
		case !more:
			return nil, p.errorf("it ends inside a string")
		case hole != nil:
			if err := flush(); err != nil {
				return nil, err
			}
			parts = append(parts, rawPart(p.n.part(*hole)))
		case c == '"':
			if err := flush(); err != nil {
				return nil, err
			}
			p.next()
			return stringValue(o, parts, p.n.a.r.clock), nil
		case c == '\\':
			chunk.WriteByte(c)
			p.next()
			if c, hole, more = p.peek(); !more || hole != nil {
				return nil, p.errorf("an escape sequence that is cut off")
			}
			chunk.WriteByte(c)
		default:
			chunk.WriteByte(c)
		}
		p.next()
	}
}

func stringValue(o Origin, parts []Part, clock int) Value {
	switch {
	case len(parts) == 0:
		return &Const{Orig: o, Val: constant.MakeString("")}
	case len(parts) == 1 && parts[0].Expr == nil:
		return &Const{Orig: o, Val: constant.MakeString(parts[0].Lit)}
	}
	return &String{Orig: o, Parts: parts, clock: clock}
}

// rawPart marks a piece that stands between quotes without having been escaped.
func rawPart(p Part) Part {
	if p.Expr != nil && (p.Verb == "" || p.Verb == "%q" || p.Verb == "%v" && !isBasic(p.Expr.Type) || p.Verb == "%s") {
		p.Raw = true
	}
	for i := range p.Each {
		p.Each[i] = rawPart(p.Each[i])
	}
	return p
}

// scalar reads a number, true, false or null.
func (p *holeParser) scalar() (Value, syntaxError) {
	o := p.origin()
	var word strings.Builder
	for {
		c, hole, more := p.peek()
		if !more || hole != nil || strings.IndexByte(" \t\r\n,]}:[{\"", c) >= 0 {
			break
		}
		word.WriteByte(c)
		p.next()
	}
	s := word.String()
	if !json.Valid([]byte(s)) {
		return nil, p.errorf("%.20q is no value", s)
	}
	switch s {
	case "null":
		return &Const{Orig: o}, nil
	case "true", "false":
		return &Const{Orig: o, Val: constant.MakeBool(s == "true")}, nil
	}
	num, negative := strings.CutPrefix(s, "-")
	kind := token.INT
	if strings.ContainsAny(num, ".eE") {
		kind = token.FLOAT
	}
	v := constant.MakeFromLiteral(num, kind, 0)
	if v.Kind() == constant.Unknown {
		return nil, p.errorf("%.20q is no number", s)
	}
	if negative {
		v = constant.UnaryOp(token.SUB, v, 0)
	}
	return &Const{Orig: o, Val: v}, nil
}
