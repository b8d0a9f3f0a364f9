// Package easyjson stands in for the library of that name in tests.
package easyjson

type Writer struct{}

type Marshaler interface{ MarshalEasyJSON(w *Writer) }

func Marshal(v Marshaler) ([]byte, error)
