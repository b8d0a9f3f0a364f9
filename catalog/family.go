package catalog

// Task says what a model makes. Converse serves TaskText only.
type Task string

// The tasks of Bedrock's foundation models.
const (
	TaskText      Task = "text"
	TaskEmbedding Task = "embedding"
	TaskImage     Task = "image"
	TaskVideo     Task = "video"
	TaskRerank    Task = "rerank"
	TaskAudio     Task = "audio"
)

// Verdict says what becomes of one native field on Converse.
type Verdict string

// The field verdicts.
const (
	Maps    Verdict = "maps"    // a Converse field holds it
	Moves   Verdict = "moves"   // additionalModelRequestFields, cachePoint, guardrailConfig … holds it
	Drops   Verdict = "drops"   // of no consequence on Converse: nothing is lost (anthropic_version)
	Lost    Verdict = "lost"    // no equivalent; Field.Note says what is lost
	Unknown Verdict = "unknown" // not a field of the family: Bedrock would reject it
)

// Framing says how a family cuts its answer into the chunks of
// InvokeModelWithResponseStream.
type Framing string

// The framings.
const (
	FramingNone     Framing = ""         // the family does not stream
	FramingFlat     Framing = "flat"     // every chunk has a piece of text, the last one the stop reason (Llama, Titan)
	FramingBlocks   Framing = "blocks"   // typed events that open, fill and close numbered content blocks (Claude)
	FramingConverse Framing = "converse" // ConverseStream's own events, one member a chunk (Nova)
	FramingEvents   Framing = "events"   // events named by their kind, tool calls in one piece, the whole answer again in the last (Command R)
	FramingDeltas   Framing = "deltas"   // choices[].delta of chat completions (OpenAI, Jamba)
)

// Family is one native request and response format of InvokeModel, with
// everything that is known of its meaning on Converse.
type Family struct {
	Name     string // "anthropic-messages"
	Provider string // "Anthropic"; SeveralProviders where models of several have the same form
	Title    string // one line for people
	Task     Task
	Reason   string // for families that Converse does not serve: why, in words for the user
	// Stays says, for a family that Converse does serve, why its calls are better left on
	// InvokeModel all the same, in words for the user; "" for one that moves.
	Stays string

	// Complete says that every field of the format is in the catalog. Fields of an
	// incomplete family must not be judged: a missing one proves nothing.
	Complete bool

	Request  *Shape // the body of InvokeModel
	Response *Shape // the body of InvokeModelOutput
	Stream   *Shape // one chunk of InvokeModelWithResponseStream; chunk types are variants
	Framing  Framing

	Prompt      *Prompt // nil unless the request is one raw prompt string
	StopReasons []StopReason
	Models      []*Model // in file order
	Prefixes    []string // model ids that are not listed but start so belong to the family

	// Normalize names the normalisations that the family's messages need on
	// Converse ("merge-roles"); see transform.go.
	Normalize []string

	File string // data file, for messages

	requestKeys  signature
	responseKeys signature
}

// SeveralProviders is the provider of a family that has the models of many.
const SeveralProviders = "various"

// Served reports whether Converse serves the family at all.
func (f *Family) Served() bool { return f.Task == TaskText && f.Reason == "" }

// Movable reports whether calls of the family gain by moving to Converse: it is served,
// and nothing speaks for InvokeModel. Requests of a family that is served and not movable
// are converted all the same by those who ask for it.
func (f *Family) Movable() bool { return f.Served() && f.Stays == "" }

// Shape is the tree of a family's fields: one node per JSON value that the
// format knows. A node may have a scalar form (Field), members (Keys), elements
// (Elem) and variants, all at once: Claude's content is a string or an array.
type Shape struct {
	Name   string // member name, "" for elements and the root
	Path   string // "messages[].content[type=image].source{type=base64}.data"; "" for the root
	Parent *Shape
	Field  *Field // nil for a node that is nothing but structure
	Keys   []*Shape
	Elem   *Shape

	// Discriminator is the member ("type") whose value picks one of Variants.
	// The members common to all variants stand in Keys, the discriminator among them.
	Discriminator string
	Variants      []*Shape // Variant.Value set

	// Value is the discriminator's value, in a variant. A trailing "*" stands for
	// any ending ("computer_*").
	Value string
	// Absent says, in a variant, that a missing discriminator picks it too.
	Absent bool

	// OneOf says that an object has one of its Keys only, a union told apart by its
	// member, as Converse's own are. A cachePoint may stand beside.
	OneOf bool

	single bool // see Single
}

