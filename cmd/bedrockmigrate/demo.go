package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/verify"
)

const demoText = `Demo lints, rewrites and verifies the programs in examples/, each run before and after
against the stand-in. It has to run within a clone of this repository, and uses neither
network nor credentials.

	bedrockmigrate demo
`

// modulePath is the module whose examples the demo shows.
const modulePath = "github.com/bedrocklint/bedrocklint"

// allExamples is the pattern of the example programs.
const allExamples = modulePath + "/examples/..."

func runDemo(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("demo", demoText)
	if status, ok := parseFlags(fs, args, stdout, stderr); !ok {
		return status
	}
	if fs.NArg() > 0 {
		return fail("demo", stderr, fmt.Errorf("unexpected argument %q; demo takes none", fs.Arg(0)))
	}
	root, err := cloneRoot(ctx)
	if err != nil {
		return fail("demo", stderr, err)
	}
	result, err := demo(ctx, root, stdout, stderr)
	if err != nil {
		return fail("demo", stderr, err)
	}
	if result.Outcome() == verify.Different {
		return exitDiffers
	}
	return exitOK
}

// cloneRoot is the directory of this module, when the working directory is in it.
func cloneRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Path}}\t{{.Dir}}").Output()
	path, dir, _ := strings.Cut(strings.TrimSpace(string(out)), "\t")
	if err != nil || path != modulePath {
		return "", errors.New("the examples are in the repository: git clone https://" + modulePath + ", and run go run ./cmd/bedrockmigrate demo in it")
	}
	return dir, nil
}

// demo shows the road: what the linter says, the rewrite, and the proof.
func demo(ctx context.Context, root string, stdout, stderr io.Writer) (*verify.Result, error) {
	dir, err := os.MkdirTemp("", "bedrockmigrate-demo")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	heading(stdout, "bedrocklint ./examples/...")
	if err := lint(ctx, root, dir, stdout, stderr); err != nil {
		return nil, err
	}
	models := verify.Models{Catalog: catalog.Default()}
	plan, sites, err := planRewrite(ctx, config.NewSource(config.None), []string{allExamples}, "")
	if err != nil {
		return nil, err
	}
	if plan.Empty() {
		return nil, errors.New("the rewrite changes nothing in examples/, so there is nothing to show")
	}
	heading(stdout, "bedrockmigrate diff ./examples/...")
	if err := plan.Diff(stdout, false); err != nil {
		return nil, err
	}
	listLeft(plan, stdout)
	heading(stdout, "each example before and after, against the stand-in")
	overlay, err := plan.Overlay(dir)
	if err != nil {
		return nil, err
	}
	before, after := filepath.Join(dir, "before"), filepath.Join(dir, "after")
	if err := buildExamples(ctx, root, before); err != nil {
		return nil, err
	}
	if err := buildExamples(ctx, root, after, "-overlay="+overlay); err != nil {
		return nil, err
	}
	result, err := verifyExamples(ctx, before, after, sites, models)
	if err != nil {
		return nil, err
	}
	return result, result.WriteText(stdout)
}

func heading(w io.Writer, title string) { fmt.Fprintf(w, "\n== %s\n\n", title) }

// foundStatus is bedrocklint's exit status when it has something to say.
const foundStatus = 3

// lint runs the real linter, as a user would.
func lint(ctx context.Context, root, dir string, stdout, stderr io.Writer) error {
	tool := filepath.Join(dir, "bedrocklint")
	if err := goBuild(ctx, root, "-o", tool, "./cmd/bedrocklint"); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, tool, "./examples/...")
	cmd.Dir, cmd.Stdout, cmd.Stderr = root, stdout, stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !(errors.As(err, &exit) && exit.ExitCode() == foundStatus) {
		return fmt.Errorf("bedrocklint: %w", err)
	}
	return nil
}

func goBuild(ctx context.Context, root string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"build"}, args...)...)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

func buildExamples(ctx context.Context, root, dir string, flags ...string) error {
	if err := os.Mkdir(dir, 0o777); err != nil {
		return err
	}
	return goBuild(ctx, root, append(flags, "-o", dir+string(filepath.Separator), "./examples/...")...)
}

// verifyExamples verifies each built program by itself, in order of their names.
func verifyExamples(ctx context.Context, before, after string, sites []verify.Site, models verify.Models) (*verify.Result, error) {
	programs, err := os.ReadDir(before)
	if err != nil {
		return nil, err
	}
	var all []*verify.Result
	for _, p := range programs {
		own := sitesIn(sites, "examples/"+strings.TrimSuffix(p.Name(), ".exe")+"/")
		opts := verify.Options{Reader: verify.NewReader(models), Judge: verify.Judge{Models: models, Site: verify.Locate(own)}}
		b, a := verify.Command{Argv: []string{filepath.Join(before, p.Name())}}, verify.Command{Argv: []string{filepath.Join(after, p.Name())}}
		result, err := verify.Run(ctx, b.Run, a.Run, opts)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name(), err)
		}
		notes, _ := verify.Unreached(own, result.Pairs)
		result.Notes = append(result.Notes, notes...)
		result.Outputs[0].Program = p.Name()
		all = append(all, result)
	}
	return verify.Join(all...), nil
}

func sitesIn(sites []verify.Site, dir string) []verify.Site {
	return slices.DeleteFunc(slices.Clone(sites), func(s verify.Site) bool { return !strings.HasPrefix(s.Position, dir) })
}
