// Package verify proves that a program means the same before and after its move from
// InvokeModel to Converse.
//
// # What is compared
//
// Both programs run against a stand-in for Bedrock Runtime (package bedrocktest), which
// they find by their environment alone, in whatever language they are written. Of every
// call it is known
//
//   - the request, in one canonical form whichever operation carried it (package
//     converse, which reads the catalog);
//   - what the model would see: prompt with template, system text, turns, tools, media by
//     their hashes, every parameter with its default (the stand-in's own reading of the
//     providers' documents, which knows nothing of the catalog);
//   - the answer, the stop reason, the token counts, the error;
//
// and of each program its standard output and exit status. The first two are two
// independent judgements of one question, and both must find nothing. The stand-in
// derives its answers from everything that the model sees, so a difference in meaning
// shows in the answers, too, and what the program does with them shows in its output: a
// wrong stop reason, usage that is no longer read, a stream that is left too early.
//
// # Which calls belong together
//
// Order is no guide in a concurrent program, and one missing call would shift all that
// follow. So calls are paired by content first, repeated ones in order, and the rest by
// likeness; see pairCalls. A call that went missing or is made twice stays alone and is
// different.
//
// # As stated
//
// Some moves cannot send the same. Converse puts Llama's chat template around a prompt
// that InvokeModel sends bare, for one. The rewriter says so at the site, with a code;
// a person who moved code by hand accepts the code. A [Statement] allows exactly the
// differences that its code is about, found by looking at the difference alone (kindOf),
// at the field that it names. All others stay different.
//
// An allowed difference has consequences: the model answers otherwise, the program
// prints other text, and a conversation sends it back. They cannot be allowed as such,
// for among them a mistake would hide. Nor need they be: where something was allowed,
// [Run] has both programs run once more, against a stand-in that makes up its answers
// from what the model saw less the allowed difference (a bare prompt for a bare prompt in
// its template). In that second round an allowed difference has no consequence at all.
// What the model saw is still compared in full, answers and outputs must be equal to the
// byte, and whatever still differs is different. Token counts and latencies are shown
// from the first round: they are what the move will cost.
//
// # Outcomes
//
// A pair is [Equal], [AsStated], [Different], or, when a real model answered,
// [Undecided]: it may say something else every time, and one sample proves nothing. The
// request, the input tokens and the kind of error are compared all the same.
//
// # What it does not prove
//
// Calls that the run does not make. Call sites that were rewritten and not reached are
// listed as such. Standard error is not compared, for logs carry times and addresses;
// of a go test's output the durations are left out.
package verify
