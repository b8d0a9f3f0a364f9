package main

import (
	"context"
	"fmt"
	"io"

	"github.com/bedrocklint/bedrocklint/rewrite"
)

const applyText = `Usage: bedrockmigrate apply [-w] [flags] [packages]

Apply moves the calls of InvokeModel and InvokeModelWithResponseStream in the packages
(default ./...) to Converse. With -w it writes the files, all or none; without, it prints
what it would write, as diff does. It refuses files with uncommitted changes unless
-force is given. Calls that stay are listed on standard error with the reason.

Exit status: 0 written, or nothing to change; 1 without -w, the diff is not empty;
2 could not run, nothing was written.
`

func runApply(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("apply", applyText)
	flags := addRewriteFlags(fs)
	write := fs.Bool("w", false, "write the files")
	force := fs.Bool("force", false, "write files with uncommitted changes, too")
	if status, ok := parseFlags(fs, args, stdout, stderr); !ok {
		return status
	}
	p, status := flags.plan(ctx, "apply", fs.Args(), stderr)
	if p == nil {
		return status
	}
	if !*write {
		return showDiff("apply", p, *flags.color, stdout, stderr)
	}
	if err := p.Apply(ctx, rewrite.ApplyOptions{Force: *force}); err != nil {
		return fail("apply", stderr, err)
	}
	for _, f := range p.Files {
		fmt.Fprintln(stdout, shortPath(f.Path))
	}
	listLeft(p, stderr)
	return exitOK
}
