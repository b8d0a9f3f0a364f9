package verify

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// TestTranscripts replays made-up calls with every feature of the families: all of them
// can be moved, and what is stated about them is what is written here.
func TestTranscripts(t *testing.T) {
	r := replayFile(t, "../testdata/transcripts/native.jsonl")
	if len(r.Notes) > 0 {
		t.Errorf("notes: %s", strings.Join(r.Notes, "\n"))
	}
	bare, respaced := []rules.Code{rules.PromptBare}, []rules.Code{rules.ValueDiffers}
	undated := respaced // Converse adds date lines to the template of Llama 3.1
	want := map[string][]rules.Code{
		"native.jsonl:23": bare, "native.jsonl:24": bare, "native.jsonl:27": undated, "native.jsonl:28": respaced,
		"native.jsonl:30": bare, "native.jsonl:31": bare,
	}
	got := map[string][]rules.Code{}
	for _, p := range r.Pairs {
		switch p.Outcome {
		case AsStated:
			got[filepath.Base(p.Site)] = p.Codes
		case Different:
			t.Errorf("%s differs: %v", p.Site, p.Differences)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("as stated (-want +got):\n%s", diff)
	}
}

// TestRecordings replays what the real service was asked. BEDROCK_RECORDINGS names a
// directory of recorded exchanges, one JSON object a line.
func TestRecordings(t *testing.T) {
	dir := os.Getenv("BEDROCK_RECORDINGS")
	if dir == "" {
		t.Skip("BEDROCK_RECORDINGS is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings in %s (%v)", dir, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			r := replayFile(t, file)
			if r.Outcome() == Different {
				t.Error(printed(r))
			}
			t.Log(r.Summary())
		})
	}
}

// replayFile replays a file of calls; one without any that can be is skipped.
func replayFile(t *testing.T, file string) *Result {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	calls, _, err := ReadRecorded(in)
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReplay(file, calls, Models{Catalog: catalog.Default()}).Run(t.Context(), testOptions(t))
	if errors.Is(err, ErrNothing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}
