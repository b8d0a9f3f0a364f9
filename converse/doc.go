// Package converse turns native InvokeModel JSON into Converse JSON and back: requests,
// answers and stream events, for every family that the catalog describes.
//
// # How
//
// There is one engine and no code for any family. Going to Converse it walks the
// native value along the family's [catalog.Shape]; each field's value goes through the
// transform that the catalog names and lands at the field's Converse path, whose arrays
// take their indexes from the arrays of the native path. Coming back it walks the shape
// again and fetches for each field what stands at its Converse path; of the variants of
// a union it takes the one that finds most. What the walk did not understand or the way
// back did not fetch is reported, so a conversion is lossless or says what it lost.
//
// Streams use the same walk for each chunk, followed by a state machine that adds what
// one protocol has and the other has not (a block's end, the order of usage and stop).
//
// # What is stated
//
// A [Converted] value carries the changes that a reader must know: fields that moved
// or were lost, defaults that were written out, a chat template that Converse adds.
// Fields that map, and fields without consequence, are not listed.
//
// # Normalisations
//
// To Converse and back to the native form is the identity, but for what this list has.
// The tests apply it and nothing else (norm_test.go, recorded_test.go). Requests:
//   - a message, system prompt or tool result that is one text block comes back as a string;
//   - neighbouring messages of one role come back as one, where the family's data says merge-roles;
//   - a tool without parameters comes back with an empty schema where the native form is a JSON schema;
//   - Command R's results of tools come back beside the user message that led to the calls;
//   - a field given by an older name comes back by its current one, and a constant that may be left out is;
//   - defaults that were written out stay written out;
//   - disable_parallel_tool_use: false, empty lists and objects and null members come back as nothing;
//   - titles of documents come back as Converse allows them in names;
//   - an empty system prompt comes back as nothing;
//   - a bare prompt comes back in the template that Converse puts around it, which is stated;
//   - a hand-built prompt comes back with the begin token and the whitespace of the template,
//     without whitespace around its turns; where the model may read that otherwise, it is stated.
//
// Answers:
//   - members that the catalog calls lost do not come back;
//   - counts of tokens per cache lifetime that are all zero come back as nothing;
//   - a sum of tokens that was not given comes back with the others;
//   - a native answer that ends alike where the model was done and where it met a stop
//     sequence is end_turn.
//
// Streams tell the same, cut otherwise:
//   - Nova's native stream makes a block of every piece of text; the pieces of one text are one block;
//   - reasoning between tags, or before one, leaves the text when the tag is known to be whole;
//   - what a chunk repeats of those before it is not said twice.
//
// # Numbers
//
// Numbers keep their digits: JSON is decoded with json.Number, and a number that was
// not changed is written as it was read.
package converse
