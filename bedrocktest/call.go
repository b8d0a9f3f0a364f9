package bedrocktest

import "net/http"

// Call is one request as it arrived and what was answered.
type Call struct {
	Seq       int    // position in order of arrival, from 1
	Operation string // "InvokeModel", "Converse", …; empty when the path names none
	ModelID   string // as sent: an id, an inference profile or an ARN
	Header    http.Header
	Request   []byte

	Status       int    // HTTP status; 0 when the connection was reset before headers
	ErrorType    string // exception name, also of an exception inside a stream
	ErrorMessage string
	Response     []byte  // body of a unary answer or of an error
	Frames       []Frame // event-stream frames sent, in order

	// Seen is what the model would see; nil when the request was refused.
	Seen *Seen
	// Answer is what the model said; nil when there was no inference.
	Answer *Answer

	// UserText is the one piece of text the call consists of before any chat
	// template: InvokeModel's raw prompt, or the only text block of a
	// one-message Converse call. It is empty for conversations. Two calls with
	// the same UserText and different Seen.Prompt differ by the template.
	UserText string
	// NativeStopReason is the stop reason as the native body spells it, empty
	// on Converse.
	NativeStopReason string
}

// Frame is one event-stream message.
type Frame struct {
	Headers map[string]string
	Payload []byte
	// Native is the decoded "bytes" of an InvokeModelWithResponseStream chunk.
	Native []byte
}

// Seen is everything that reaches the model, in one canonical form: two
// requests with equal Seen mean the same, whichever API carried them.
// Models that take a plain text prompt have only Prompt; models that take
// messages have System and Turns too, from which Prompt is rendered.
type Seen struct {
	Model       string         `json:"model"` // base model id, without region prefix or ARN
	Prompt      string         `json:"prompt"`
	System      []Block        `json:"system,omitempty"`
	Turns       []Turn         `json:"turns,omitempty"`
	Tools       []Tool         `json:"tools,omitempty"`
	ToolChoice  *ToolChoice    `json:"toolChoice,omitempty"`
	Params      map[string]any `json:"params"` // effective, defaults applied; snake-case names shared by all families that Converse serves
	Attachments []Attachment   `json:"attachments,omitempty"`
	Guardrail   *Guardrail     `json:"guardrail,omitempty"`
	Service     *Service       `json:"service,omitempty"`
}

// Turn is one message of a conversation.
type Turn struct {
	Role    string  `json:"role"`
	Content []Block `json:"content"`
}

// Block is one piece of a message. Which fields are set depends on Type: text,
// image, document, tool_use, tool_result, thinking, redacted_thinking,
// search_result.
type Block struct {
	Type       string         `json:"type"`
	Text       string         `json:"text,omitempty"`
	Attachment int            `json:"attachment,omitempty"` // index in Seen.Attachments, from 1
	ID         string         `json:"id,omitempty"`         // tool call, numbered in order of appearance
	Name       string         `json:"name,omitempty"`
	Input      any            `json:"input,omitempty"`
	Content    []Block        `json:"content,omitempty"`
	IsError    bool           `json:"isError,omitempty"`
	Signature  string         `json:"signature,omitempty"`
	Cache      string         `json:"cache,omitempty"` // time to live of a cache mark after this block
	Extra      map[string]any `json:"extra,omitempty"` // citations and whatever else rides on the block
}

// Tool is a tool offered to the model.
type Tool struct {
	Type        string         `json:"type,omitempty"` // empty for a custom tool
	Name        string         `json:"name"`
	Description string         `json:"description,omitempty"`
	Schema      any            `json:"schema,omitempty"`
	Cache       string         `json:"cache,omitempty"`
	Extra       map[string]any `json:"extra,omitempty"`
}

// ToolChoice says whether a tool must be used: "auto", "any", "tool" or "none".
type ToolChoice struct {
	Type            string `json:"type"`
	Name            string `json:"name,omitempty"`
	DisableParallel bool   `json:"disableParallel,omitempty"`
}

// Attachment is binary or document content, known by the hash of its bytes.
type Attachment struct {
	Kind   string `json:"kind"`   // image, document, audio or video
	Format string `json:"format"` // png, pdf, txt, …
	SHA256 string `json:"sha256"`
	Size   int    `json:"size"` // bytes
	Name   string `json:"name,omitempty"`
	// Mode says how a PDF reaches the model: "visual" (page images and text)
	// or "text" (extracted text only).
	Mode string `json:"mode,omitempty"`
}

// Guardrail is the guardrail applied to a call.
type Guardrail struct {
	ID      string   `json:"id"`
	Version string   `json:"version"`
	Trace   string   `json:"trace,omitempty"`  // enabled or enabled_full; empty when off
	Stream  string   `json:"stream,omitempty"` // sync or async
	Guarded []string `json:"guarded,omitempty"`
}

// Service holds what the service, not the model, acts on.
type Service struct {
	Latency  string            `json:"latency,omitempty"` // performance configuration
	Tier     string            `json:"tier,omitempty"`
	Metadata map[string]string `json:"metadata,omitempty"`
}

// Answer is what the stand-in's model says. It depends on Seen alone.
type Answer struct {
	Content      []AnswerBlock `json:"content"`
	Text         string        `json:"text"`                   // the text blocks, joined
	StopReason   string        `json:"stopReason"`             // as Converse spells it
	StopSequence string        `json:"stopSequence,omitempty"` // the stop sequence that was hit
	InputTokens  int           `json:"inputTokens"`            // without cached tokens
	OutputTokens int           `json:"outputTokens"`
	CacheWrite   int           `json:"cacheWrite,omitempty"` // tokens before the last cache mark
	CacheTTL     string        `json:"cacheTTL,omitempty"`   // of that mark
	LatencyMs    int           `json:"latencyMs"`            // derived from the answer, not from a clock
}

// AnswerBlock is one block of an answer: "text", "thinking" or "tool_use".
type AnswerBlock struct {
	Type      string `json:"type"`
	Text      string `json:"text,omitempty"`
	Signature string `json:"signature,omitempty"`
	ID        string `json:"id,omitempty"` // tool call; each API adds its own prefix
	Name      string `json:"name,omitempty"`
	Input     any    `json:"input,omitempty"`
}
