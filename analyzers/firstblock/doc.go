// Package firstblock reports code that takes one content block of an answer, the first or
// the last, for the whole.
package firstblock

// Doc describes the analyzer.
const Doc = `report code that takes one content block for the whole answer

BL6008 is an index 0 into the content of a Converse answer in a function that looks at no
other block. Reasoning or a tool call may come first, and without a look at the length an
empty answer panics. BL6015 is a loop in which each text block replaces the one before.`
