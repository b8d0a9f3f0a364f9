// Package conversefeature reports calls of Converse that ask a model for what it does not
// have.
package conversefeature

// Doc describes the analyzer.
const Doc = `report calls of Converse that ask for a feature the model lacks

BL6001 is a system prompt, a stop sequence, a tool, an image, a document, a cache point or
a prefilled answer for a model that refuses it, or a model that Converse does not serve. It
is reported only where every model that can reach the call is known.`
