// Package conversemodel reports calls of Converse to models that Bedrock stops serving, or
// that cannot be called by their plain id.
package conversemodel

// Doc describes the analyzer.
const Doc = `report the models of calls of Converse that go, or need an inference profile

BL4002 gives the date after which Bedrock refuses the model, BL4003 is an id that needs the
prefix of an inference profile. For calls of InvokeModel modelstays says the same.`
