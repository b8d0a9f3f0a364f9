// Package callfound reports every call that can move to Converse, and every call of which too little
// is known to say so.
package callfound

// Doc describes the analyzer.
const Doc = `report calls of InvokeModel that can move to Converse, or cannot be read

The diagnostic stands at the method name. BL1001 says that the whole call carries over;
where parts of it do so with a stated difference, each part has a diagnostic of its own.
BL1002 and BL1004 say what of the call cannot be known from the source.`
