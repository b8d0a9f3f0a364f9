package verify

import (
	"encoding/json"
	"io"

	"github.com/bedrocklint/bedrocklint/rules"
)

// Schema names the JSON form of a verification.
const Schema = "bedrocklint/verification/v1"

// WriteJSON writes the verification for other programs to read.
func (r *Result) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(r.report())
}

type reportJSON struct {
	Schema  string         `json:"schema"`
	Outcome Outcome        `json:"outcome"`
	Calls   []callJSON     `json:"calls"`
	Outputs []outputJSON   `json:"outputs,omitempty"`
	Notes   []string       `json:"notes,omitempty"`
	Summary map[string]int `json:"summary"`
}

type callJSON struct {
	Site        string       `json:"site,omitempty"`
	Model       string       `json:"model"`
	Before      *sideJSON    `json:"before"` // null for a call that is new
	After       *sideJSON    `json:"after"`  // null for a call that went missing
	Outcome     Outcome      `json:"outcome"`
	Codes       []rules.Code `json:"codes,omitempty"`
	Differences []Difference `json:"differences,omitempty"`
}

type sideJSON struct {
	Seq        int    `json:"seq"`
	Operation  string `json:"operation"`
	StopReason string `json:"stopReason,omitempty"`
	Usage      Usage  `json:"usage"`
	LatencyMS  int64  `json:"latencyMs"`
	Status     int    `json:"status"`
	Error      string `json:"error,omitempty"`
	Message    string `json:"message,omitempty"`
}

type outputJSON struct {
	Program    string       `json:"program,omitempty"`
	Outcome    Outcome      `json:"outcome"`
	Codes      []rules.Code `json:"codes,omitempty"`
	ExitBefore int          `json:"exitBefore"`
	ExitAfter  int          `json:"exitAfter"`
	Diff       string       `json:"diff,omitempty"`
	Stderr     string       `json:"stderr,omitempty"`
}

func (r *Result) report() reportJSON {
	d := reportJSON{Schema: Schema, Outcome: r.Outcome(), Calls: []callJSON{}, Notes: r.Notes, Summary: map[string]int{}}
	for _, p := range r.Pairs {
		d.Calls = append(d.Calls, callJSON{
			Site: p.Site, Model: p.model(), Before: side(p.Before), After: side(p.After),
			Outcome: p.Outcome, Codes: p.Codes, Differences: p.Differences,
		})
	}
	for _, o := range rank {
		d.Summary[string(o)] = r.Count(o)
	}
	for _, o := range r.Outputs {
		d.Outputs = append(d.Outputs, outputJSON{o.Program, o.Outcome, o.Codes, o.ExitBefore, o.ExitAfter, o.Diff, o.Stderr})
	}
	return d
}

func side(c *Call) *sideJSON {
	if c == nil {
		return nil
	}
	return &sideJSON{c.Seq, c.Operation, c.Answer.StopReason, c.Answer.Usage, c.Answer.LatencyMS, c.Status, c.ErrorType, c.ErrorMessage}
}
