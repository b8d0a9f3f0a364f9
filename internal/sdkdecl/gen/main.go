// Command gen writes the declarations of the SDK's packages that package sdkdecl
// embeds, from the SDK version of this module:
//
//	go run ./internal/sdkdecl/gen internal/sdkdecl/decl
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/bedrocklint/bedrocklint/internal/sdkdecl"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen DIRECTORY")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	files, err := sdkdecl.Generate()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
