package rewrite

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// planOf writes files into a new directory and plans to upper-case each of them.
func planOf(t *testing.T, names ...string) *Plan {
	t.Helper()
	p := &Plan{Root: t.TempDir()}
	for _, name := range names {
		path := filepath.Join(p.Root, name)
		before := []byte("content of " + name + "\nend\n")
		if err := os.WriteFile(path, before, 0o640); err != nil {
			t.Fatal(err)
		}
		p.Files = append(p.Files, newFileChange(path, before, bytes.ToUpper(before)))
	}
	return p
}

// contents reads all files below the plan's root, temporary ones included.
func contents(t *testing.T, p *Plan) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(p.Root)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(p.Root, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(data)
	}
	return out
}

func TestApply(t *testing.T) {
	p := planOf(t, "a.go", "b.go")
	if err := p.Apply(context.Background(), ApplyOptions{}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a.go": "CONTENT OF A.GO\nEND\n", "b.go": "CONTENT OF B.GO\nEND\n"}
	if diff := cmp.Diff(want, contents(t, p)); diff != "" {
		t.Error(diff)
	}
	info, err := os.Stat(p.Files[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o640 {
		t.Errorf("mode is %v, want it kept", info.Mode())
	}
}

// TestApplyFault makes every single rename fail in turn: no file may be left changed,
// and nothing may lie about.
func TestApplyFault(t *testing.T) {
	broken := errors.New("disk on fire")
	for n := range 3 {
		p := planOf(t, "a.go", "b.go", "c.go")
		before := contents(t, p)
		calls := 0
		err := p.apply(context.Background(), ApplyOptions{}, func(from, to string) error {
			if calls++; calls == n+1 {
				return broken
			}
			return os.Rename(from, to)
		})
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), filepath.Base(p.Files[n].Path)) {
			t.Errorf("fault in file %d: error %v", n, err)
		}
		if diff := cmp.Diff(before, contents(t, p)); diff != "" {
			t.Errorf("fault in file %d: %s", n, diff)
		}
	}
}

func TestApplyRefuses(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(t *testing.T, path string)
		want  string
	}{
		{"stale", func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte("content of b.go\nEND\n"), 0o666); err != nil {
				t.Fatal(err)
			}
		}, "run the command again"},
		{"read-only", func(t *testing.T, path string) {
			if err := os.Chmod(path, 0o444); err != nil {
				t.Fatal(err)
			}
		}, "chmod u+w"},
		{"gone", func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, "no such file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := planOf(t, "a.go", "b.go")
			test.spoil(t, p.Files[1].Path)
			before := contents(t, p)
			err := p.Apply(context.Background(), ApplyOptions{Force: true})
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "b.go") {
				t.Errorf("error %v, want b.go and %q in it", err, test.want)
			}
			if diff := cmp.Diff(before, contents(t, p)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestApplyKeepsLinks(t *testing.T) {
	p := planOf(t, "a.go")
	link := filepath.Join(p.Root, "link.go")
	if err := os.Symlink("a.go", link); err != nil {
		t.Skip(err)
	}
	p.Files[0].Path = link
	if err := p.Apply(context.Background(), ApplyOptions{}); err != nil {
		t.Fatal(err)
	}
	if target, err := os.Readlink(link); err != nil || target != "a.go" {
		t.Errorf("link leads to %q (%v)", target, err)
	}
	if got := contents(t, p)["a.go"]; got != "CONTENT OF A.GO\nEND\n" {
		t.Errorf("a.go holds %q", got)
	}
}

func TestApplyDirtyTree(t *testing.T) {
	p := planOf(t, "a.go", "b.go")
	git(t, p.Root, "init", "-q")
	git(t, p.Root, "add", "a.go")
	git(t, p.Root, "-c", "user.name=n", "-c", "user.email=e@example.com", "commit", "-q", "-m", "m")
	var dirty *DirtyError
	if err := p.Apply(context.Background(), ApplyOptions{}); !errors.As(err, &dirty) {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff([]string{"b.go"}, dirty.Files); diff != "" {
		t.Error(diff)
	}
	if err := p.Apply(context.Background(), ApplyOptions{Force: true}); err != nil {
		t.Error(err)
	}
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
		t.Skipf("git %v: %v: %s", args, err, out)
	}
}

func TestApplyCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := planOf(t, "a.go")
	before := contents(t, p)
	if err := p.Apply(ctx, ApplyOptions{Force: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(before, contents(t, p)); diff != "" {
		t.Error(diff)
	}
}

func TestDiff(t *testing.T) {
	p := planOf(t, "a.go")
	var plain, color bytes.Buffer
	if err := p.Diff(&plain, false); err != nil {
		t.Fatal(err)
	}
	want := "diff --git a/a.go b/a.go\n--- a/a.go\n+++ b/a.go\n@@ -1,2 +1,2 @@\n-content of a.go\n-end\n+CONTENT OF A.GO\n+END\n"
	if diff := cmp.Diff(want, plain.String()); diff != "" {
		t.Error(diff)
	}
	if err := p.Diff(&color, true); err != nil {
		t.Fatal(err)
	}
	bare := strings.NewReplacer(bold, "", red, "", green, "", cyan, "", reset, "").Replace(color.String())
	if bare != want || !strings.Contains(color.String(), green+"+END"+reset) {
		t.Errorf("coloured: %q", color.String())
	}
}

func TestOverlay(t *testing.T) {
	p := planOf(t, "a.go", "b.go")
	dir := t.TempDir()
	name, err := p.Overlay(dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Files {
		if !bytes.Contains(text, []byte(f.Path)) {
			t.Errorf("%s is missing in %s", f.Path, text)
		}
	}
	got, err := os.ReadFile(filepath.Join(dir, "1_b.go"))
	if err != nil || string(got) != "CONTENT OF B.GO\nEND\n" {
		t.Errorf("copy of b.go: %q, %v", got, err)
	}
}
