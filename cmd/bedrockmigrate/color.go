package main

import (
	"fmt"
	"io"
	"os"
)

// wantColor decides whether output is coloured. See https://no-color.org for NO_COLOR.
func wantColor(when string, w io.Writer) (bool, error) {
	switch when {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && terminal(w), nil
	}
	return false, fmt.Errorf("-color takes auto, always or never, not %q", when)
}

// terminal reports whether w is a terminal, or another device for characters.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
