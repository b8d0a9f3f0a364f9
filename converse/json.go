package converse

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Bodies pass through here on every call of the run-time adapter, so their JSON is read
// and written without reflection: strings of the decoded value are parts of one copy of
// the body. Both agree with encoding/json to the byte, which fuzz tests hold them to; what
// is not valid JSON is left to encoding/json, for its error.

var errSyntax = errors.New("not JSON")

// maxDepth is how deep encoding/json nests.
const maxDepth = 10000

// parser reads one JSON value.
type parser struct {
	s     string
	i     int
	depth int
	room  *Room
}

// parse decodes one JSON value and the white space around it.
func (r *Room) parse(data []byte) (any, error) {
	p := parser{s: string(data), room: r}
	begin := len(r.items)
	defer func() { r.items = r.items[:begin] }() // where an error left some
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	if p.space(); p.i < len(p.s) {
		return nil, errSyntax
	}
	return v, nil
}

func (p *parser) space() {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case ' ', '\t', '\n', '\r':
			p.i++
		default:
			return
		}
	}
}

// next skips white space and reports whether c follows, which it takes.
func (p *parser) next(c byte) bool {
	p.space()
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *parser) value() (any, error) {
	p.space()
	if p.i >= len(p.s) {
		return nil, errSyntax
	}
	switch c := p.s[p.i]; {
	case c == '{':
		return p.nested((*parser).object)
	case c == '[':
		return p.nested((*parser).array)
	case c == '"':
		s, err := p.text()
		return word(s), err
	case c == '-' || c >= '0' && c <= '9':
		begin := p.i
		if !p.number() {
			return nil, errSyntax
		}
		return numeral(p.s[begin:p.i]), nil
	}
	return p.word()
}

func (p *parser) nested(read func(*parser) (any, error)) (any, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, errSyntax
	}
	p.i++
	v, err := read(p)
	p.depth--
	return v, err
}

func (p *parser) object() (any, error) {
	m := p.room.object()
	if p.next('}') {
		return m, nil
	}
	for {
		p.space()
		if p.i >= len(p.s) || p.s[p.i] != '"' {
			return nil, errSyntax
		}
		key, err := p.text()
		if err != nil || !p.next(':') {
			return nil, errSyntax
		}
		if m[key], err = p.value(); err != nil {
			return nil, err
		}
		if p.next('}') {
			return m, nil
		}
		if !p.next(',') {
			return nil, errSyntax
		}
	}
}

func (p *parser) array() (any, error) {
	begin := len(p.room.items)
	if p.next(']') {
		return p.room.listFrom(begin), nil
	}
	for {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		p.room.items = append(p.room.items, v)
		if p.next(']') {
			return p.room.listFrom(begin), nil
		}
		if !p.next(',') {
			return nil, errSyntax
		}
	}
}

// ordinary returns the length of a prefix of s that has nothing but ASCII that stands for
// itself in a JSON string: no quote, backslash or control character. It looks at eight
// bytes at a time, which is why it may stop early.
func ordinary(s string) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	n := 0
	for ; len(s)-n >= 8; n += 8 {
		w := eight(s[n:])
		quote, slash := w^(ones*'"'), w^(ones*'\\')
		// The high bit of a byte of each term: below a space; a quote; a backslash; no ASCII.
		if ((w-ones*' ')|(quote-ones)|(slash-ones)|w)&highs != 0 {
			break
		}
	}
	return n
}

// eight returns the first eight bytes of s as one number, the first one lowest.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// text reads a string. One without escapes is part of the body.
func (p *parser) text() (string, error) {
	begin := p.i + 1
	plain := true
	for i := begin; i < len(p.s); i++ {
		if i += ordinary(p.s[i:]); i >= len(p.s) {
			break
		}
		switch c := p.s[i]; {
		case c == '"':
			p.i = i + 1
			if plain {
				return p.s[begin:i], nil
			}
			return unescaped(p.s[begin-1 : i+1])
		case c == '\\':
			plain = false
			i++
		case c < ' ':
			return "", errSyntax
		case c >= utf8.RuneSelf && plain:
			plain = validAt(p.s, &i)
		}
	}
	return "", errSyntax
}

// validAt reports whether valid UTF-8 stands at i, and goes to its last byte.
func validAt(s string, i *int) bool {
	r, size := utf8.DecodeRuneInString(s[*i:])
	if r == utf8.RuneError && size == 1 {
		return false
	}
	*i += size - 1
	return true
}

// unescaped leaves the rarer strings, those with escapes or broken UTF-8, to
// encoding/json, unless nothing but the commonest escapes is in them.
func unescaped(quoted string) (string, error) {
	if s, ok := simply(quoted[1 : len(quoted)-1]); ok {
		return s, nil
	}
	var s string
	if json.Unmarshal([]byte(quoted), &s) != nil {
		return "", errSyntax
	}
	return s, nil
}

