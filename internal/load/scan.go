package load

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// errFound ends the walk at the first file that names the SDK.
var errFound = errors.New("found")

// scan looks for the SDK's import path in the .go files below the module root. It
// answers yes without looking when a pattern is not a directory: such a pattern can
// name packages elsewhere.
func (l *loader) scan() (found bool, files int, err error) {
	for _, p := range l.cfg.Patterns {
		if !isDirPattern(p) {
			return true, 0, nil
		}
	}
	for _, src := range l.cfg.Overlay {
		if bytes.Contains(src, []byte(sdkMarker)) {
			return true, 0, nil
		}
	}
	err = filepath.WalkDir(l.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // an unreadable directory is for the go command to complain about
		}
		if d.IsDir() {
			return skipDir(l.root, path, d.Name())
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		files++
		src, err := os.ReadFile(path)
		// An unreadable file may name the SDK: let the go command say what is wrong.
		if err != nil || bytes.Contains(src, []byte(sdkMarker)) {
			return errFound
		}
		return nil
	})
	if errors.Is(err, errFound) {
		return true, files, nil
	}
	return false, files, err
}

// skipDir leaves out the directories that "./..." leaves out. Nested modules are
// scanned: a workspace or a replacement may pull them in.
func skipDir(root, path, name string) error {
	if path == root {
		return nil
	}
	if name == "testdata" || name == "vendor" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return filepath.SkipDir
	}
	return nil
}

// isDirPattern reports whether a pattern names directories relative to the current one.
func isDirPattern(p string) bool {
	return p == "." || p == ".." || strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../")
}
