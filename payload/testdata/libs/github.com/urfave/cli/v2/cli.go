// Package cli stands in for the library at this path in tests.
package cli

type StringFlag struct{ Name, Value string }

type Context struct{}

func (c *Context) String(name string) string { return "" }
