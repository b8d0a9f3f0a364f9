// Package rewrite moves call sites from InvokeModel to Converse, as a careful engineer
// would by hand, and proves at least that the result compiles.
//
// # How a site is rewritten
//
// Package request says what the new call looks like. Around it, this package
//
//   - replaces the method and the input, and puts what has to be computed before;
//   - reads the answer from the Converse output: directly where the code selects the
//     text, the stop reason or token counts (response.go); else by a function that
//     fills the decoded value, so that the code around it stays as it is (fill.go);
//     a function that is handed the output to decode it takes that of Converse (handed.go);
//   - deals out the body of a loop over a stream to the cases of a type switch over
//     Converse's events (stream.go);
//   - where the readers of an answer or a chunk cannot be moved, gives them what they
//     read in the native format, made by a small function of the package from the
//     Converse answer (native.go) or from the events of a Converse stream (chunks.go);
//   - gives interfaces, and fakes that tests put behind them, the new method
//     (interface.go, fake.go);
//   - removes what nobody needs any more: the marshalling with the check of its error,
//     variables, helpers, types, imports (sweep.go). Only what lost a reference by
//     the rewrite is looked at: code that was dead before is not ours to remove.
//
// All of it is byte ranges over the old text (package edit); no file is printed anew.
//
// # Ways
//
// A request is best repeated at the call, out of the expressions that it was made of.
// Where these do not last, or too many branches made it, a site has further ways, tried
// in order (ways): the value that was marshalled stays and is read, or the lists that it
// was put together from (hold.go); an expression that changes before the call is kept in
// a variable where it stood; a prompt whose turns the source does not show is taken
// apart when the program runs. What is known of the values is used all the same: a
// member that is always "text" needs no switch.
//
// # Several families, and wrappers
//
// Code that makes one body for each of several families around one call keeps its
// branches; what they make is a *ConverseInput, and what reads the answers takes a
// *ConverseOutput (dispatch.go, dispatch_read.go). Each branch is worked out as if it were
// a call of its own, in the place where its body was encoded, by all that is above; so are
// the callers of a wrapper that is given the body (wrapper.go). Functions that make bodies
// or read answers change their type together with what calls them, be it by name, through
// an interface or out of a table. A loop that reads streams of several families gets chunks
// with the members of all of them, so that every branch finds its own (dispatch_stream.go,
// dispatch_chunks.go). Functions that hand on an input, a body or an output move with those
// that make the one and read the other (wrapper_forward.go, wrapper_returned.go). Those that
// others need as they are get a twin (dispatch_twin.go), and so does one that another package
// can call. Package callsite finds such code, and has found every part of it understood.
//
// # What is decided
//
// An answer without any text is an error where the code read the first text of it: of a
// list of blocks that was an index out of range, of a flat answer an empty string. Code
// that reads more than the text is filled as before, and sees the empty string. Native
// chunks made from Converse's events hold what the code reads; where it counts chunks,
// or where another kind of chunk would have to be made up, the site stays.
//
// # Plan, check, apply
//
// A Plan holds files before and after. It is type-checked by the go command with the
// new files laid over the old ones, tests included; when that fails, sites are left
// out one by one until it passes. Showing a plan and writing it share everything but
// the last step. Where the code cannot be read for certain, the site is left, with the
// reason and its place: a rewrite that loses something silently is worse than none.
//
// # Costs
//
// One run of go list with export data for all packages with sites, in which nothing but
// these is compiled, and more only where that fails; each site is worked out twice, and
// one that has to stay once for each way, which is cheap.
package rewrite
