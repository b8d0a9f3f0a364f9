package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// decisionsSchema is the version of diff's report that this command reads.
const decisionsSchema = "bedrocklint/decisions/v1"

// decisions is the part of diff's report that is compared with the audit.
type decisions struct {
	Schema string     `json:"schema"`
	Calls  []decision `json:"calls"`
}

// A decision is what diff does about one call.
type decision struct {
	ID       string   `json:"id"`       // that of the site in the inventory
	Decision string   `json:"decision"` // offered or left
	Reasons  []reason `json:"reasons"`
}

// moves reports whether diff moves the call.
func (d *decision) moves() bool { return d.Decision == "offered" }

// String is the decision, with the first reason for one that is not to move.
func (d *decision) String() string {
	if d.moves() || len(d.Reasons) == 0 {
		return d.Decision
	}
	return d.Decision + ": " + d.Reasons[0].Message
}

// decide asks diff what it does about the sites of the module in dir.
func (a auditor) decide(ctx context.Context, dir string, sites []site) error {
	tmp, err := os.MkdirTemp("", "score")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	name := filepath.Join(tmp, "decisions.json")
	_, stderr, err := a.start(ctx, dir, "diff", "-report", name, "./...")
	if errors.Is(err, errStopped) {
		return err
	}
	text, readErr := os.ReadFile(name)
	if readErr != nil {
		return fmt.Errorf("diff: %w", toolError(stderr, cmp.Or(err, readErr)))
	}
	var d decisions
	if err := json.Unmarshal(text, &d); err != nil {
		return fmt.Errorf("diff: -report: %w", err)
	}
	if d.Schema != decisionsSchema {
		return fmt.Errorf("diff: -report: schema is %q, want %q", d.Schema, decisionsSchema)
	}
	d.decided(sites)
	return nil
}

// decided gives each of the sites its decision. One that diff does not know of is left.
func (d *decisions) decided(sites []site) {
	for i := range sites {
		sites[i].Decision = &decision{Decision: "left", Reasons: []reason{{Message: "diff does not list it"}}}
		for j := range d.Calls {
			if c := &d.Calls[j]; c.ID == sites[i].ID {
				sites[i].Decision = c
			}
		}
	}
}
