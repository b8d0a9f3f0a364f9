package load

import "bytes"

// outline returns the declarations of a Go file: its text without comments and without
// the bodies of its functions, on the same lines. Of a dependency nothing else is wanted,
// and to parse this takes a fraction of the time and memory.
//
// It knows Go's lexical rules and no more of the grammar than that a body follows the
// signature of a func which begins a line outside all brackets. A body that it does not
// recognise stays, which costs time and changes nothing.
func outline(src []byte) []byte {
	o := &outliner{src: src, out: make([]byte, 0, len(src)/2)}
	for o.pos < len(src) {
		if o.atFunc() {
			o.signature = true
		}
		o.step()
	}
	return o.out
}

type outliner struct {
	src, out  []byte
	pos       int
	depth     int  // of brackets of all kinds
	signature bool // behind the func of a declaration, on its line
	// braced says that the last word, with nothing but space behind it, was struct or
	// interface: the brace that follows is a type's.
	braced bool
}

// atFunc reports whether a function's declaration begins here.
func (o *outliner) atFunc() bool {
	const word = "func"
	rest := o.src[o.pos:]
	return o.depth == 0 && len(rest) > len(word) && rest[0] == 'f' && string(rest[:len(word)]) == word &&
		!isIdentByte(rest[len(word)]) && (o.pos == 0 || o.src[o.pos-1] == '\n')
}

// step copies, or leaves out, one token.
func (o *outliner) step() {
	c := o.src[o.pos]
	switch {
	case c == '{' && o.signature && o.depth == 0 && !o.braced:
		o.body()
		return
	case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		if c == '\n' && o.depth == 0 {
			o.signature = false
		}
		o.copyTo(o.pos + 1)
		return
	case isIdentByte(c):
		o.word()
		return
	}
	end, comment := tokenEnd(o.src, o.pos)
	if comment {
		o.blank(end)
		return
	}
	o.braced = false
	o.depth += nesting(c)
	o.copyTo(end)
}

func (o *outliner) word() {
	end := o.pos + 1
	for end < len(o.src) && isIdentByte(o.src[end]) {
		end++
	}
	word := o.src[o.pos:end]
	o.braced = string(word) == "struct" || string(word) == "interface"
	o.copyTo(end)
}

// body leaves out what stands between the braces of a function, the first of which is
// next. One that is not closed is copied: the parser says what is wrong.
func (o *outliner) body() {
	o.signature = false
	end, depth := o.pos, 0
	for end < len(o.src) {
		depth += nesting(o.src[end])
		if depth == 0 {
			o.out = append(o.out, '{')
			o.blank(end)
			o.copyTo(end + 1)
			return
		}
		end, _ = tokenEnd(o.src, end)
	}
	o.copyTo(len(o.src))
}

func (o *outliner) copyTo(end int) {
	o.out = append(o.out, o.src[o.pos:end]...)
	o.pos = end
}

// blank leaves out the text before end, all but its lines. A space keeps apart what the
// text kept apart.
func (o *outliner) blank(end int) {
	n := bytes.Count(o.src[o.pos:end], []byte("\n"))
	if n == 0 {
		o.out = append(o.out, ' ')
	}
	for range n {
		o.out = append(o.out, '\n')
	}
	o.pos = end
}

func nesting(c byte) int {
	switch c {
	case '(', '[', '{':
		return 1
	case ')', ']', '}':
		return -1
	}
	return 0
}

// tokenEnd returns the end of the string, rune literal or comment at pos, or of the one
// byte that stands there. A line comment ends before its newline.
func tokenEnd(src []byte, pos int) (end int, comment bool) {
	rest := src[pos:]
	switch {
	case rest[0] == '`':
		return after(src, pos+1, "`"), false
	case rest[0] == '"' || rest[0] == '\'':
		return quoteEnd(src, pos), false
	case bytes.HasPrefix(rest, []byte("//")):
		if n := bytes.IndexByte(rest, '\n'); n >= 0 {
			return pos + n, true
		}
		return len(src), true
	case bytes.HasPrefix(rest, []byte("/*")):
		return after(src, pos+2, "*/"), true
	}
	return pos + 1, false
}

// after returns the place behind the next mark, or the end.
func after(src []byte, pos int, mark string) int {
	if n := bytes.Index(src[pos:], []byte(mark)); n >= 0 {
		return pos + n + len(mark)
	}
	return len(src)
}

// quoteEnd returns the end of the quoted literal at pos, which a line's end cuts off.
func quoteEnd(src []byte, pos int) int {
	for i := pos + 1; i < len(src); i++ {
		switch src[i] {
		case '\\':
			i++
		case src[pos]:
			return i + 1
		case '\n':
			return i
		}
	}
	return len(src)
}
