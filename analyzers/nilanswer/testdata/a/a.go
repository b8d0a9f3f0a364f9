// Package a counts tokens.
package a

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func through(out *bedrockruntime.ConverseOutput) (int32, int32) {
	return *out.Usage.InputTokens, // want `Usage is nil when the answer has none, and this panics; compare it with nil first \(BL6009\)`
		*out.Usage.OutputTokens
}

// A helper for the count does not help for Usage.
func helped(out *bedrockruntime.ConverseOutput) int32 {
	return aws.ToInt32(out.Usage.TotalTokens) // want `Usage is nil`
}

func named(out *bedrockruntime.ConverseOutput) int64 {
	m := out.Metrics
	return aws.ToInt64(m.LatencyMs) // want `Metrics is nil`
}

func stream(v *types.ConverseStreamOutputMemberMetadata) int32 {
	return aws.ToInt32(v.Value.Usage.InputTokens) // want `Usage is nil`
}

func count(u *types.TokenUsage) int32 {
	if u == nil {
		return 0
	}
	return *u.InputTokens
}

func guarded(out *bedrockruntime.ConverseOutput) int32 {
	if out.Usage == nil || out.Usage.InputTokens == nil {
		return 0
	}
	u := out.Usage
	return *out.Usage.InputTokens + aws.ToInt32(u.OutputTokens)
}

func guardedStream(v *types.ConverseStreamOutputMemberMetadata) (n int32) {
	if u := v.Value.Usage; u != nil {
		n = aws.ToInt32(u.InputTokens)
	}
	return n
}

// The caller has looked.
func parameter(u *types.TokenUsage) int32 { return aws.ToInt32(u.InputTokens) }

func silenced(out *bedrockruntime.ConverseOutput) int32 {
	return aws.ToInt32(out.Usage.TotalTokens) //nolint:bedrocklint // our proxy always counts
}
