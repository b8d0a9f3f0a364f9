// Command gen writes docs/catalog.md from the built-in catalog.
package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/catalog/catalogdoc"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen FILE")
		os.Exit(2)
	}
	var b bytes.Buffer
	err := catalogdoc.Markdown(&b, catalog.Default())
	if err == nil {
		err = os.WriteFile(os.Args[1], b.Bytes(), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}
