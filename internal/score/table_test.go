package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadLabels(t *testing.T) {
	// The columns are not in the usual order, one is unknown, and a quotation
	// mark is an ordinary character.
	const table = "why\trepo\tcommit\tfile:line\top\tsdk\tfamily\tbody_keys\tresponse_keys_read\texpected\n" +
		"\"odd\towner/name\t0123456789\tpkg/a.go:7\tInvokeModel\tv1\tmeta-llama\tprompt, max_gen_len\t-\trewrite-with-note\n" +
		"\n" +
		"\towner/name\t0123456789\tb.go:8\tInvokeModel\tv2\tunknown\t-\tid\tadapter\n"
	repo := repoKey{"owner/name", "0123456789"}
	want := []label{
		{place{repo, "pkg/a.go", 7}, "InvokeModel", "v1", "meta-llama", []string{"prompt", "max_gen_len"}, nil, rewriteWithNotes},
		{place{repo, "b.go", 8}, "InvokeModel", "v2", "unknown", nil, []string{"id"}, adapter},
	}
	got, err := readLabels(strings.NewReader(table), "t.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(label{}, place{})); diff != "" {
		t.Error(diff)
	}
	if dir := repo.dir(); dir != "owner__name@01234567" {
		t.Errorf("dir = %q", dir)
	}
}

func TestReadErrors(t *testing.T) {
	const header = "repo\tcommit\tfile:line\top\tsdk\tfamily\tbody_keys\tresponse_keys_read\texpected\n"
	for _, test := range []struct{ name, table, want string }{
		{"empty", "", "t.tsv: no header line"},
		{"column", "repo\tcommit\nr\tc\n", `t.tsv:2: the table has no column "file:line"`},
		{"short row", header + "r\tc\n", `t.tsv:2: no field for column "file:line": the row has 2 of them`},
		{"place", header + "r\tc\ta.go:x\top\tv2\tf\t-\t-\tkeep\n", `t.tsv:2: "a.go:x" is not file:line`},
		{"line zero", header + "r\tc\ta.go:0\top\tv2\tf\t-\t-\tkeep\n", `t.tsv:2: "a.go:0" is not file:line`},
		{"repo", header + "\tc\ta.go:1\top\tv2\tf\t-\t-\tkeep\n", "t.tsv:2: repo and commit are required"},
		{"verdict", header + "r\tc\ta.go:1\top\tv2\tf\t-\t-\tmaybe\n", `t.tsv:2: unknown expected verdict "maybe"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := readLabels(strings.NewReader(test.table), "t.tsv")
			if err == nil || err.Error() != test.want {
				t.Errorf("error is %v, want %s", err, test.want)
			}
		})
	}
}

// FuzzReadLabels checks that no table makes the reader panic, and that what it
// accepts names a place.
func FuzzReadLabels(f *testing.F) {
	f.Add("repo\tcommit\tfile:line\top\tsdk\tfamily\tbody_keys\tresponse_keys_read\texpected\nr\tc\ta.go:1\to\tv2\tf\ta,b\t-\tkeep\n")
	f.Add("repo\n\t\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, table string) {
		labels, err := readLabels(strings.NewReader(table), "t")
		if err != nil {
			return
		}
		for _, l := range labels {
			if l.Repo == "" || l.Commit == "" || l.File == "" || l.Line < 1 {
				t.Errorf("label without a place: %+v", l)
			}
		}
	})
}
