package edit

import (
	"errors"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// cut returns the range of the one occurrence of part in text.
func cut(t *testing.T, text, part string) (start, end int) {
	t.Helper()
	if strings.Count(text, part) != 1 {
		t.Fatalf("%q occurs %d times", part, strings.Count(text, part))
	}
	start = strings.Index(text, part)
	return start, start + len(part)
}

func TestDeleteLines(t *testing.T) {
	tests := []struct {
		name, src string
		dead      []string
		want      string
	}{
		{"one line", "a\n\tb\nc\n", []string{"b"}, "a\nc\n"},
		{"several lines", "a\nb\nc\nd\n", []string{"b\nc"}, "a\nd\n"},
		{"shared line", "a; b; c\n", []string{" b;"}, "a; c\n"},
		{"blank on both sides", "a\n\nb\n\nc\n", []string{"b"}, "a\n\nc\n"},
		{"start of block", "f {\n\tb\n\n\tc\n}\n", []string{"b"}, "f {\n\tc\n}\n"},
		{"end of block", "f {\n\ta\n\n\tb\n}\n", []string{"b"}, "f {\n\ta\n}\n"},
		{"blank on one side only", "a\nb\n\nc\n", []string{"b"}, "a\n\nc\n"},
		{"neighbours one by one", "a\n\nb\n\nc\n\nd\n", []string{"c", "b"}, "a\n\nd\n"},
		{"no newline at the end", "a\nb", []string{"b"}, "a\n"},
		{"carriage returns", "a\r\n\r\nb\r\n\r\nc\r\n", []string{"b"}, "a\r\n\r\nc\r\n"},
		{"range with its newline", "a\nb\nc\n", []string{"b\n"}, "a\nc\n"},
		{"first line of the file", "a\n\nb\n", []string{"a"}, "b\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := NewBuffer([]byte(test.src))
			for _, part := range test.dead {
				b.DeleteLines(cut(t, test.src, part))
			}
			got, err := b.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReplaceKeepsLineEnding(t *testing.T) {
	b := NewBuffer([]byte("a\r\nb\r\n"))
	b.Replace(3, 4, "x\ny")
	got, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if want := "a\r\nx\r\ny\r\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestInsertBesideDeletion(t *testing.T) {
	src := "a\n\nb\n\nc\n"
	b := NewBuffer([]byte(src))
	start, end := cut(t, src, "b")
	b.Insert(start, "x\n")
	b.DeleteLines(start, end)
	got, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if want := "a\n\nx\n\nc\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMerge(t *testing.T) {
	tests := []struct {
		name string
		in   []Edit
		want []Edit // nil: an overlap
	}{
		{"sorted", []Edit{{5, 6, "b"}, {1, 2, "a"}}, []Edit{{1, 2, "a"}, {5, 6, "b"}}},
		{"equal", []Edit{{1, 2, "a"}, {1, 2, "a"}}, []Edit{{1, 2, "a"}}},
		{"two insertions", []Edit{{1, 1, "a"}, {1, 1, "a"}}, []Edit{{1, 1, "a"}, {1, 1, "a"}}},
		{"removals join", []Edit{{1, 5, ""}, {3, 8, ""}, {8, 9, ""}}, []Edit{{1, 9, ""}}},
		{"removal swallows removal", []Edit{{1, 9, ""}, {3, 4, ""}}, []Edit{{1, 9, ""}}},
		{"insertion at the edge", []Edit{{1, 5, ""}, {1, 1, "x"}, {5, 5, "y"}}, []Edit{{1, 1, "x"}, {1, 5, ""}, {5, 5, "y"}}},
		{"contradiction", []Edit{{1, 5, "a"}, {3, 4, ""}}, nil},
		{"edit of removed text", []Edit{{1, 5, ""}, {3, 4, "a"}}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Merge(test.in)
			var overlap *OverlapError
			if errors.As(err, &overlap) != (test.want == nil) {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestApplyRefusesWhatDoesNotFit(t *testing.T) {
	for _, e := range []Edit{{2, 1, ""}, {0, 9, ""}} {
		if got, err := Apply([]byte("abc"), []Edit{e}); err == nil {
			t.Errorf("Apply(%v) = %q", e, got)
		}
	}
}

// pair is two random texts of few different lines, so that they share some.
func pair(r *rand.Rand) (before, after []byte) {
	text := func() []byte {
		var b strings.Builder
		for range r.Intn(40) {
			b.WriteString(string(rune('a'+r.Intn(12))) + []string{"\n", "\r\n"}[r.Intn(2)])
		}
		if r.Intn(3) == 0 {
			b.WriteString("end")
		}
		return []byte(b.String())
	}
	return text(), text()
}

func TestBetween(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 2000 {
		before, after := pair(r)
		got, err := Apply(before, Between(before, after))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(after) {
			t.Fatalf("before %q: got %q, want %q", before, got, after)
		}
	}
}

// TestUnifiedApplies holds Unified to git itself.
func TestUnifiedApplies(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	r := rand.New(rand.NewSource(2))
	for _, name := range []string{"a.go", "dir/with space.go", `quo"te.go`} {
		for range 8 {
			before, after := pair(r)
			patch := Unified(name, before, after)
			if patch == nil {
				continue
			}
			root := t.TempDir()
			file := filepath.Join(root, filepath.FromSlash(name))
			write(t, file, before)
			apply := exec.Command("git", "apply", "-")
			apply.Dir, apply.Stdin = root, strings.NewReader(string(patch))
			if out, err := apply.CombinedOutput(); err != nil {
				if len(after) == 0 || len(before) == 0 {
					continue // git takes such a patch for the creation or removal of the file
				}
				t.Fatalf("%v: %s\n%s", err, out, patch)
			}
			got, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(after), string(got)); diff != "" {
				t.Error(diff)
			}
		}
	}
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestIndentLines holds the white space of raw strings: it is part of what the program
// says, a prompt for instance.
func TestIndentLines(t *testing.T) {
	const code = "f(\"`\", `one\n\ntwo`,\n\t3) // `\ng()"
	const rest = "f(\"`\", `one\n\ntwo`,\n\t\t3) // `\n\tg()"
	if diff := cmp.Diff(rest, IndentRest(code, "\t")); diff != "" {
		t.Errorf("IndentRest: %s", diff)
	}
	if diff := cmp.Diff("\t"+rest+"\n", IndentLines(code, "\t")); diff != "" {
		t.Errorf("IndentLines: %s", diff)
	}
}

// TestOverlapNamesOwners has two rules want the same line.
func TestOverlapNamesOwners(t *testing.T) {
	owner := ""
	b := NewBuffer([]byte("one\ntwo\nthree\nfour\n"))
	b.OwnedBy(func() string { return owner })
	owner = "BL1001 at a.go:2"
	b.Replace(4, 13, "2")
	owner = "BL2002 at a.go:3"
	b.Replace(8, 13, "3")
	_, err := b.Bytes()
	want := "the edit of lines 2 to 3 (BL1001 at a.go:2) overlaps the edit of line 3 (BL2002 at a.go:3)"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
