package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/rules"
)

// Schema names the JSON form of an Inventory. It changes only when a reader of the old
// form would misread the new one; members may be added to it at any time.
const Schema = "bedrocklint/inventory/v1"

// Inventory lists every Bedrock Runtime call of a program, and what can become of each.
type Inventory struct {
	Schema  string  `json:"schema"`
	Sites   []Site  `json:"sites"` // sorted by file, line and column
	Summary Summary `json:"summary"`
}

// Site is one call.
type Site struct {
	ID        string   `json:"id"` // stable across line moves
	Package   string   `json:"package"`
	Function  string   `json:"function"`
	Position  Position `json:"position"` // of the method's name in the call
	Operation string   `json:"operation"`
	SDK       string   `json:"sdk"` // v2 or v1
	Model     Model    `json:"model"`
	Request   Request  `json:"request"`
	Response  Response `json:"response"`
	Verdict   string   `json:"verdict"`
	Reasons   []Reason `json:"reasons"`
	// ByHand says that a rewrite, which Verdict is, needs a person: the rewriter leaves the
	// call, and one of Reasons says why.
	ByHand bool `json:"by_hand,omitempty"`
	// Severity is how much the code of the verdict matters, as in Reason.
	Severity rules.Severity `json:"severity,omitempty"`
	// Kept is why somebody decided that the call stays, in the configuration or in a
	// directive; "" when nobody did.
	Kept string `json:"kept,omitempty"`
}

// Position is a place in a source file. File is relative to the root of its module,
// with slashes. Line and Column count from 1; Column counts bytes.
type Position struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Model is what is known of a call's model.
type Model struct {
	IDs      []string `json:"ids"`
	Family   string   `json:"family"` // "unknown" when it is not known, "multi" for several
	Families []string `json:"families,omitempty"`
	Evidence string   `json:"evidence"` // model-id, body, config, directive or none
}

// Request is what is known of a call's body.
type Request struct {
	Known  string  `json:"known"` // complete, partial or none
	Fields []Field `json:"fields"`
}

// Field is one native request field that the call can send.
type Field struct {
	Path     string `json:"path"`
	File     string `json:"file,omitempty"` // when it is not the site's file
	Line     int    `json:"line"`
	Verdict  string `json:"verdict"`  // maps, moves, lost or unknown
	Converse string `json:"converse"` // "" when nothing takes its place
}

// Response is what the code reads of the answer.
type Response struct {
	Fields []ResponseField `json:"fields"`
}

// ResponseField is one native response field that the code reads.
type ResponseField struct {
	Path     string `json:"path"`
	File     string `json:"file,omitempty"` // when it is not the site's file
	Line     int    `json:"line"`
	Converse string `json:"converse"`
}

// Reason is one ground of a verdict, or one stated difference.
type Reason struct {
	Code     string   `json:"code"`
	Message  string   `json:"message"`
	Position Position `json:"position"`
	// Severity is error, warning or note, or Off for a code that is not to be reported
	// here; "" for that of the code.
	Severity rules.Severity `json:"severity,omitempty"`
}

// Off is the severity of a reason that stands in the JSON form alone.
const Off rules.Severity = "off"

// told are the reasons that a reader is told.
func (s Site) told() []Reason {
	return slices.DeleteFunc(slices.Clone(s.Reasons), func(r Reason) bool { return r.Severity == Off })
}

// Summary counts the sites.
type Summary struct {
	Sites     int            `json:"sites"`
	Packages  int            `json:"packages"` // packages with sites
	Verdicts  map[string]int `json:"verdicts"`
	Families  map[string]int `json:"families"`
	Operation map[string]int `json:"operations"`
	// Problems are packages that could not be read in full; their sites may be missing.
	Problems []string `json:"problems"`
}

// NewInventory sorts sites and counts them. No site list of the result is nil, so that
// JSON readers find an array everywhere.
func NewInventory(sites []Site, problems []string) *Inventory {
	inv := &Inventory{Schema: Schema, Sites: slices.Clone(sites)}
	if inv.Sites == nil {
		inv.Sites = []Site{}
	}
	for i := range inv.Sites {
		inv.Sites[i].fill()
	}
	slices.SortStableFunc(inv.Sites, func(a, b Site) int { return comparePositions(a.Position, b.Position) })
	inv.Summary = summarize(inv.Sites, problems)
	return inv
}

// fill replaces nil slices by empty ones.
func (s *Site) fill() {
	if s.Model.IDs == nil {
		s.Model.IDs = []string{}
	}
	if s.Request.Fields == nil {
		s.Request.Fields = []Field{}
	}
	if s.Response.Fields == nil {
		s.Response.Fields = []ResponseField{}
	}
	if s.Reasons == nil {
		s.Reasons = []Reason{}
	}
}

func comparePositions(a, b Position) int {
	if c := strings.Compare(a.File, b.File); c != 0 {
		return c
	}
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Column - b.Column
}

func summarize(sites []Site, problems []string) Summary {
	s := Summary{
		Sites:     len(sites),
		Verdicts:  map[string]int{},
		Families:  map[string]int{},
		Operation: map[string]int{},
		Problems:  slices.Clone(problems),
	}
	if s.Problems == nil {
		s.Problems = []string{}
	}
	packages := map[string]bool{}
	for _, site := range sites {
		packages[site.Package] = true
		s.Verdicts[site.Verdict]++
		s.Families[site.Model.Family]++
		s.Operation[site.Operation]++
	}
	s.Packages = len(packages)
	return s
}

// JSON writes the inventory as indented JSON. Two runs over the same program give the
// same bytes.
func (inv *Inventory) JSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(inv)
}

// ReadInventory reads what JSON wrote.
func ReadInventory(r io.Reader) (*Inventory, error) {
	var inv Inventory
	if err := json.NewDecoder(r).Decode(&inv); err != nil {
		return nil, fmt.Errorf("not an inventory: %w; make one with bedrockmigrate audit -format json", err)
	}
	if inv.Schema != Schema {
		return nil, fmt.Errorf("schema %q is not %q; make the inventory with this version of bedrockmigrate", inv.Schema, Schema)
	}
	return &inv, nil
}
