package main

import (
	"archive/zip"
	"cmp"
	"io"
	"os"

	"github.com/rogpeppe/go-internal/diff"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// change is one file before and after.
type change struct {
	file          string
	before, after []byte
}

func printDiff(w io.Writer, cs []change) error {
	for _, c := range cs {
		name := shortPath(c.file)
		if _, err := w.Write(diff.Diff(name+" (old)", c.before, name+" (new)", c.after)); err != nil {
			return err
		}
	}
	return nil
}

// fixUnit prints or applies the fixes of a unit. The go command hands out an archive to
// put changed files into, and writes them itself after the build.
func fixUnit(cs []change, diffOnly bool, cfg *unitchecker.Config, stdout io.Writer) error {
	switch {
	case diffOnly:
		return printDiff(stdout, cs)
	case cfg.FixArchive != "":
		return writeArchive(cfg.FixArchive, cfg.ID, cs)
	}
	return writeFiles(cs)
}

func writeArchive(file, id string, cs []change) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, f.Close()) }()
	zw := zip.NewWriter(f)
	if err := zw.SetComment(id); err != nil {
		return err
	}
	for _, c := range cs {
		w, err := zw.Create(c.file)
		if err != nil {
			return err
		}
		if _, err := w.Write(c.after); err != nil {
			return err
		}
	}
	return zw.Close()
}

func writeFiles(cs []change) error {
	for _, c := range cs {
		if err := os.WriteFile(c.file, c.after, 0o644); err != nil {
			return err
		}
	}
	return nil
}
