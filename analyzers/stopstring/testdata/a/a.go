// Package a looks at stop reasons.
package a

import (
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

const refused = "refusal"

func compared(out *bedrockruntime.ConverseOutput) bool {
	if out.StopReason == "LENGTH" { // want `Converse never gives "LENGTH", a stop reason of amazon-titan-text; it says "max_tokens" \(BL6013\)`
		return false
	}
	return string(out.StopReason) != refused // want `Converse never gives "refusal", a stop reason of .*; it says "content_filtered" \(BL6013\)`
}

// Two words for one: no fix can put the same case there twice.
func switched(e *types.ConverseStreamOutputMemberMessageStop) string {
	switch string(e.Value.StopReason) {
	case "FINISH": // want `never gives "FINISH"`
		return "done"
	case "FINISHED": // want `never gives "FINISHED"`
		return "complete"
	case "max_tokens":
		return "cut"
	}
	return ""
}

// Code that knows both words.
func both(out *bedrockruntime.ConverseOutput) bool {
	return out.StopReason == "length" || out.StopReason == types.StopReasonMaxTokens
}

// Converse's own words, and words that no family uses.
func fine(out *bedrockruntime.ConverseOutput, r string) bool {
	return out.StopReason == types.StopReasonEndTurn || out.StopReason == "guardrail_intervened" ||
		out.StopReason == "" || r == "LENGTH"
}

func silenced(out *bedrockruntime.ConverseOutput) bool {
	return out.StopReason == "LENGTH" //bedrocklint:ignore BL6013 our proxy says so
}
