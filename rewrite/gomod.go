package rewrite

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/bedrocklint/bedrocklint/internal/load"
)

// floor is what a module needs so that rewritten code builds.
type floor struct {
	files  []FileChange // go.mod and go.sum; none when they can stay
	change *GoModChange
}

// raiseFloor works out how m can require at least version since of the SDK's Bedrock
// Runtime package. It lets the go command do it on copies of go.mod and go.sum, from
// wherever the user's GOPROXY gets modules. When they cannot be had there, the error
// tells the user which command to run.
func (b Build) raiseFloor(ctx context.Context, m *load.Module, since string) (*floor, error) {
	if m == nil || m.Bedrock == "" || since == "" || semver.Compare(m.Bedrock, since) >= 0 {
		return &floor{}, nil
	}
	want := load.SDKv2 + "@" + since
	advice := fmt.Sprintf("needs %s or later, go.mod has %s; run: go get %s@latest", want, m.Bedrock, load.SDKv2)
	if vendored(m.Dir) {
		return nil, fmt.Errorf("%s && go mod vendor", advice)
	}
	temp, err := os.MkdirTemp("", "bedrockmigrate-mod-")
	if err != nil {
		return nil, fmt.Errorf("raise the requirement in go.mod: %w", err)
	}
	defer os.RemoveAll(temp)
	if err := copyFiles(m.Dir, temp, "go.mod", "go.sum"); err != nil {
		return nil, fmt.Errorf("raise the requirement in go.mod: %w", err)
	}
	get := exec.CommandContext(ctx, "go", "get", "-modfile="+filepath.Join(temp, "go.mod"), want)
	get.Dir = m.Dir
	get.Env = append(b.environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	if _, err := get.Output(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("%s", advice)
	}
	return readFloor(m, temp, since)
}

// readFloor compares the go command's copies with the module's own files.
func readFloor(m *load.Module, temp, since string) (*floor, error) {
	f := &floor{}
	for _, name := range []string{"go.mod", "go.sum"} {
		path := filepath.Join(m.Dir, name)
		before, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("raise the requirement in go.mod: %w", err)
		}
		after, err := os.ReadFile(filepath.Join(temp, name))
		if err != nil {
			return nil, fmt.Errorf("raise the requirement in go.mod: %w", err)
		}
		if string(before) != string(after) {
			f.files = append(f.files, newFileChange(path, before, after))
		}
	}
	f.change = &GoModChange{Module: load.SDKv2, From: m.Bedrock, To: since}
	return f, nil
}

// vendored reports whether the go command builds the module from its vendor
// directory, which go get does not update.
func vendored(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "vendor", "modules.txt"))
	return err == nil && !strings.Contains(os.Getenv("GOFLAGS"), "-mod=mod")
}

func copyFiles(from, to string, names ...string) error {
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(from, name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

func (b Build) environ() []string {
	if b.Env != nil {
		return b.Env
	}
	return os.Environ()
}
