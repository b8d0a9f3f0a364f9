package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"strings"
	"time"
)

// schema is the version of the inventory that this command reads.
const schema = "bedrocklint/inventory/v1"

// inventory is the part of an audit that is scored.
type inventory struct {
	Schema string `json:"schema"`
	Sites  []site `json:"sites"`
}

// A site is a reported call site.
type site struct {
	ID       string `json:"id"`
	Position struct {
		File string `json:"file"` // relative to the module until runAudit has made it relative to the repository
		Line int    `json:"line"`
	} `json:"position"`
	Operation string `json:"operation"`
	Model     struct {
		Family string `json:"family"`
	} `json:"model"`
	Request struct {
		Fields []field `json:"fields"`
	} `json:"request"`
	Response struct {
		Fields []field `json:"fields"`
	} `json:"response"`
	Verdict verdict  `json:"verdict"`
	Reasons []reason `json:"reasons"`
}

type field struct {
	Path string `json:"path"`
}

type reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// codes returns the codes of the site's reasons, without repetition, in order.
func (s *site) codes() []string {
	var codes []string
	seen := make(map[string]bool)
	for _, r := range s.Reasons {
		if !seen[r.Code] {
			seen[r.Code] = true
			codes = append(codes, r.Code)
		}
	}
	return codes
}

func paths(fields []field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Path
	}
	return out
}

// An auditor runs the tool under test.
type auditor struct {
	Tool    string        // path of bedrockmigrate
	Timeout time.Duration // per module; 0 is none
}

// run audits the module in dir, which is called module within its repository
// ("." at the root). An audit that prints an inventory is taken at its word
// whatever its exit status. GOWORK is off: a workspace would make the result
// depend on modules beside the one scored.
func (a auditor) run(ctx context.Context, dir, module string) ([]site, error) {
	if a.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, a.Timeout)
		defer cancel()
	}
	cmd := exec.CommandContext(ctx, a.Tool, "audit", "-format", "json", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 5 * time.Second // the go commands it starts may outlive it and hold the pipes
	err := cmd.Run()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("audit stopped after %v", a.Timeout)
	}
	var inv inventory
	if jsonErr := json.Unmarshal(stdout.Bytes(), &inv); jsonErr != nil {
		return nil, auditError(err, jsonErr, stderr.String())
	}
	if inv.Schema != schema {
		return nil, fmt.Errorf("inventory schema is %q, want %q", inv.Schema, schema)
	}
	for i := range inv.Sites {
		p := &inv.Sites[i].Position
		p.File = path.Join(module, p.File)
	}
	return inv.Sites, nil
}

// auditError says in one line why an audit printed no inventory.
func auditError(runErr, jsonErr error, stderr string) error {
	for line := range strings.Lines(stderr) {
		if line = strings.TrimSpace(line); line != "" {
			return errors.New(line)
		}
	}
	if runErr != nil {
		return runErr
	}
	return fmt.Errorf("no inventory on standard output: %w", jsonErr)
}
