package payload

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// holeParser reads JSON text of which some pieces are only known at run time: the
// holes. A hole may stand for a whole value, or be part of a string. Anywhere else (a
// key, a piece of syntax) it makes the whole text unknown, since what it holds decides
// how the rest is to be read.
type holeParser struct {
	n   enc
	ps  []piece
	i   int // current piece
	off int // offset in it, when it is a literal
}

// maxJSONDepth bounds the nesting of values in a text, as encoding/json does.
const maxJSONDepth = 200

// parse reads a text as one JSON value.
func (r *run) parse(ps []piece, n enc) Value {
	p := &holeParser{n: n, ps: joinLits(ps)}
	v, err := p.value(0)
	if err == nil {
		p.space()
		if _, _, more := p.peek(); more {
			err = p.errorf("text after the JSON value")
		}
	}
	if err != nil {
		return err
	}
	return v
}

// peek is the next byte, or the hole that stands next; more is false at the end.
func (p *holeParser) peek() (c byte, hole *piece, more bool) {
	if p.i >= len(p.ps) {
		return 0, nil, false
	}
	cur := &p.ps[p.i]
	if !cur.isLit() {
		return 0, cur, true
	}
	return cur.lit[p.off], nil, true
}

func (p *holeParser) next() {
	if p.i >= len(p.ps) {
		return
	}
	if cur := &p.ps[p.i]; cur.isLit() {
		if p.off++; p.off < len(cur.lit) {
			return
		}
	}
	p.i++
	p.off = 0
}

func (p *holeParser) space() {
	for {
		c, hole, more := p.peek()
		if !more || hole != nil || !strings.ContainsRune(" \t\r\n", rune(c)) {
			return
		}
		p.next()
	}
}

// pos is the place in the source of what stands next.
func (p *holeParser) pos() token.Pos {
	pos := token.NoPos
	if p.i < len(p.ps) {
		if cur := p.ps[p.i]; cur.isLit() {
			pos = cur.pos(p.off)
		} else if cur.val != nil {
			pos = cur.val.from().pos
		}
	}
	if !pos.IsValid() {
		pos = p.n.pos
	}
	return pos
}

func (p *holeParser) origin() Origin { return Origin{At: p.pos(), Frame: p.n.a.fr} }

// syntaxError is the reason why a text is not understood.
type syntaxError = *Unknown

func (p *holeParser) errorf(format string, args ...any) syntaxError {
	return &Unknown{Orig: p.origin(), Reason: "not understood as JSON: " + fmt.Sprintf(format, args...)}
}

func (p *holeParser) value(depth int) (Value, syntaxError) {
	if depth > maxJSONDepth {
		return nil, p.errorf("nested too deeply")
	}
	p.space()
	c, hole, more := p.peek()
	switch {
	case !more:
		return nil, p.errorf("it ends where a value is expected")
	case hole != nil:
		return p.holeValue(hole)
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		return p.str()
	}
	return p.scalar()
}

// holeValue is a hole in the place of a value.
func (p *holeParser) holeValue(h *piece) (Value, syntaxError) {
	defer p.next()
	switch {
	case h.json != nil:
		return h.json, nil
	case h.each != nil:
		return nil, p.errorf("text that a loop adds")
	}
	t := typeOf(h.val)
	if !isBasic(t) {
		return p.n.unknown(h.val, "text that is put into JSON as it is"), nil
	}
	b := t.Underlying().(*types.Basic)
	e := p.n.leaf(h.val, t)
	switch {
	case b.Info()&types.IsString != 0 && h.verb == "%q":
		return e, nil
	case hasTextMethods(t):
	case b.Info()&types.IsNumeric != 0 && numberVerb(h.verb):
		if strings.Contains(h.verb, ".") {
			e.why = "rounded by " + h.verb
		}
		return e, nil
	case b.Info()&types.IsBoolean != 0 && (h.verb == "%t" || h.verb == "%v"):
		return e, nil
	}
	return p.n.unknown(h.val, "text that is put into JSON as it is"), nil
}

// numberVerb reports whether a verb prints numbers in decimal notation.
func numberVerb(verb string) bool {
	if verb == "" {
		return false
	}
	flags := strings.Trim(verb[1:len(verb)-1], "0123456789.")
	return flags == "" && !strings.HasPrefix(verb, "%0") && strings.ContainsRune("dvgfeFG", rune(verb[len(verb)-1]))
}

func (p *holeParser) object(depth int) (Value, syntaxError) {
	out := &Object{Orig: p.origin()}
	p.next()
	p.space()
	if c, hole, _ := p.peek(); hole == nil && c == '}' {
		p.next()
		return out, nil
	}
	for {
		p.space()
		f, err := p.member(depth)
		if err != nil {
			return nil, err
		}
		out.Fields = append(out.Fields, f)
		if done, err := p.separator('}'); err != nil || done {
			return out, err
		}
	}
}

func (p *holeParser) member(depth int) (*Field, syntaxError) {
	at := p.pos()
	if c, hole, more := p.peek(); !more || hole != nil || c != '"' {
		return nil, p.errorf("a key is expected")
	}
	k, err := p.str()
	if err != nil {
		return nil, err
	}
	key, ok := k.(*Const)
	if !ok {
		return nil, p.errorf("a key that is not constant")
	}
	p.space()
	if c, hole, more := p.peek(); !more || hole != nil || c != ':' {
		return nil, p.errorf("a colon is expected after the key %q", constant.StringVal(key.Val))
	}
	p.next()
	v, err := p.value(depth + 1)
	if err != nil {
		return nil, err
	}
	return &Field{Key: constant.StringVal(key.Val), KeyAt: at, Value: v}, nil
}

// separator reads a comma, or the end of an object or array.
func (p *holeParser) separator(end byte) (done bool, err syntaxError) {
	p.space()
	c, hole, more := p.peek()
	switch {
	case !more:
		return false, p.errorf("it ends inside an object or array")
	case hole != nil:
		return false, p.errorf("text put between values")
	case c == end:
		p.next()
		return true, nil
	case c == ',':
		p.next()
		return false, nil
	}
	return false, p.errorf("a comma is expected instead of %q", c)
}

func (p *holeParser) array(depth int) (Value, syntaxError) {
	out := &Array{Orig: p.origin()}
	p.next()
	p.space()
	if c, hole, _ := p.peek(); hole == nil && c == ']' {
		p.next()
		return out, nil
	}
	for {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		out.Elems = append(out.Elems, &Elem{Value: v})
		if done, err := p.separator(']'); err != nil || done {
			return out, err
		}
	}
}
