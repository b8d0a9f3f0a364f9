package roadmap

import (
	"slices"

	"github.com/bedrocklint/bedrocklint/report"
	"github.com/bedrocklint/bedrocklint/rules"
)

// effort are the points of an action: reading a diff is the unit. They are a judgement,
// meant to compare packages with each other and not to be turned into hours.
var effort = map[Action]int{Apply: 1, Review: 2, Adapter: 3, ByHand: 5}

// The points added to an action's.
const (
	effortStreamByHand = 3 // the loop over the events has to be written anew
	effortLost         = 2 // for each field that Converse has no place for: who needs it?

	riskStream  = 1 // errors in the middle of an answer
	riskPartial = 2 // the body is not known as a whole
	riskModel   = 2 // the model is chosen at run time
	riskLost    = 2 // for each lost field
)

// quiet are the codes that change nothing for the model and so add no risk.
var quiet = []rules.Code{rules.CallSite, rules.FieldMoves, rules.DefaultDiffers, rules.ModelEOL}

// points are the effort and the risk of a call. A call that stays has neither.
func points(s report.Site, a Action, lost int) (work, risk int) {
	if a == Keep || a == Stay {
		return 0, 0
	}
	work = effort[a] + effortLost*lost
	risk = riskLost * lost
	if a != Apply { // what moves as it is reads the same to the model
		risk += differences(s)
	}
	if s.Operation == "InvokeModelWithResponseStream" {
		risk += riskStream
		if a == ByHand {
			work += effortStreamByHand
		}
	}
	if s.Request.Known != "complete" {
		risk += riskPartial
	}
	if s.Model.Family == "unknown" {
		risk += riskModel
	}
	return work, risk
}

// differences counts the kinds of difference that the call's reasons name.
func differences(s report.Site) int {
	var codes []string
	for _, r := range s.Reasons {
		if !slices.Contains(quiet, rules.Code(r.Code)) {
			codes = append(codes, r.Code)
		}
	}
	slices.Sort(codes)
	return len(slices.Compact(codes))
}

// level is a risk in a word.
func level(risk int) string {
	switch {
	case risk <= 1:
		return "low"
	case risk <= 3:
		return "medium"
	}
	return "high"
}
