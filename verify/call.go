package verify

import "strings"

// A Call is one call of Bedrock Runtime, reduced to what a comparison needs. Trees are
// decoded JSON: map[string]any, []any, string, json.Number, bool and nil.
type Call struct {
	Seq       int    // order of arrival, from 1
	Operation string // "InvokeModel", "InvokeModelWithResponseStream", "Converse", "ConverseStream"
	ModelID   string // as sent

	Native  any    // the body as sent
	Request any    // the request in its canonical form, nil when Unread is set
	Unread  string // why there is no canonical form; the bodies are then compared as sent
	Seen    any    // what reached the model, nil when nobody could say
	// Bare is the one text that the call consists of before any chat template: a raw
	// prompt, or the only text of a conversation of one message. Empty otherwise.
	Bare   string
	Answer Answer

	Status       int // of the HTTP answer
	ErrorType    string
	ErrorMessage string
}

// Answer is what a call brought back, in Converse's words whatever the operation.
type Answer struct {
	Content    any    // the content blocks
	StopReason string // Converse's spelling
	NativeStop string // the spelling of the native answer; empty on Converse
	Usage      Usage
	LatencyMS  int64    // as the service states it
	Events     []string // streams: the kinds of events in order, repetitions folded
}

// Usage is the token count of one call.
type Usage struct {
	Input  int `json:"input"`
	Output int `json:"output"`
}

// Streaming reports whether the answer came as a stream.
func (c *Call) Streaming() bool { return strings.HasSuffix(c.Operation, "Stream") }

// Converse reports whether the call was made with Converse or ConverseStream.
func (c *Call) Converse() bool { return strings.HasPrefix(c.Operation, "Converse") }

// request is the tree to compare requests by.
func (c *Call) request() any {
	if c.Unread != "" {
		return c.Native
	}
	return c.Request
}

// Output is what a program said of its run to the outside.
type Output struct {
	Stdout []byte
	Stderr []byte // shown when something went wrong, never compared: logs carry times and addresses
	Exit   int
}
