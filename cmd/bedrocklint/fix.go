package main

import (
	"archive/zip"
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/rogpeppe/go-internal/diff"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// edit replaces a range of bytes of a file.
type edit struct {
	start, end int
	text       string
}

// collectEdits gathers the first fix of every diagnostic, by file. The fixes of one file
// come from one engine and do not overlap; a file in which they do is an error, not a
// guess.
func collectEdits(results []analyzed) (map[string][]edit, error) {
	byFile := map[string][]edit{}
	for _, r := range results {
		for _, oc := range r.outcomes {
			for _, d := range oc.diags {
				if len(d.SuggestedFixes) == 0 {
					continue
				}
				for _, e := range d.SuggestedFixes[0].TextEdits {
					start := r.fset.Position(e.Pos)
					ed := edit{start.Offset, r.fset.Position(cmp.Or(e.End, e.Pos)).Offset, string(e.NewText)}
					byFile[start.Filename] = append(byFile[start.Filename], ed)
				}
			}
		}
	}
	for file, edits := range byFile {
		slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Or(a.start-b.start, a.end-b.end) })
		// The same edit twice, an import that two fixes need, is one edit.
		byFile[file] = slices.Compact(edits)
		if err := checkOverlap(file, byFile[file]); err != nil {
			return nil, err
		}
	}
	return byFile, nil
}

func checkOverlap(file string, edits []edit) error {
	for i := 1; i < len(edits); i++ {
		if edits[i].start < edits[i-1].end {
			return fmt.Errorf("%s: two fixes overlap at byte %d; nothing was changed, use bedrockmigrate apply", file, edits[i].start)
		}
	}
	return nil
}

// splice applies sorted edits that do not overlap.
func splice(src []byte, edits []edit) ([]byte, error) {
	var out []byte
	last := 0
	for _, e := range edits {
		if e.start < last || e.end < e.start || e.end > len(src) {
			return nil, fmt.Errorf("edit %d-%d is outside the file; it changed meanwhile, run again", e.start, e.end)
		}
		out = append(append(out, src[last:e.start]...), e.text...)
		last = e.end
	}
	return append(out, src[last:]...), nil
}

// change is one file before and after.
type change struct {
	file          string
	before, after []byte
}

func changes(results []analyzed) ([]change, error) {
	byFile, err := collectEdits(results)
	if err != nil {
		return nil, err
	}
	var out []change
	for file, edits := range byFile {
		before, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		after, err := splice(before, edits)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		out = append(out, change{file, before, after})
	}
	slices.SortFunc(out, func(a, b change) int { return cmp.Compare(a.file, b.file) })
	return out, nil
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
func fixUnit(results []analyzed, o *options, cfg *unitchecker.Config, stdout, stderr io.Writer) int {
	cs, err := changes(results)
	if err == nil {
		switch {
		case o.diff:
			err = printDiff(stdout, cs)
		case cfg.FixArchive != "":
			err = writeArchive(cfg.FixArchive, cfg.ID, cs)
		default:
			err = writeFiles(cs)
		}
	}
	if err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return 1
	}
	return 0
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
