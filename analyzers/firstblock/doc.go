// Package firstblock reports code that takes the first content block of an answer for the
// whole.
package firstblock

// Doc describes the analyzer.
const Doc = `report code that reads the first content block of an answer alone

BL6008 is an index 0 into the content of a Converse answer in a function that looks at no
other block. Reasoning or a tool call may come first, and without a look at the length an
empty answer panics.`
