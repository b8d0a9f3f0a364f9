package bedrocktest_test

import "testing"

// TestElsewhere: models that only jobs or two-way streams serve are refused on
// all the rest, whatever the body.
func TestElsewhere(t *testing.T) {
	for id, operation := range map[string]string{
		"amazon.nova-reel-v1:0":    "StartAsyncInvoke",
		"amazon.nova-reel-v1:1":    "StartAsyncInvoke",
		"luma.ray-v2:0":            "StartAsyncInvoke",
		"amazon.nova-sonic-v1:0":   "InvokeModelWithBidirectionalStream",
		"amazon.nova-2-sonic-v1:0": "InvokeModelWithBidirectionalStream",
	} {
		checkRefused(t, []refused{
			{id, "invoke", `{"prompt":"a cat"}`, "This action doesn't support the model that you provided. Try again with " + operation + "."},
			{id, "invoke-with-response-stream", `{"prompt":"a cat"}`, "The model is unsupported for streaming."},
			{id, "converse", converseBody(""), notConversable},
			{id, "converse-stream", converseBody(""), notConversable},
			{id, "count-tokens", `{}`, "The provided model doesn't support counting tokens."},
		})
	}
}
