package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/bedrocklint/bedrocklint/internal/testmod"
	"github.com/bedrocklint/bedrocklint/report"
)

// auditModule writes the files of an archive as a module, makes it the current directory,
// and returns its sections that start with "want.".
func auditModule(t *testing.T, archive string) map[string]string {
	t.Helper()
	ar, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	env, err := testmod.Env()
	if err != nil {
		t.Fatal(err)
	}
	for _, kv := range env {
		name, value, _ := strings.Cut(kv, "=")
		t.Setenv(name, value)
	}
	dir := t.TempDir()
	if err := testmod.Init(dir, "example.com/app"); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, f := range ar.Files {
		if form, ok := strings.CutPrefix(f.Name, "want."); ok {
			want[form] = string(f.Data)
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	return want
}

func audit(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = runAudit(context.Background(), args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestAuditForms(t *testing.T) {
	for form, want := range auditModule(t, "testdata/audit/app.txtar") {
		code, got, stderr := audit(t, "-format", form, "./...")
		if code != exitOK || stderr != "" {
			t.Errorf("%s: exit %d, stderr %q", form, code, stderr)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", form, diff)
		}
		// The same program gives the same bytes.
		if _, again, _ := audit(t, "-format", form, "./..."); again != got {
			t.Errorf("%s: a second run differs:\n%s", form, cmp.Diff(got, again))
		}
	}
}

// TestAuditIDs wants IDs to survive lines that move and comments that come and go.
func TestAuditIDs(t *testing.T) {
	auditModule(t, "testdata/audit/app.txtar")
	ids := func() []string {
		_, out, _ := audit(t, "-format", "json")
		inv, err := report.ReadInventory(strings.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, s := range inv.Sites {
			ids = append(ids, s.ID)
		}
		return ids
	}
	before := ids()
	src, err := os.ReadFile("chat/chat.go")
	if err != nil {
		t.Fatal(err)
	}
	moved := strings.Replace(string(src), "// Ask sends", "\n// A line more.\n\n// Ask sends", 1)
	if err := os.WriteFile("chat/chat.go", []byte(moved), 0o644); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, ids()); diff != "" || len(before) != 3 {
		t.Errorf("IDs before and after a line moved (-before +after):\n%s", diff)
	}
}

func TestAuditFlags(t *testing.T) {
	auditModule(t, "testdata/audit/app.txtar")
	if _, out, _ := audit(t, "-test=false"); strings.Contains(out, "chat_test.go") || !strings.Contains(out, "2 calls") {
		t.Errorf("-test=false still lists tests:\n%s", out)
	}
	if _, _, errs := audit(t, "-v"); !strings.Contains(errs, "import bedrockruntime") {
		t.Errorf("-v says %q", errs)
	}
	if code, out, _ := audit(t, "-h"); code != exitOK || !strings.Contains(out, "Usage: bedrockmigrate audit") {
		t.Errorf("-h exits %d and prints:\n%s", code, out)
	}
}

func TestAuditErrors(t *testing.T) {
	auditModule(t, "testdata/audit/app.txtar")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"-format", "xml"}, `no form is called "xml"; -format takes json, md, sarif, text`},
		{[]string{"-nonsense"}, "flag provided but not defined"},
		{[]string{"./nowhere"}, "./nowhere: no such directory"},
	} {
		code, _, errs := audit(t, tt.args...)
		if code != exitFailed || !strings.Contains(errs, tt.want) {
			t.Errorf("audit %v: exit %d, %q; want %d, %q", tt.args, code, errs, exitFailed, tt.want)
		}
	}
	if err := os.WriteFile("shapes/bad.go", []byte("package shapes\n\nvar x int = \"no\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, errs := audit(t, "./...")
	if code != exitFailed || !strings.Contains(errs, "shapes/bad.go:3:13") || !strings.Contains(out, "chat/chat.go") {
		t.Errorf("with a package that does not compile: exit %d, %q, and the list\n%s", code, errs, out)
	}
	t.Chdir(t.TempDir())
	if code, _, errs := audit(t); code != exitFailed || !strings.Contains(errs, "no go.mod here") {
		t.Errorf("without a module: exit %d, %q", code, errs)
	}
}
