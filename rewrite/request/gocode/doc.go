// Package gocode prints a symbolic Converse request as the Go source that makes it.
//
// The input is a tree of payload values whose keys are those of Converse's JSON body,
// so it says nothing about Go. The SDK's own types say the rest: reflection over
// bedrockruntime.ConverseInput tells which key is a pointer, an enumeration, a union
// or a document, and what the literal of each looks like. A type that the SDK gains is
// printed without a change here, but for the list of union members in sdk.go, which
// reflection cannot enumerate.
//
// What is unconditional becomes part of one composite literal. A member that is sent
// only sometimes, an alternative or a loop cannot stand in a literal: the value around
// it then becomes a variable, declared right before the call's statement and completed
// by if and for statements. So the order of the printed statements is that of the tree,
// and the shape is that of the code from which the tree was read.
//
// A leaf is printed as its own source text where that text means the same at the call.
// Where the engine had to enter a function to find it, parameters are replaced by the
// arguments they were bound to; what cannot be brought to the call this way is reported
// and not guessed.
//
// The package knows nothing of model families and of native fields.
package gocode
