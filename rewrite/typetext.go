package rewrite

import (
	"go/scanner"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// typeText is a type as a person would write it: go/types prints the tags of structs in
// double quotes, full of backslashes.
func typeText(t types.Type, qualify types.Qualifier) string {
	text := types.TypeString(t, qualify)
	var out strings.Builder
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), nil, 0)
	done := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return out.String() + text[done:]
		}
		tag, err := strconv.Unquote(lit)
		if tok != token.STRING || err != nil || !strconv.CanBackquote(tag) {
			continue
		}
		at := file.Offset(pos)
		out.WriteString(text[done:at] + "`" + tag + "`")
		done = at + len(lit)
	}
}

// lastParameter is the type of a parameter and what closes the list. A type of several
// lines ends with a comma on a line of its own, as gofumpt wants it.
func lastParameter(t types.Type, qualify types.Qualifier) string {
	if isStruct(t) && !isNamed(t) {
		return typeText(t, qualify) + ",\n)"
	}
	return typeText(t, qualify) + ")"
}

func isNamed(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Named)
	return ok
}
