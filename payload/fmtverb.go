package payload

import (
	"fmt"
	"go/constant"
	"go/types"
	"strings"
)

// segment is a part of a format string: a literal, or one verb with its flags.
type segment struct {
	lit  string
	off  int    // of lit in the format
	verb string // "%d", "%5.2f"
}

// maxFlags bounds the length of flags, width and precision: fmt refuses large widths,
// and nobody writes them.
const maxFlags = 6

// parseFormat splits a fmt format string. It is false for formats that take arguments
// out of order or widths from arguments, and for verbs without a letter.
func parseFormat(format string) ([]segment, bool) {
	var out []segment
	whole := len(format)
	for format != "" {
		off := whole - len(format)
		i := strings.IndexByte(format, '%')
		if i < 0 {
			out = append(out, segment{lit: format, off: off})
			break
		}
		if i > 0 {
			out = append(out, segment{lit: format[:i], off: off})
		}
		off += i
		format = format[i:]
		n := 1
		for n < len(format) && strings.IndexByte("+-# 0123456789.", format[n]) >= 0 {
			n++
		}
		if n >= len(format) || n > maxFlags {
			return nil, false
		}
		switch c := format[n]; {
		case c == '%' && n == 1:
			out = append(out, segment{lit: "%", off: off})
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			out = append(out, segment{verb: format[:n+1]})
		default:
			return nil, false
		}
		format = format[n+1:]
	}
	return out, true
}

// formatConst prints a constant of type t as fmt would; false when only a run can tell.
func formatConst(verb string, v constant.Value, t types.Type) (string, bool) {
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		return "", false
	}
	switch {
	case v.Kind() == constant.String:
		return fmt.Sprintf(verb, constant.StringVal(v)), true
	case v.Kind() == constant.Bool:
		return fmt.Sprintf(verb, constant.BoolVal(v)), true
	case b.Info()&types.IsInteger != 0 && b.Info()&types.IsUnsigned == 0:
		n, exact := constant.Int64Val(constant.ToInt(v))
		return fmt.Sprintf(verb, n), exact
	case b.Kind() == types.Float64:
		f, _ := constant.Float64Val(v)
		return fmt.Sprintf(verb, f), true
	case b.Kind() == types.Float32:
		f, _ := constant.Float32Val(v)
		return fmt.Sprintf(verb, f), true
	}
	return "", false
}
