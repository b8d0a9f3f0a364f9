// Package translate turns one JSON body of InvokeModel or Converse into the other API's,
// with notes that carry line numbers: the command bedrockmigrate translate without its
// flags.
//
// What goes in and out is what the command line and the SDKs of every language take:
// camelCase members, blobs in base64, modelId among a Converse request's members. A
// native body is the JSON for InvokeModel's body; what InvokeModel takes beside it, such
// as a guardrail, stands in Members.
//
// A body that is not the model's is an *Error. In a request that is a strict matter, since
// Bedrock refuses members that it does not know; in an answer, to which the service may
// add members at any time, an unknown one is a loss.
package translate