// Field is what is known of one native field.
type Field struct {
	Path        string
	Type        string // string, integer, number, boolean, object, array, any
	Items       string // of an array of scalars: the elements' type
	Nullable    bool   // JSON null is allowed as well
	Required    bool
	Default     any      // native default, nil when there is none (float64, string, bool, []any)
	Min, Max    *float64 // inclusive bounds of a number
	MinExcl     bool     // Min itself is not allowed
	MaxItems    int      // of an array; 0 means no limit known
	Enum        []string
	Doc         string
	Verdict     Verdict
	Converse    string // path in the Converse request or response: "inferenceConfig.maxTokens", "messages[].content[].image.source.bytes", "additionalModelRequestFields.top_k"
	Transform   string // name of the value transform between the two; "" means the value is the same
	Note        string // what is lost or differs, for the user
	DefaultLost bool   // Converse has another default: an absent field must be written out as Default
	Alias       bool   // another name of a field that stands before it: read, never written
	Unconfirmed bool   // no documentation found; diagnostics say so
	Source      string // URL
	Line        int    // in the data file
	Overlay     string // file of the user's overlay that the entry is from; "" for built-in ones
}

// StopReason pairs a native stop reason with Converse's.
type StopReason struct {
	Native      string
	Converse    string // "" when Converse has no such value
	Note        string
	Unconfirmed bool
	Source      string
}

// Prompt describes the raw prompt string of a family.
type Prompt struct {
	Field     string // path of the native field: "prompt", "inputText"
	Templates []*Template
	// Added says that Converse puts the first of Templates that fits the model around
	// the messages, while InvokeModel sends the string as it is. A bare prompt
	// therefore reaches the model inside a template after a migration.
	Added bool
	// Demanded says that the service refuses a prompt without a template: one that
	// comes from elsewhere therefore carries it, whatever can be seen of it.
	Demanded bool
}

// Model is one foundation model.
type Model struct {
	ID       string // "anthropic.claude-3-haiku-20240307-v1:0"
	Name     string
	Family   *Family
	Also     []*Family // other native formats that InvokeModel takes for this model
	Template string    // name of the chat template that the model was trained with
	// TemplateAdds is what Converse puts into the template of this model besides the
	// messages, in words for the user; "" when nothing is known. A prompt built by hand
	// lacks it.
	TemplateAdds string
	Invoke       bool            // served by InvokeModel
	Converse     bool            // served by Converse
	Stream       bool            // served by ConverseStream
	Features     map[string]bool // system, document, vision, tools, streaming-tools, guardrails, caching, reasoning, prefill, stop-sequences; an absent key is unknown
	MaxTokens    int             // largest maxTokens; 0 unknown
	// Defaults are native defaults of numbers that are this model's own and that
	// Converse does not share, by request field; see Family.LostDefaults.
	Defaults map[string]float64
	Refuses  []string // native fields that this model rejects: "temperature"; "temperature+top_p" for both at once
	// Lacks are the members of the family's answers and chunks, by path, that this model
	// does not send; a member stands for all below it.
	Lacks []string
	// Thinks says that the model reasons before it answers unless told not to, so that
	// its first content block may be no text.
	Thinks      bool
	Profiles    []string // prefixes of its inference profiles, as far as known: "us", "eu", "global"
	ProfileOnly bool     // the plain id has no on-demand capacity: a profile must be named
	Legacy, EOL string   // ISO dates; "" when none is announced
	Note        string   // for the user: "one user message only, no conversation"
	Unconfirmed bool
	Source      string
	Line        int
	Overlay     string // as in Field
}
