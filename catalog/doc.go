// Package catalog knows the model families of Amazon Bedrock: their ids, the fields of
// their native requests, answers and stream chunks, what becomes of each on the
// Converse API, their chat templates, stop reasons, models and life times.
//
// # Why data
//
// Every rule about a family stands once, in data/<family>.yaml, and nothing outside of
// this package names a family. The linter prints what the data says about a key, the
// rewriter prints it as Go, package converse does it to JSON, the verifier compares
// both. A family is added by adding a file, its reading in the stand-in and tests.
//
// # A family file
//
// A file lists fields by path, flat, in three sections (request, response, stream). A
// path may tell variants apart by the value of a member:
//
//	messages[].content[type=image].source{type=base64}.data
//
// [type=image] are those elements of an array whose type is image, {type=base64} is an
// object whose type is base64. Loading turns the list into a [Shape] tree. Each field
// has a type, exactly one verdict and a source:
//
//	maps: PATH     a Converse field holds it
//	moves: PATH    additionalModelRequestFields, a cachePoint, guardrailConfig … holds it
//	drops: REASON  nothing is lost without it
//	lost: WHAT     Converse has no place for it
//
// PATH is a path of Converse's JSON, and the arrays in it correspond to the arrays in
// the native path one to one, from the left: the element at messages[2].content[0] goes
// to messages[2].content[0]. Where the value differs as well, transform names how; the
// names are defined in transform.go and nowhere else. A field may say that its default
// has to be written out (write_default), because Converse has another.
//
// _converse.yaml lists the paths that Converse has, each with the first SDK version
// that knows it; a family file that names another path does not load. _templates.yaml
// has the chat templates, _invoke.yaml what InvokeModelInput has beside the body and
// the amazon-bedrock-* keys that every text family shares.
//
// # What it does not do
//
// The catalog describes; it converts nothing (package converse does) and reads no Go
// (package callsite does). It holds what a family's documents say, not what one model
// of the family happens to accept, except for Model.Features and Model.Refuses. A
// family whose file is not marked complete must not be judged field by field: a field
// that is missing from the file may exist. Facts without a document are unconfirmed and
// say so.
//
// # Cost
//
// Loading parses about 200 KB of YAML once, on first use; a look-up by id or prefix
// allocates nothing but substrings, a look-up by path walks the tree.
package catalog
