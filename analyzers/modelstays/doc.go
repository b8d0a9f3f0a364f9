// Package modelstays reports calls of models that Converse does not serve, and models that go out of
// service.
package modelstays

// Doc describes the analyzer.
const Doc = `report models that Converse does not serve, or that reach their end of life

BL4001 says that InvokeModel stays, for an inventory without gaps. BL4002 gives the date
after which Bedrock refuses the model on either operation, BL4003 is an id that needs the
prefix of an inference profile.`
