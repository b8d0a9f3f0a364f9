package config

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/rules"
)

// TestFind wants the nearest file up to the root of the repository, or of the module
// outside of one.
func TestFind(t *testing.T) {
	top := t.TempDir()
	at := func(parts ...string) string { return filepath.Join(append([]string{top}, parts...)...) }
	write(t, at(Name), "")
	write(t, at("repo", ".git", "HEAD"), "")
	write(t, at("repo", "m", "go.mod"), "module m\n")
	write(t, at("repo", "m", "a", "b", "x.go"), "package b\n")
	write(t, at("repo", "m", "c", Name), "")
	write(t, at("loose", "go.mod"), "module loose\n")
	write(t, at("loose", "a", "x.go"), "package a\n")
	find := func(want string, parts ...string) {
		t.Helper()
		if got := Find(at(parts...)); got != want {
			t.Errorf("Find(%v) = %q, want %q", parts, got, want)
		}
	}
	find("", "repo", "m", "a", "b")
	find("", "loose", "a")
	find(at("repo", "m", "c", Name), "repo", "m", "c")
	write(t, at("repo", Name), "")
	find(at("repo", Name), "repo", "m", "a", "b")
	write(t, at("repo", "m", Name), "")
	find(at("repo", "m", Name), "repo", "m", "a", "b")
	write(t, at("loose", Name), "")
	find(at("loose", Name), "loose", "a")
}

func TestSource(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module m\n")
	write(t, filepath.Join(dir, Name), "severity: {BL2002: off}\n")
	other := filepath.Join(dir, "other.yaml")
	write(t, other, "severity: {BL4001: off}\n")
	moves := func(s *Source) bool {
		t.Helper()
		c, err := s.For(dir)
		if err != nil {
			t.Fatal(err)
		}
		return c.Reports(rules.FieldMoves, filepath.Join(dir, "a.go"))
	}
	t.Setenv(EnvVar, "")
	if moves(&Source{}) || moves(NewSource(Auto)) || !moves(NewSource(None)) || !moves(NewSource("")) || !moves(NewSource(other)) {
		t.Error("the flag does not choose the file")
	}
	if !moves(&Source{Checks: []string{"BL2002"}, File: None}) || moves(&Source{Checks: []string{"BL4001"}}) {
		t.Error("checks do not count")
	}
	t.Setenv(EnvVar, other)
	if !moves(&Source{}) {
		t.Errorf("%s does not take the place of the search", EnvVar)
	}
	t.Setenv(EnvVar, None)
	if !moves(&Source{}) {
		t.Errorf("%s=none does not end the search", EnvVar)
	}
	t.Setenv(EnvVar, "other.yaml")
	if _, err := new(Source).For(dir); err == nil || !strings.Contains(err.Error(), "must be an absolute path") {
		t.Errorf("a relative %s: error is %v", EnvVar, err)
	}
}

// TestDigest wants every change of a file that can count to change the sum.
func TestDigest(t *testing.T) {
	t.Setenv(EnvVar, "")
	t.Setenv("GOWORK", "")
	top := t.TempDir()
	write(t, filepath.Join(top, ".git", "HEAD"), "")
	write(t, filepath.Join(top, "m", "go.mod"), "module m\n")
	write(t, filepath.Join(top, "m", "a", "a.go"), "package a\n")
	seen := map[string]string{}
	sum := func(step, dir string) {
		t.Helper()
		d, err := Digest(filepath.Join(top, dir))
		if err != nil {
			t.Fatal(err)
		}
		for other, old := range seen {
			if old == d {
				t.Errorf("%s: the sum is the one of %q", step, other)
			}
		}
		seen[step] = d
	}
	sum("nothing", "m/a")
	write(t, filepath.Join(top, Name), "version: 1\n")
	sum("above the module", "m/a")
	write(t, filepath.Join(top, "m", "b", Name), "version: 1\n")
	sum("beside", "m/a")
	write(t, filepath.Join(top, "m", "b", Name), "version: 1\nchecks: [all]\n")
	sum("changed", "m/a")
	write(t, filepath.Join(top, "m", Name), "version: 1\n")
	sum("the module's", "m/a")
	t.Setenv(EnvVar, None)
	sum("by the environment", "m/a")
	t.Setenv(EnvVar, filepath.Join(top, "else.yaml"))
	sum("missing", "m/a")
	write(t, filepath.Join(top, "else.yaml"), "version: 1\n")
	sum("elsewhere", "m/a")
}
