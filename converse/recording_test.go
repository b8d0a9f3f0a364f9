package converse

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// recorded is one line of the directory that BEDROCK_RECORDINGS names: an exchange with
// the real service.
type recorded struct {
	Operation string
	Model     string
	Request   struct {
		Headers map[string]string
		Body    json.RawMessage
	}
	Status   int
	Response struct {
		Headers map[string]string
		Body    json.RawMessage
		Frames  []struct{ Native json.RawMessage }
	}
	name string
}

// recordings returns the exchanges of an operation that the service took.
func recordings(t *testing.T, operation string) []recorded {
	t.Helper()
	var out []recorded
	for _, r := range allRecordings(t) {
		if r.Operation == operation && r.Status == http.StatusOK {
			out = append(out, r)
		}
	}
	return out
}

func allRecordings(t *testing.T) []recorded {
	t.Helper()
	dir := os.Getenv("BEDROCK_RECORDINGS")
	if dir == "" {
		t.Skip("BEDROCK_RECORDINGS is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no *.jsonl in %s: %v", dir, err)
	}
	var out []recorded
	for _, name := range files {
		out = append(out, readRecordings(t, name)...)
	}
	return out
}

func readRecordings(t *testing.T, name string) []recorded {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []recorded
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<26)
	for n := 1; sc.Scan(); n++ {
		var r recorded
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			t.Fatalf("%s:%d: %v", name, n, err)
		}
		r.name = filepath.Base(name) + ":" + itoa(n)
		out = append(out, r)
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// family finds the family of a recorded exchange; nil for one that is not complete or
// not served by Converse.
func (r recorded) family(t *testing.T) (*catalog.Family, *catalog.Model) {
	t.Helper()
	cat := catalog.Default()
	m, f, _ := cat.ModelByID(r.Model)
	if m != nil && len(m.Also) > 0 {
		body, err := Decode(r.Request.Body)
		if err != nil {
			t.Fatal(err)
		}
		f = cat.FamilyByBody(sortedKeys(body))[0].Family
	}
	if f == nil || !f.Complete || !f.Served() {
		return nil, nil
	}
	return f, m
}

func (r recorded) meta() Meta {
	h := http.Header{}
	for k, v := range r.Response.Headers {
		h.Set(k, v)
	}
	return MetaOf(h)
}
