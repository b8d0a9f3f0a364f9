// Package unionassert reports assertions of Converse's unions that are not checked.
package unionassert

// Doc describes the analyzer.
const Doc = `report unchecked assertions of Converse's unions

BL6007 is an assertion with one result, or one whose second result is dropped while the
first is dereferenced: it panics when the model answers with another kind of block.`
