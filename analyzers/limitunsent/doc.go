// Package limitunsent reports limits of an answer's length that the code takes and does
// not send.
package limitunsent

// Doc describes the analyzer.
const Doc = `report limits of the answer's length that are not sent

BL6014 is a call of Converse without MaxTokens in a function that has a parameter for it, or
a method whose receiver has a field for it, that nothing reads: the limit was left behind.`
