package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/bedrocklint/bedrocklint/rewrite"
)

const applyText = `Usage: bedrockmigrate apply [-w | -i] [flags] [packages]

Apply moves the calls of InvokeModel and InvokeModelWithResponseStream in the packages
(default ./...) to Converse. With -w it writes the files, all or none; without, it prints
what it would write. With -i it asks about every call, and then writes what was accepted.
It refuses files with uncommitted changes unless -force is given. Calls that stay are
listed on standard error with the reason.

Apply takes the moves graded safe, after which the model reads what it read before. With
-review, or when asked with -i, it takes those with stated differences, too.

With -adapter and -review, apply writes what diff -adapter prints instead.

An apply that was interrupted while it wrote is finished by the next one.

Exit status: 0 written, or nothing to change; 1 without -w, the diff is not empty;
2 could not run, nothing was written.
`

func runApply(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("apply", applyText)
	flags := addRewriteFlags(fs, false)
	write := fs.Bool("w", false, "write the files")
	ask := fs.Bool("i", false, "ask about every call, and write what was accepted")
	force := fs.Bool("force", false, "write files with uncommitted changes, too")
	if status, ok := parseFlags(fs, args, stdout, stderr); !ok {
		return status
	}
	if *flags.split != "" && (*write || *ask) {
		return fail("apply", stderr, errors.New("-split writes patches instead of files; leave out -w and -i"))
	}
	if *ask && *flags.adapter {
		return fail("apply", stderr, errors.New("-i asks about calls, -adapter changes clients; leave one of them out"))
	}
	if *ask {
		*flags.review = true
	}
	if *write || *ask {
		if err := finishInterrupted(stderr); err != nil {
			return fail("apply", stderr, err)
		}
	}
	p, status := flags.planOrOffer(ctx, "apply", fs.Args(), *write, stderr)
	if p == nil {
		return status
	}
	if !*write && !*ask {
		return flags.show(ctx, "apply", p, stdout, stderr)
	}
	if *ask {
		var err error
		if p, err = flags.ask(ctx, p, os.Stdin, stdout); err != nil {
			return fail("apply", stderr, err)
		}
	}
	return flags.write(ctx, p, rewrite.ApplyOptions{Force: *force}, stdout, stderr)
}

// write writes a plan and says what was written.
func (f rewriteFlags) write(ctx context.Context, p *rewrite.Plan, opts rewrite.ApplyOptions, stdout, stderr io.Writer) int {
	err := p.Apply(ctx, opts)
	if err == nil {
		err = f.writeReport(p, applied)
	}
	if err != nil {
		return fail("apply", stderr, err)
	}
	for _, f := range p.Files {
		fmt.Fprintln(stdout, shortPath(f.Path))
	}
	listLeft(p, stderr)
	return exitOK
}

// finishInterrupted completes what a run that died while it wrote had begun.
func finishInterrupted(stderr io.Writer) error {
	files, err := rewrite.Recover(".")
	for _, f := range files {
		fmt.Fprintf(stderr, "bedrockmigrate apply: finished an interrupted run: %s\n", shortPath(f))
	}
	return err
}
