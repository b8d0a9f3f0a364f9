package rewrite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// DirtyError says which files of a plan hold work that is not committed.
type DirtyError struct{ Files []string }

func (e *DirtyError) Error() string {
	return fmt.Sprintf("uncommitted changes in %s; commit or stash them, or write anyway with -force", strings.Join(e.Files, ", "))
}

// refuseDirty returns a *DirtyError when git knows of uncommitted changes in a file
// that the plan would write. Outside a git work tree, or without git, there is no
// committed state to go back to and nothing to compare with: that is allowed.
func (p *Plan) refuseDirty(ctx context.Context) error {
	inside := exec.CommandContext(ctx, "git", "-C", p.Root, "rev-parse", "--is-inside-work-tree")
	if out, err := inside.Output(); err != nil || strings.TrimSpace(string(out)) != "true" {
		return ctx.Err()
	}
	args := []string{"-C", p.Root, "status", "--porcelain=v1", "-z", "--"}
	for _, f := range p.Files {
		args = append(args, f.Path)
	}
	out, err := exec.CommandContext(ctx, "git", args...).Output()
	if err != nil {
		return fmt.Errorf("git status: %w", exitText(err))
	}
	var dirty []string
	for entry := range bytes.SplitSeq(out, []byte{0}) {
		if len(entry) > 3 { // "XY path"
			dirty = append(dirty, string(entry[3:]))
		}
	}
	if len(dirty) > 0 {
		return &DirtyError{dirty}
	}
	return nil
}

// exitText adds to err what the command wrote to its standard error.
func exitText(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(exit.Stderr))
	}
	return err
}
