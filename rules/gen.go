//go:build ignore

// Gen writes docs/rules from the pages in this package.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/bedrocklint/bedrocklint/rules"
)

func main() {
	dir := filepath.Join("..", "docs", "rules")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		log.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
	for _, d := range rules.All() {
		write(string(d.Code)+".md", d.Markdown())
	}
	write("README.md", rules.Index())
}
