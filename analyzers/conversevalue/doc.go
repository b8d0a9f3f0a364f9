// Package conversevalue reports values that Converse, or the model, does not take.
package conversevalue

// Doc describes the analyzer.
const Doc = `report values that Converse or the model refuses

BL6006 is a sampling parameter or a number of tokens outside of its bounds, parameters that
the model refuses alone or together, a tool without a proper name, description or schema,
and an image or document format that Converse does not have.`
