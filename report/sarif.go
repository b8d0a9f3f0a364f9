package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/bedrocklint/bedrocklint/rules"
)

// Finding is one diagnostic, ready to be written in a machine's format. Files are
// relative to Root's URI base, with slashes.
type Finding struct {
	Code     rules.Code
	Message  string
	Start    Position
	End      Position // zero when unknown
	Related  []Related
	Severity rules.Severity // "" for that of the code
	Identity string         // what the finding is about, stable across line moves: the site's ID
}

// Related is a second place that a finding speaks of.
type Related struct {
	Position Position
	Message  string
}

// Tool names the program that a SARIF log comes from.
type Tool struct {
	Name    string
	Version string
}

// SARIF writes findings as a SARIF 2.1.0 log with one run.
// Columns must count UTF-16 code units, from 1: see UTF16Column.
func SARIF(w io.Writer, tool Tool, findings []Finding) error {
	log := sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs: []sarifRun{{
			Tool:       sarifTool{Driver: sarifDriver{Name: tool.Name, Version: tool.Version, InformationURI: "https://github.com/bedrocklint/bedrocklint", Rules: sarifRules()}},
			ColumnKind: "utf16CodeUnits",
			Results:    sarifResults(findings),
		}},
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(log)
}

// Findings turns an inventory into findings: one for each site, then one for each reason.
// Where a reason has the site's own code already, it stands for both. What is off is left out.
func (inv *Inventory) Findings() []Finding {
	var out []Finding
	for _, s := range inv.Sites {
		code := VerdictCode(s.Verdict)
		if s.Severity != Off && !slices.ContainsFunc(s.Reasons, func(r Reason) bool { return r.Code == string(code) }) {
			out = append(out, Finding{
				Code:     code,
				Message:  fmt.Sprintf("%s of %s: %s", s.Operation, describeModel(s.Model), s.Verdict),
				Start:    s.Position,
				Severity: s.Severity,
				Identity: s.ID,
			})
		}
		for _, r := range s.told() {
			out = append(out, Finding{
				Code: rules.Code(r.Code), Message: r.Message, Start: r.Position, Severity: r.Severity, Identity: s.ID,
				Related: []Related{{Position: s.Position, Message: "the call"}},
			})
		}
	}
	return out
}

// VerdictCode is the code under which a call of a verdict is reported.
func VerdictCode(verdict string) rules.Code {
	switch verdict {
	case "adapter":
		return rules.CallUnknown
	case "keep":
		return rules.ModelStays
	}
	return rules.CallSite
}

func sarifRules() []sarifRule {
	var out []sarifRule
	for _, d := range rules.All() {
		out = append(out, sarifRule{
			ID:               string(d.Code),
			ShortDescription: sarifText{Text: d.Title},
			FullDescription:  sarifText{Text: d.Text},
			Help:             sarifHelp{Text: d.Explain(), Markdown: d.Markdown()},
			HelpURI:          rules.URL(d.Code),
			Default:          sarifDefault{Level: string(d.Severity)},
		})
	}
	return out
}

func sarifResults(findings []Finding) []sarifResult {
	index := map[rules.Code]int{}
	level := map[rules.Code]string{}
	for i, d := range rules.All() {
		index[d.Code], level[d.Code] = i, string(d.Severity)
	}
	out := []sarifResult{}
	for _, f := range findings {
		r := sarifResult{
			RuleID: string(f.Code), RuleIndex: index[f.Code], Level: cmp.Or(string(f.Severity), level[f.Code]),
			Message:      sarifText{Text: f.Message},
			Locations:    []sarifLocation{location(f.Start, f.End, "")},
			Fingerprints: map[string]string{"callAndRule/v1": f.Fingerprint()},
		}
		for _, rel := range f.Related {
			r.RelatedLocations = append(r.RelatedLocations, location(rel.Position, Position{}, rel.Message))
		}
		out = append(out, r)
	}
	return out
}

// Fingerprint tells findings apart without lines, so that an edit above a call does not
// make its findings new ones. Two findings may have the same.
func (f Finding) Fingerprint() string {
	sum := sha256.Sum256([]byte(string(f.Code) + "\n" + f.Identity + "\n" + f.Start.File + "\n" + f.Message))
	return hex.EncodeToString(sum[:16])
}

func location(start, end Position, message string) sarifLocation {
	loc := sarifLocation{Physical: sarifPhysical{
		Artifact: sarifArtifact{URI: start.File, URIBaseID: "%SRCROOT%"},
		Region:   sarifRegion{StartLine: start.Line, StartColumn: start.Column, EndLine: end.Line, EndColumn: end.Column},
	}}
	if message != "" {
		loc.Message = &sarifText{Text: message}
	}
	return loc
}

// UTF16Column converts a column that counts bytes from 1 in line to one that counts
// UTF-16 code units, which is what SARIF's readers show.
func UTF16Column(line []byte, column int) int {
	n := 1
	for i := 0; i < len(line) && i < column-1; {
		r, size := utf8.DecodeRune(line[i:])
		n += max(utf16.RuneLen(r), 1)
		i += size
	}
	return n
}
