package main

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestParseDiff has lines in hunks that look like headers, names that git quotes, a
// deleted file, and a hunk that only deletes.
func TestParseDiff(t *testing.T) {
	const diff = `diff --git a/a.go b/a.go
index 1..2 100644
--- a/a.go
+++ b/a.go
@@ -1 +1,2 @@ package a
-one
+++ b/not-a-file.go
+@@ -1 +70,9 @@
@@ -9,2 +10,0 @@
--- a/c.go
-@@ -1 +80 @@
@@ -20,0 +20 @@ func x() {
+last
\ No newline at end of file
diff --git "a/sp\303\251 c.go" "b/sp\303\251 c.go"
--- /dev/null
+++ "b/sp\303\251 c.go"
@@ -0,0 +1,2 @@
+one
+two
diff --git a/gone.go b/gone.go
--- a/gone.go
+++ /dev/null
@@ -1,2 +0,0 @@
-one
-two
`
	want := changed{
		filepath.FromSlash("/r/a.go"):     {1: true, 2: true, 20: true},
		filepath.FromSlash("/r/spé c.go"): {1: true, 2: true},
	}
	if d := cmp.Diff(want, parseDiff([]byte(diff), filepath.FromSlash("/r"))); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func FuzzParseDiff(f *testing.F) {
	f.Add([]byte("+++ b/a.go\n@@ -1 +1,2 @@\n-x\n+y\n+z\n"))
	f.Add([]byte("@@ -1,99999999999999999999 +1 @@\n"))
	f.Fuzz(func(t *testing.T, diff []byte) {
		for file, lines := range parseDiff(diff, "/r") {
			if file == "" || len(lines) == 0 {
				t.Errorf("%q has %d lines", file, len(lines))
			}
		}
	})
}
