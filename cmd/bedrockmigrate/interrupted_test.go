package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// writeJournal writes the journal of an apply that died: the new content of a file lies
// beside it. No process has the number 0.
func writeJournal(name, file string) int {
	target, err := filepath.Abs(file)
	if err == nil {
		temp := filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".bedrockmigrate.tmp")
		entry := map[string]string{"target": target, "temp": temp, "before": fileHash(target), "after": fileHash(temp)}
		var text []byte
		text, err = json.Marshal(map[string]any{"pid": 0, "files": []any{entry}})
		if err == nil {
			err = os.WriteFile(name, text, 0o600)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "journal:", err)
		return 1
	}
	return 0
}

func fileHash(name string) string {
	data, err := os.ReadFile(name)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%x", sha256.Sum256(data))
}
