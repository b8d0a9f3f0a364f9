// Package callsite finds the calls of Bedrock Runtime in a program, and resolves each
// once for everyone else: the analyzers report what stands in a Site, the inventory
// lists it, the rewriter prints it as Go.
//
// # Finding
//
// By type, never by name: a call counts when its callee has the very signature that the
// SDK's client has, and is declared by the SDK or by an interface (see matchCall).
//
// # Resolving
//
// The payload engine says what the call sends and what the code reads of the answer.
// The catalog says what that means. Between the two, this package decides which family
// the call speaks (by directive, model id, body, or what is read of the answer) and lays
// every member of the body beside the family's shape.
//
// # Judging
//
// Each judge_*.go looks at one side of a site and appends Reasons; a Reason knows its
// code, and the code together with the place decides how far it lowers the verdict. No
// family is named here: where families differ, the catalog has a field for it.
//
// # One package or a whole program
//
// Analyzer sees one package, as go vet has it, and so cannot know who calls an exported
// function; Find sees all packages that were loaded together. A site may therefore be
// known to Find and unknown to Analyzer, never the other way round.
package callsite
