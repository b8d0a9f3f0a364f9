// Package nilanswer reports parts of an answer that are dereferenced although they may be
// nil.
package nilanswer

// Doc describes the analyzer.
const Doc = `report dereferenced members of an answer that may be nil

BL6009 is a selector through Usage or Metrics of an answer of Converse in a function that
never compares it with nil: an answer without it panics.`
