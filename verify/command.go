package verify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// Command is a program to run as one side of a verification.
type Command struct {
	Argv []string
	Dir  string   // working directory; empty means the current one
	Env  []string // set on top of the inherited environment and the stand-in's
}

// Shell is the command that runs a command line.
func Shell(line, dir string) Command {
	if runtime.GOOS == "windows" {
		return Command{Argv: []string{"cmd", "/c", line}, Dir: dir}
	}
	return Command{Argv: []string{"sh", "-c", line}, Dir: dir}
}

// grace is how long a stopped command's children may keep its output open.
const grace = 5 * time.Second

// Run runs the command with the stand-in in its environment. It is an Arm.
func (c Command) Run(ctx context.Context, server *bedrocktest.Server) (Output, error) {
	cmd := exec.CommandContext(ctx, c.Argv[0], c.Argv[1:]...)
	cmd.Dir = c.Dir
	cmd.Env = append(server.Environ(os.Environ()), c.Env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = grace
	stopWithChildren(cmd)
	err := cmd.Run()
	out := Output{Stdout: stdout.Bytes(), Stderr: stderr.Bytes(), Exit: cmd.ProcessState.ExitCode()}
	return out, c.failure(ctx, err, out)
}

// failure tells a program that ran and failed, which is a result to compare, from one
// that could not be run.
func (c Command) failure(ctx context.Context, err error, out Output) error {
	line := strings.Join(c.Argv, " ")
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%s: stopped: %w; a longer -timeout may help", line, context.Cause(ctx))
	case err == nil:
		return nil
	case !errors.As(err, &exit):
		return fmt.Errorf("%s: cannot be started: %w; check the command and -before-dir, -after-dir", line, err)
	case c.shell() && (out.Exit == notFound || out.Exit == notExecutable):
		return fmt.Errorf("%s: cannot be started: %s; check the command and the PATH", line, bytes.TrimSpace(out.Stderr))
	}
	return nil
}

// How a POSIX shell says that it could not run a command.
// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_08_02
const (
	notExecutable = 126
	notFound      = 127
)

func (c Command) shell() bool { return c.Argv[0] == "sh" }

// GoFlags is the setting of GOFLAGS with more flags in it: the go command reads them in
// whatever way the user's own command comes to call it.
func GoFlags(flags ...string) string {
	all := os.Getenv("GOFLAGS")
	for _, f := range flags {
		if strings.ContainsAny(f, " \t'") {
			f = `"` + f + `"` // the go command's quoting: no escapes within
		}
		all += " " + f
	}
	return "GOFLAGS=" + strings.TrimSpace(all)
}
