// Package json stands in for the library at this path in tests: its face, and nothing
// behind it.
package json

import (
	"io"

	"encoding/json/jsontext"
)

type Options interface{ option() }

func Marshal(in any, opts ...Options) ([]byte, error)                      { return nil, nil }
func MarshalWrite(out io.Writer, in any, opts ...Options) error            { return nil }
func MarshalEncode(out *jsontext.Encoder, in any, opts ...Options) error   { return nil }
func Unmarshal(in []byte, out any, opts ...Options) error                  { return nil }
func UnmarshalRead(in io.Reader, out any, opts ...Options) error           { return nil }
func UnmarshalDecode(in *jsontext.Decoder, out any, opts ...Options) error { return nil }
func FormatNilSliceAsNull(on bool) Options                                 { return nil }
func FormatNilMapAsNull(on bool) Options                                   { return nil }
func Deterministic(on bool) Options                                        { return nil }
func StringifyNumbers(on bool) Options                                     { return nil }
