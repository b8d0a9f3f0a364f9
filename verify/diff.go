package verify

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/rules"
)

// Part says what of a call a difference is in.
type Part string

// The parts of a call, in the order in which they are reported.
const (
	PartCall    Part = "call"    // the call itself: missing, made twice, another model or kind of operation
	PartRequest Part = "request" // what was asked
	PartSeen    Part = "seen"    // what the model saw of it
	PartError   Part = "error"   // how it failed
	PartAnswer  Part = "answer"  // what the model said
	PartStop    Part = "stop"    // why it stopped
	PartUsage   Part = "usage"   // what it cost
)

// A Difference is one leaf in which two calls differ.
type Difference struct {
	Part   Part   `json:"part"`
	Path   string `json:"path"`   // "inferenceConfig.maxTokens", "messages[0].content[1].text"
	Before string `json:"before"` // JSON; empty when the leaf is not there
	After  string `json:"after"`

	// Code is the rule that states a difference of this kind, empty when no rule does.
	Code rules.Code `json:"code,omitempty"`
	// Stated says that Code was stated for this place, or accepted by the user.
	Stated bool `json:"stated"`
}

// diffTrees lists the leaves in which two JSON trees differ, sorted by path.
func diffTrees(part Part, before, after any) []Difference {
	r := &reporter{part: part}
	cmp.Equal(before, after, cmp.Comparer(sameNumber), cmp.Reporter(r))
	slices.SortStableFunc(r.found, func(a, b Difference) int { return strings.Compare(a.Path, b.Path) })
	return r.found
}

// sameNumber compares by value: 1, 1.0 and 1e0 are the same number.
func sameNumber(a, b json.Number) bool {
	if a == b {
		return true
	}
	x, okX := new(big.Rat).SetString(string(a))
	y, okY := new(big.Rat).SetString(string(b))
	return okX && okY && x.Cmp(y) == 0
}

// reporter collects the unequal leaves of a go-cmp comparison.
type reporter struct {
	part  Part
	path  cmp.Path
	found []Difference
}

func (r *reporter) PushStep(s cmp.PathStep) { r.path = append(r.path, s) }
func (r *reporter) PopStep()                { r.path = r.path[:len(r.path)-1] }

func (r *reporter) Report(result cmp.Result) {
	if result.Equal() {
		return
	}
	before, after := r.path.Last().Values()
	path := jsonPath(r.path)
	switch {
	case !after.IsValid():
		r.only(path, before.Interface(), func(d *Difference) *string { return &d.Before })
	case !before.IsValid():
		r.only(path, after.Interface(), func(d *Difference) *string { return &d.After })
	default:
		r.found = append(r.found, Difference{Part: r.part, Path: path, Before: compact(before.Interface()), After: compact(after.Interface())})
	}
}

// jsonPath spells a go-cmp path as the dotted path of a JSON value.
func jsonPath(path cmp.Path) string {
	var b strings.Builder
	for _, step := range path {
		switch step := step.(type) {
		case cmp.MapIndex:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(step.Key().String())
		case cmp.SliceIndex:
			before, after := step.SplitKeys()
			fmt.Fprintf(&b, "[%d]", max(before, after))
		}
	}
	return b.String()
}

// only lists what stands on one side alone. An object counts by its members: each is a
// field of its own, which may be stated or not.
func (r *reporter) only(path string, v any, side func(*Difference) *string) {
	object, ok := v.(map[string]any)
	if !ok || len(object) == 0 {
		d := Difference{Part: r.part, Path: path}
		*side(&d) = compact(v)
		r.found = append(r.found, d)
		return
	}
	for name, member := range object {
		r.only(strings.TrimPrefix(path+"."+name, "."), member, side)
	}
}

// compact is v as one line of JSON with sorted keys.
func compact(v any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Sprintf("%v", v)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// decode reads one JSON value with exact numbers; nil when data is not JSON.
func decode(data []byte) any {
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return nil
	}
	return v
}

// tree turns any marshalable value into a JSON tree with exact numbers.
func tree(v any) any {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%v", v)
	}
	return decode(data)
}
