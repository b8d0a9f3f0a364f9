// Package roadmap works out the effort and the order of a migration to Converse from the
// inventory of its calls. It is pure: what the rewriter would do and which package
// imports which come in as data, and the same input gives the same plan.
//
// docs/plan.md explains the points; the numbers stand in points.go alone.
package roadmap

import (
	"cmp"
	"path"
	"slices"

	"github.com/bedrocklint/bedrocklint/report"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Schema names the JSON form of a Plan. It changes only when a reader of the old form
// would misread the new one; members may be added to it at any time.
const Schema = "bedrocklint/plan/v1"

// Input is all that a plan is made of.
type Input struct {
	Inventory *report.Inventory
	// Moves says what the rewriter does with a call, by site ID. A call that is not in it
	// is one that the rewriter leaves.
	Moves map[string]Move
	// Imports are the packages that a package imports, directly or not, by import path.
	Imports map[string][]string
}

// Move is what the rewriter does with a call.
type Move struct {
	Grade   string   // safe or needs-review; "" when the call is left
	Notes   []string // what is stated to differ after the move
	Reasons []string // why the call is left
}

// Action is what a plan advises for a call.
type Action string

// The actions, from the least work to none at all.
const (
	Apply   Action = "apply"   // bedrockmigrate apply moves it
	Review  Action = "review"  // bedrockmigrate apply -review moves it; read the notes
	ByHand  Action = "by-hand" // it can move, but a person has to do it
	Adapter Action = "adapter" // move it with the run-time adapter
	Keep    Action = "keep"    // somebody decided that it stays
	Stay    Action = "stay"    // InvokeModel is the better answer
)

// Actions are all actions in the order in which reports list them.
var Actions = []Action{Apply, Review, ByHand, Adapter, Keep, Stay}

// Plan is a migration: its packages in the order in which to move them.
type Plan struct {
	Schema   string    `json:"schema"`
	Packages []Package `json:"packages"`
	Summary  Summary   `json:"summary"`
}

// Package is one step of a plan.
type Package struct {
	Step     int            `json:"step"` // from 1; 0 when there is nothing to do in the package
	Package  string         `json:"package"`
	Dir      string         `json:"dir"` // of its first call's file, relative to the module
	Verdicts map[string]int `json:"verdicts"`
	Actions  map[Action]int `json:"actions"`
	Effort   int            `json:"effort"` // sum of the calls' points
	Risk     int            `json:"risk"`   // that of the riskiest call that moves
	Level    string         `json:"level"`  // risk in a word: low, medium or high
	Lost     []string       `json:"lost"`   // native fields that no move can carry over, sorted
	After    []string       `json:"after"`  // packages of the plan that it imports: they come first
	Calls    []Call         `json:"calls"`  // in order of position
}

// Call is one call and what to do about it.
type Call struct {
	ID        string          `json:"id"`
	Position  report.Position `json:"position"`
	Function  string          `json:"function"`
	Operation string          `json:"operation"`
	Family    string          `json:"family"`
	Verdict   string          `json:"verdict"`
	Action    Action          `json:"action"`
	Today     string          `json:"today"` // grade of what diff would write: safe, needs-review, or "" for nothing
	Effort    int             `json:"effort"`
	Risk      int             `json:"risk"`
	Lost      []string        `json:"lost"`
	Why       []string        `json:"why"`
}

// Summary counts the plan.
type Summary struct {
	Calls    int            `json:"calls"`
	Packages int            `json:"packages"`
	Verdicts map[string]int `json:"verdicts"`
	Actions  map[Action]int `json:"actions"`
	Today    int            `json:"today"` // calls that diff would move
	Effort   int            `json:"effort"`
	Problems []string       `json:"problems"` // packages that could not be read in full
}

// Of makes the plan.
func Of(in Input) *Plan {
	p := &Plan{Schema: Schema, Packages: []Package{}}
	for _, s := range in.Inventory.Sites {
		i := slices.IndexFunc(p.Packages, func(q Package) bool { return q.Package == s.Package })
		if i < 0 {
			i = len(p.Packages)
			p.Packages = append(p.Packages, newPackage(s))
		}
		p.Packages[i].add(callOf(s, in.Moves[s.ID]))
	}
	for i := range p.Packages {
		p.Packages[i].finish(in.Imports, p.Packages)
	}
	p.Packages = order(p.Packages)
	p.Summary = summarize(p.Packages, in.Inventory.Summary.Problems)
	return p
}

func newPackage(s report.Site) Package {
	return Package{Package: s.Package, Dir: path.Dir(s.Position.File),
		Verdicts: map[string]int{}, Actions: map[Action]int{}, Lost: []string{}, After: []string{}}
}

func (p *Package) add(c Call) {
	p.Calls = append(p.Calls, c)
	p.Verdicts[c.Verdict]++
	p.Actions[c.Action]++
	p.Effort += c.Effort
	p.Risk = max(p.Risk, c.Risk)
	p.Lost = append(p.Lost, c.Lost...)
}

func (p *Package) finish(imports map[string][]string, all []Package) {
	slices.Sort(p.Lost)
	p.Lost = slices.Compact(p.Lost)
	p.Level = level(p.Risk)
	for _, q := range all {
		if q.Package != p.Package && slices.Contains(imports[p.Package], q.Package) {
			p.After = append(p.After, q.Package)
		}
	}
	slices.Sort(p.After)
}

// work reports whether anything is to be done in the package.
func (p *Package) work() bool { return p.Actions[Keep]+p.Actions[Stay] < len(p.Calls) }

// callOf judges one call.
func callOf(s report.Site, m Move) Call {
	c := Call{
		ID: s.ID, Position: s.Position, Function: s.Function, Operation: s.Operation,
		Family: s.Model.Family, Verdict: s.Verdict, Today: m.Grade, Lost: lost(s),
	}
	c.Action = action(s, m, c.Lost)
	c.Effort, c.Risk = points(s, c.Action, len(c.Lost))
	c.Why = why(s, m, c.Action)
	return c
}

// lost are the request fields that Converse has no place for. A call that stays anyway
// loses nothing.
func lost(s report.Site) []string {
	out := []string{}
	if s.Verdict == "keep" {
		return out
	}
	for _, f := range s.Request.Fields {
		if f.Verdict == "lost" {
			out = append(out, f.Path)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func action(s report.Site, m Move, lost []string) Action {
	switch {
	case s.Kept != "":
		return Keep
	case s.Verdict == "keep":
		return Stay
	case len(lost) > 0 && len(s.Model.Families) == 0 && s.Model.Family != "unknown":
		return Stay // code for one family that needs what Converse cannot say
	case m.Grade == "safe":
		return Apply
	case m.Grade != "":
		return Review
	case s.Verdict == "adapter":
		return Adapter
	}
	return ByHand
}

// why explains an action with the reasons that speak for it.
func why(s report.Site, m Move, a Action) []string {
	out := []string{}
	switch a {
	case Keep:
		return append(out, s.Kept)
	case Apply, Review:
		return append(out, m.Notes...)
	case ByHand:
		if len(m.Reasons) > 0 {
			return append(out, m.Reasons...)
		}
	}
	for _, r := range s.Reasons {
		if code := rules.Code(r.Code); a == Stay && s.Verdict != "keep" && code != rules.FieldLost || code == rules.ModelEOL {
			continue
		}
		out = append(out, r.Message+" ("+r.Code+")")
	}
	return slices.Compact(out)
}

func summarize(ps []Package, problems []string) Summary {
	s := Summary{Packages: len(ps), Verdicts: map[string]int{}, Actions: map[Action]int{}, Problems: append([]string{}, problems...)}
	for _, p := range ps {
		s.Calls += len(p.Calls)
		s.Effort += p.Effort
		for _, c := range p.Calls {
			s.Verdicts[c.Verdict]++
			s.Actions[c.Action]++
			if c.Today != "" {
				s.Today++
			}
		}
	}
	return s
}

// order puts a package before those that import it, and of those that are free to come
// next the one with the least risk, then the least effort. Packages in which nothing is
// to be done come last and have no step.
func order(ps []Package) []Package {
	var out, idle, left []Package
	for _, p := range ps {
		if p.work() {
			left = append(left, p)
		} else {
			idle = append(idle, p)
		}
	}
	for len(left) > 0 {
		i := next(left)
		p := left[i]
		p.Step = len(out) + 1
		out = append(out, p)
		left = slices.Delete(left, i, i+1)
	}
	slices.SortFunc(idle, func(a, b Package) int { return cmp.Compare(a.Package, b.Package) })
	return append(append([]Package{}, out...), idle...)
}

// next is the index of the package to move next. Imports have no cycles, but an
// inventory of tests and packages together may show one; then risk alone decides.
func next(left []Package) int {
	free := func(p Package) bool {
		return !slices.ContainsFunc(left, func(q Package) bool { return slices.Contains(p.After, q.Package) })
	}
	best := 0
	for i, p := range left {
		b := left[best]
		if c := cmp.Or(-compareBool(free(p), free(b)), cmp.Compare(p.Risk, b.Risk), cmp.Compare(p.Effort, b.Effort), cmp.Compare(p.Package, b.Package)); c < 0 {
			best = i
		}
	}
	return best
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
