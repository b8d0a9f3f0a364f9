// Package conversecall finds the calls of Converse and ConverseStream in a package, and
// resolves each once for the analyzers that judge them.
//
// The payload engine that reads the bodies of InvokeModel reads these requests as well:
// they are Go structs, of which it knows what is set under which condition. A value of a
// union appears as an object with the member Value; which member of the union it is,
// TypeName tells from the expression that made it.
//
// Where the callers of a function decide what it sends, each of them has a Form of its
// own. A Form says what is sent on one way through the program, so what is certain there
// happens; a value that is not known is never guessed at.
package conversecall
