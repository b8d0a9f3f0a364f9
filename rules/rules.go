// Package rules names every diagnostic of bedrocklint once: its code, title and
// explanation. The analyzers report these codes, the rewriter notes them at the sites
// that it changes, the verifier accepts the differences that they state, and
// docs/rules, -explain and SARIF's help are made from them.
package rules

//go:generate go run gen.go

// Code is a stable diagnostic code. A code is never reused for another meaning.
type Code string

// The codes. The first digit groups them: 1 call sites, 2 request fields, 3 prompts,
// 4 models, 5 responses and streams, 6 calls that are on Converse already, 7 operation.
const (
	CallSite     Code = "BL1001" // the call can move to Converse
	CallUnknown  Code = "BL1002" // body or model cannot be known statically: adapter or a person
	BadDirective Code = "BL1003" // a directive without reason, unknown or unused
	CallPartial  Code = "BL1004" // part of the call could not be read
	Forbidden    Code = "BL1005" // the configuration wants no InvokeModel here

	CallErrorDropped Code = "BL1006" // the error of the call is dropped

	FieldLost      Code = "BL2001" // no equivalent on Converse
	FieldMoves     Code = "BL2002" // moves to additionalModelRequestFields or another home
	FieldUnknown   Code = "BL2003" // not a field of the family: likely a typo
	DefaultDiffers Code = "BL2004" // a native default that Converse does not share; written out
	ValueDiffers   Code = "BL2005" // value outside Converse's bounds or converted with a difference
	FieldRefused   Code = "BL2006" // a field that the model refuses, alone or beside another
	FieldMissing   Code = "BL2007" // a required field is not sent
	ForeignBody    Code = "BL2008" // the body of another family

	TemplateDoubled Code = "BL3001" // hand-built chat template: Converse adds it itself
	PromptBare      Code = "BL3002" // bare prompt: Converse puts the chat template around it
	TemplateOpaque  Code = "BL3003" // template present but cannot be split statically

	ModelStays Code = "BL4001" // model or task without Converse
	ModelEOL   Code = "BL4002"

	ProfileNeeded Code = "BL4003" // the model cannot be called by its plain id

	ResponseLost  Code = "BL5001" // response field without an equivalent
	ResponseMoves Code = "BL5002" // needs additionalModelResponseFieldPaths, or differs
	StopReason    Code = "BL5003" // stop reason spelt otherwise on Converse

	StreamErrUnread Code = "BL5004" // the error of an event stream is never read
	StreamOpen      Code = "BL5005" // an event stream that may stay open
	StreamCut       Code = "BL5006" // a cut stream is taken for a whole one
	StreamOrder     Code = "BL5007" // counts that come in the last event on ConverseStream

	FeatureMissing  Code = "BL6001" // the model lacks what the call asks for
	TextBlank       Code = "BL6002" // a blank text block
	RoleOrder       Code = "BL6003" // roles that do not alternate, or begin with the assistant
	DocumentRule    Code = "BL6004" // a document without a proper name or text beside it
	ConverseMissing Code = "BL6005" // no messages, content or model
	ConverseValue   Code = "BL6006" // a value that Converse or the model refuses

	UnionAsserted Code = "BL6007" // unchecked assertion of a union's member
	FirstBlock    Code = "BL6008" // the first content block is taken for the whole answer
	AnswerNil     Code = "BL6009" // Usage or Metrics dereferenced without a look

	MetadataMissed Code = "BL6010" // the stream is left before its metadata event
	DocumentNumber Code = "BL6011" // numbers of a document that become strings
	DocumentText   Code = "BL6012" // a document made of JSON text
	NativeStop     Code = "BL6013" // Converse's stop reason compared with a native word
	LimitUnsent    Code = "BL6014" // a limit of the answer's length that is not sent
	LastBlock      Code = "BL6015" // each text block replaces the one before

	UsageUnread Code = "BL7001" // nobody reads the token counts (off by default)
	RetryUnset  Code = "BL7002" // no retry configuration (off by default)
)
