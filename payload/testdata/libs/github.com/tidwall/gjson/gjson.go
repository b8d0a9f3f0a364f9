// Package gjson stands in for the library of that name in tests: its API, without what it
// does.
package gjson

type Result struct{}

func GetBytes(json []byte, path string) Result          { return Result{} }
func GetManyBytes(json []byte, path ...string) []Result { return nil }
func ParseBytes(json []byte) Result                     { return Result{} }

func (Result) Get(path string) Result                        { return Result{} }
func (Result) String() string                                { return "" }
func (Result) Int() int64                                    { return 0 }
func (Result) Array() []Result                               { return nil }
func (Result) Value() any                                    { return nil }
func (Result) ForEach(iterator func(key, value Result) bool) {}
