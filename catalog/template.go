package catalog

// Template is one chat template: how turns become the one string that a model reads.
// Parse takes a hand-built prompt apart, Render puts it back.
type Template struct {
	Name   string   // "llama3", "human-assistant", "user-bot"
	Tokens []string // any of these in a prompt shows that the template was applied by hand
}

// Turn is one message of a parsed prompt. Role is "system", "user" or "assistant".
type Turn struct {
	Role string
	Text string
	// Start and End bound Text in the prompt, in bytes.
	Start, End int
}

// Chat is a prompt taken apart.
type Chat struct {
	Turns   []Turn // a system turn, if any, comes first
	Prefill string // text after the last assistant marker: the start of the answer
	// Exact says that Render gives the prompt back byte for byte. When it does not,
	// Differs says in words for the user what the difference is ("a newline before <|eot_id|>").
	Exact   bool
	Differs string
}
