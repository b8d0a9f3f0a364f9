// Package callerror reports calls of models whose error is dropped.
package callerror

// Doc describes the analyzer.
const Doc = `report calls of models whose error is dropped

BL1006 is a call of Converse or InvokeModel, or of one of their streams, whose error is
assigned to the blank identifier: the output is nil whenever there is one.`
