package main

import (
	"bytes"
	"cmp"
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
	ByHand  bool     `json:"by_hand"`

	Decision *decision `json:"-"` // what diff does about it; nil where that was not asked
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
	Timeout time.Duration // for each run over a module; 0 is none
	Diff    bool          // ask diff about the sites, too
}

// run audits the module in dir, which is called module within its repository
// ("." at the root). An audit that prints an inventory is taken at its word
// whatever its exit status.
func (a auditor) run(ctx context.Context, dir, module string) ([]site, error) {
	stdout, stderr, err := a.start(ctx, dir, "audit", "-format", "json", "./...")
	if errors.Is(err, errStopped) {
		return nil, err
	}
	var inv inventory
	if jsonErr := json.Unmarshal(stdout, &inv); jsonErr != nil {
		return nil, toolError(stderr, cmp.Or(err, fmt.Errorf("no inventory on standard output: %w", jsonErr)))
	}
	if inv.Schema != schema {
		return nil, fmt.Errorf("inventory schema is %q, want %q", inv.Schema, schema)
	}
	if a.Diff && len(inv.Sites) > 0 {
		err = a.decide(ctx, dir, inv.Sites)
	} else {
		err = nil
	}
	for i := range inv.Sites {
		p := &inv.Sites[i].Position
		p.File = path.Join(module, p.File)
	}
	return inv.Sites, err
}

// errStopped is how a run ends that took longer than it may.
var errStopped = errors.New("stopped")

// start runs the tool in dir. GOWORK is off: a workspace would make the result
// depend on modules beside the one scored.
func (a auditor) start(ctx context.Context, dir string, args ...string) (stdout []byte, stderr string, err error) {
	if a.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, a.Timeout)
		defer cancel()
	}
	cmd := exec.CommandContext(ctx, a.Tool, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.WaitDelay = 5 * time.Second // the go commands it starts may outlive it and hold the pipes
	err = cmd.Run()
	if ctx.Err() != nil {
		err = fmt.Errorf("%s %w after %v", args[0], errStopped, a.Timeout)
	}
	return out.Bytes(), errs.String(), err
}

// toolError says in one line why the tool did not do as it was asked: the first line
// that it wrote to standard error, else err.
func toolError(stderr string, err error) error {
	for line := range strings.Lines(stderr) {
		if line = strings.TrimSpace(line); line != "" {
			return errors.New(line)
		}
	}
	return err
}