// simply resolves escapes, all but those of surrogates.
func simply(s string) (string, bool) {
	if !utf8.ValidString(s) {
		return "", false
	}
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 {
			b.WriteString(s)
			return b.String(), true
		}
		b.WriteString(s[:i])
		if s[i+1] == 'u' {
			r, ok := hexRune(s[i+2:])
			if !ok {
				return "", false
			}
			b.WriteRune(r)
			s = s[i+6:]
			continue
		}
		j := strings.IndexByte(`"\/bfnrt`, s[i+1])
		if j < 0 {
			return "", false
		}
		b.WriteByte("\"\\/\b\f\n\r\t"[j])
		s = s[i+2:]
	}
}

// hexRune reads the four digits of an escape; false for half of a surrogate pair.
func hexRune(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	var r rune
	for i := range 4 {
		d := strings.IndexByte("0123456789abcdefABCDEF", s[i])
		if d < 0 {
			return 0, false
		}
		if d > 15 {
			d -= 6
		}
		r = r<<4 | rune(d)
	}
	return r, !utf16.IsSurrogate(r)
}

// number skips a number; false for what is none.
func (p *parser) number() bool {
	if p.s[p.i] == '-' {
		p.i++
	}
	whole := p.digits()
	if whole == 0 || whole > 1 && p.s[p.i-whole] == '0' {
		return false
	}
	if p.i < len(p.s) && p.s[p.i] == '.' {
		p.i++
		if p.digits() == 0 {
			return false
		}
	}
	if p.i < len(p.s) && (p.s[p.i] == 'e' || p.s[p.i] == 'E') {
		p.i++
		if p.i < len(p.s) && (p.s[p.i] == '+' || p.s[p.i] == '-') {
			p.i++
		}
		if p.digits() == 0 {
			return false
		}
	}
	return true
}

// isInteger reports whether a number is written without fraction and exponent and fits
// into 64 bits.
func isInteger(s string) bool {
	if strings.ContainsAny(s, ".eE") {
		return false // without the error that strconv would make
	}
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
}

// digits skips digits and counts them.
func (p *parser) digits() int {
	begin := p.i
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		p.i++
	}
	return p.i - begin
}

func (p *parser) word() (any, error) {
	switch rest := p.s[p.i:]; {
	case strings.HasPrefix(rest, "true"):
		p.i += len("true")
		return true, nil
	case strings.HasPrefix(rest, "false"):
		p.i += len("false")
		return false, nil
	case strings.HasPrefix(rest, "null"):
		p.i += len("null")
		return nil, nil
	}
	return nil, errSyntax
}

// sizeOf is about how long a value is as JSON: exact but for escapes.
func sizeOf(v any) int {
	switch v := v.(type) {
	case string:
		return len(v) + len(v)/32 + 2
	case json.Number:
		return len(v)
	case []any:
		n := 2
		for _, e := range v {
			n += sizeOf(e) + 1
		}
		return n
	case map[string]any:
		n := 2
		for k, e := range v {
			n += len(k) + sizeOf(e) + 4
		}
		return n
	}
	return len("false")
}

// appendJSON writes a decoded JSON value; false for anything that is none.
func appendJSON(b []byte, v any) ([]byte, bool) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), true
	case bool:
		if v {
			return append(b, "true"...), true
		}
		return append(b, "false"...), true
	case string:
		return appendText(b, v), true
	case json.Number:
		return append(b, v...), isNumber(string(v))
	case []any:
		return appendList(b, v)
	case map[string]any:
		return appendObject(b, v)
	}
	return b, false
}

func isNumber(s string) bool {
	if s == "" || s[0] != '-' && (s[0] < '0' || s[0] > '9') {
		return false
	}
	p := parser{s: s}
	return p.number() && p.i == len(s)
}

func appendList(b []byte, list []any) ([]byte, bool) {
	if list == nil {
		return append(b, "null"...), true
	}
	b = append(b, '[')
	ok := true
	for i, e := range list {
		if i > 0 {
			b = append(b, ',')
		}
		if b, ok = appendJSON(b, e); !ok {
			return b, false
		}
	}
	return append(b, ']'), true
}

func appendObject(b []byte, m map[string]any) ([]byte, bool) {
	if m == nil {
		return append(b, "null"...), true
	}
	var few [16]string // most objects sort on the stack
	b = append(b, '{')
	ok := true
	for i, k := range appendKeys(few[:0], m) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, k), ':')
		if b, ok = appendJSON(b, m[k]); !ok {
			return b, false
		}
	}
	return append(b, '}'), true
}

const hex = "0123456789abcdef"

// appendText writes a string with the escapes of encoding/json, those for HTML left out.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	begin := 0
	for i := 0; i < len(s); {
		if i += ordinary(s[i:]); i >= len(s) {
			break
		}
		if c := s[i]; c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			b = appendEscape(append(b, s[begin:i]...), c)
			i++
			begin = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = append(append(b, s[begin:i]...), `\ufffd`...)
			begin = i + size
		case r == '\u2028' || r == '\u2029':
			b = append(append(b, s[begin:i]...), `\u202`...)
			b = append(b, hex[r&0xf])
			begin = i + size
		}
		i += size
	}
	return append(append(b, s[begin:]...), '"')
}

func appendEscape(b []byte, c byte) []byte {
	if j := strings.IndexByte("\"\\\b\f\n\r\t", c); j >= 0 {
		return append(b, '\\', `"\bfnrt`[j])
	}
	return append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xf])
}
