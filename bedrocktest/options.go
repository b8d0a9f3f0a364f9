package bedrocktest

// Option configures a Server.
type Option func(*Server)

// WithSeed chooses the padding of stream frames and the request ids. Answers
// do not depend on it. The default is 1.
func WithSeed(seed uint64) Option { return func(s *Server) { s.seed = seed } }

// WithoutPadding leaves out the "p" member that the service puts into every
// frame to hide lengths, for golden tests of raw frames.
func WithoutPadding() Option { return func(s *Server) { s.padding = false } }

// WithModel says which model an identifier stands for that does not tell it
// itself: an application inference profile, provisioned throughput, a custom
// model, or any name.
func WithModel(identifier, modelID string) Option {
	return func(s *Server) { s.aliases[identifier] = modelID }
}

// WithFaults injects faults from the start; see [Server.Inject].
func WithFaults(faults ...Fault) Option { return func(s *Server) { s.Inject(faults...) } }

// WithErrorsInStream reports what a model's own schema refuses as the first
// frame of a stream with status 200 instead of as an HTTP error, on the
// streaming operations. The service does both, and a program that looks only at
// the call's error misses the former.
// https://github.com/anthropics/anthropic-sdk-python/issues/866
func WithErrorsInStream() Option { return func(s *Server) { s.inBand = true } }

// WithLlamaDates has Converse write the two date lines into the system turn of
// Llama 3.1, 3.2 and 3.3, with the given date as today's ("26 Jul 2024" is the
// template's own default). A prompt templated by hand has no such lines, so
// with this option it never equals its Converse form.
//
// The service does write them, by all that is recorded: a Converse request to
// Llama 3.2 1B counts 52 tokens, which is what the model's tokenizer makes of
// the template with the lines, and 20 more than without. The date it puts there
// is unknown, and the default leaves the lines out.
func WithLlamaDates(today string) Option { return func(s *Server) { s.choices.llamaDate = today } }
