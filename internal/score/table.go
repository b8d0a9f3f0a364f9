package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// A repoKey names one labelled state of a repository.
type repoKey struct {
	Repo   string // owner/name
	Commit string // full hash
}

// dir returns the name of the repository's folder below the root.
func (k repoKey) dir() string {
	return strings.ReplaceAll(k.Repo, "/", "__") + "@" + k.Commit[:min(8, len(k.Commit))]
}

// A place is a line of a repository.
type place struct {
	repoKey
	File string // slash-separated, relative to the repository's root
	Line int
}

// A label is what a reader found at a call site.
type label struct {
	place
	Operation    string
	SDK          string   // v1 or v2
	Family       string   // a family's name, multi, or unknown
	RequestKeys  []string // nil: nothing to say
	ResponseKeys []string // nil: nothing to say
	Expected     verdict
}

// A verdict is an inventory's verdict of a call site.
type verdict string

const (
	rewrite          verdict = "rewrite"
	rewriteWithNotes verdict = "rewrite-with-notes"
	adapter          verdict = "adapter"
	keep             verdict = "keep"
)

// verdicts lists all verdicts in the order of tables.
var verdicts = [...]verdict{rewrite, rewriteWithNotes, adapter, keep}

// coarse takes the two rewrites as one.
func (v verdict) coarse() verdict {
	if v == rewriteWithNotes {
		return rewrite
	}
	return v
}

// expectedVerdict translates the label sheet's words.
func expectedVerdict(s string) (verdict, error) {
	switch s {
	case "rewrite-full":
		return rewrite, nil
	case "rewrite-with-note":
		return rewriteWithNotes, nil
	case string(adapter), string(keep):
		return verdict(s), nil
	}
	return "", fmt.Errorf("unknown expected verdict %q", s)
}

// readLabels reads a table of labelled call sites.
func readLabels(r io.Reader, name string) ([]label, error) {
	columns := []string{"repo", "commit", "file:line", "op", "sdk", "family", "body_keys", "response_keys_read", "expected"}
	var labels []label
	err := readTable(r, name, columns, func(row map[string]string) error {
		at, err := parsePlace(row)
		if err != nil {
			return err
		}
		expected, err := expectedVerdict(row["expected"])
		if err != nil {
			return err
		}
		labels = append(labels, label{
			place:        at,
			Operation:    row["op"],
			SDK:          row["sdk"],
			Family:       row["family"],
			RequestKeys:  splitKeys(row["body_keys"]),
			ResponseKeys: splitKeys(row["response_keys_read"]),
			Expected:     expected,
		})
		return nil
	})
	return labels, err
}

// readPlaces reads a table of places; what else it says is ignored.
func readPlaces(r io.Reader, name string) ([]place, error) {
	var places []place
	err := readTable(r, name, []string{"repo", "commit", "file:line"}, func(row map[string]string) error {
		at, err := parsePlace(row)
		places = append(places, at)
		return err
	})
	return places, err
}

// readFile opens a table and reads it with read. An empty path is an empty
// table.
func readFile[T any](path string, read func(io.Reader, string) ([]T, error)) ([]T, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return read(f, path)
}

// readTable calls row for every line of a tab-separated table after its header,
// with the fields of the wanted columns by name. Errors name the line.
func readTable(r io.Reader, name string, wanted []string, row func(map[string]string) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	var index map[string]int
	for n := 1; lines.Scan(); n++ {
		if lines.Text() == "" {
			continue
		}
		fields := strings.Split(lines.Text(), "\t")
		if index == nil {
			index = make(map[string]int, len(fields))
			for i, f := range fields {
				index[f] = i
			}
			continue
		}
		values, err := pick(fields, index, wanted)
		if err == nil {
			err = row(values)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if index == nil {
		return fmt.Errorf("%s: no header line", name)
	}
	return nil
}

// pick returns the wanted columns of a row.
func pick(fields []string, index map[string]int, wanted []string) (map[string]string, error) {
	values := make(map[string]string, len(wanted))
	for _, column := range wanted {
		i, ok := index[column]
		if !ok {
			return nil, fmt.Errorf("the table has no column %q", column)
		}
		if i >= len(fields) {
			return nil, fmt.Errorf("no field for column %q: the row has %d of them", column, len(fields))
		}
		values[column] = strings.TrimSpace(fields[i])
	}
	return values, nil
}

func parsePlace(row map[string]string) (place, error) {
	file, line, ok := strings.Cut(row["file:line"], ":")
	n, err := strconv.Atoi(line)
	if !ok || err != nil || n < 1 || file == "" {
		return place{}, fmt.Errorf("%q is not file:line", row["file:line"])
	}
	if row["repo"] == "" || row["commit"] == "" {
		return place{}, fmt.Errorf("repo and commit are required")
	}
	return place{repoKey{row["repo"], row["commit"]}, file, n}, nil
}

// splitKeys splits a list of key paths. "-" and the empty list are nil.
func splitKeys(s string) []string {
	if s == "-" {
		return nil
	}
	var keys []string
	for key := range strings.SplitSeq(s, ",") {
		if key = strings.TrimSpace(key); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}
