package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

// toolPackage is built and scored where no -tool is given.
const toolPackage = "github.com/bedrocklint/bedrocklint/cmd/bedrockmigrate"

const usage = `usage: score -labels FILE -root DIR [flags]

Score runs "bedrockmigrate audit -format json ./..." over the labelled
repositories below DIR and compares what it reports with the labels.

A repository lies in DIR/<owner>__<name>@<first 8 digits of the commit>/.
"go doc ./internal/score" describes the tables and what is measured.

`

type options struct {
	labels, not, borderline string
	tool                    string
	scope                   scope
	root                    string
	jobs                    int
	timeout                 time.Duration
	json, diff              bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "score:", err)
		os.Exit(2)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	opts, err := parse(args, stderr)
	if err != nil {
		return err
	}
	sh, err := readSheet(opts)
	if err != nil {
		return err
	}
	tool, cleanup, err := findTool(ctx, opts.tool)
	if err != nil {
		return err
	}
	defer cleanup()

	s := scorer{Root: opts.root, Audit: auditor{tool, opts.timeout, opts.diff}.run, Scope: opts.scope}
	r := s.score(ctx, sh, opts.jobs)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if len(r.Repositories) == 0 {
		return errors.New("no label is in scope: check -repo and -family against the table")
	}
	if opts.json {
		return writeJSON(stdout, r)
	}
	return writeText(stdout, r)
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	var families string
	flags := flag.NewFlagSet("score", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	flags.StringVar(&o.labels, "labels", "", "`table` of labelled call sites")
	flags.StringVar(&o.not, "not", "", "`table` of lines that look like a call and are none")
	flags.StringVar(&o.borderline, "borderline", "", "`table` of sites for which either answer is accepted")
	flags.StringVar(&o.root, "root", "", "`folder` that holds the repositories, one folder each: <owner>__<name>@<commit8>")
	flags.StringVar(&o.tool, "tool", "", "`path` of bedrockmigrate; built from this module if not given")
	flags.StringVar(&o.scope.Repo, "repo", "", "score only repositories whose owner/name contains this `text`")
	flags.StringVar(&families, "family", "", "score only sites labelled with one of these `families`, separated by commas")
	flags.IntVar(&o.jobs, "j", 1, "`number` of repositories audited at once")
	flags.DurationVar(&o.timeout, "timeout", 10*time.Minute, "longest `time` for one run over a module; 0 is none")
	flags.BoolVar(&o.diff, "diff", false, "run bedrockmigrate diff, too, and count the sites of which it does something else than audit says")
	flags.BoolVar(&o.json, "json", false, "print the result as JSON")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.scope.Families = splitKeys(families)
	if o.labels == "" || o.root == "" {
		return o, errors.New("-labels and -root are required")
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if info, err := os.Stat(o.root); err != nil || !info.IsDir() {
		return o, fmt.Errorf("-root %s: not a folder", o.root)
	}
	return o, nil
}

func readSheet(o options) (sh sheet, err error) {
	if sh.Labels, err = readFile(o.labels, readLabels); err != nil {
		return sh, err
	}
	if sh.Not, err = readFile(o.not, readPlaces); err != nil {
		return sh, err
	}
	sh.Borderline, err = readFile(o.borderline, readLabels)
	return sh, err
}

// findTool returns the absolute path of the tool, built into a temporary folder
// if none was given; cleanup removes that.
func findTool(ctx context.Context, given string) (tool string, cleanup func(), err error) {
	if given != "" {
		path, err := exec.LookPath(given)
		if err != nil {
			return "", nil, err
		}
		path, err = filepath.Abs(path)
		return path, func() {}, err
	}
	dir, err := os.MkdirTemp("", "score")
	if err != nil {
		return "", nil, err
	}
	cleanup = func() { os.RemoveAll(dir) }
	tool = filepath.Join(dir, "bedrockmigrate.exe")
	out, err := exec.CommandContext(ctx, "go", "build", "-o", tool, toolPackage).CombinedOutput()
	if err != nil {
		cleanup()
		return "", nil, fmt.Errorf("build %s: %w\n%s", toolPackage, err, strings.TrimSpace(string(out)))
	}
	return tool, cleanup, nil
}
