// Package errors stands in for github.com/cockroachdb/errors.
package errors

func New(msg string) error
func Wrapf(err error, format string, args ...any) error
