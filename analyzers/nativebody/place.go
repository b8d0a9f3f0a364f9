package nativebody

import "go/token"

// End makes a site a node, from the method's name on.
func (s span) End() token.Pos { return s.Call.End() }

// at is a place without a node of its own.
type at token.Pos

func (a at) Pos() token.Pos { return token.Pos(a) }
func (a at) End() token.Pos { return token.Pos(a) }
