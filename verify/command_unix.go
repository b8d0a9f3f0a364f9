//go:build unix

package verify

import (
	"os/exec"
	"syscall"
)

// stopWithChildren puts the command in a process group of its own and stops the whole
// group when the context ends: go run's program is a child of the go command, and would
// live on.
func stopWithChildren(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
