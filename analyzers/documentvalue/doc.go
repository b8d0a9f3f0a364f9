// Package documentvalue reports documents of the SDK that are taken for JSON.
package documentvalue

// Doc describes the analyzer.
const Doc = `report values that do not survive the SDK's document type

BL6011 is a document that is decoded into an interface or a map and then encoded as JSON,
or asked for a float64: its numbers are strings there. BL6012 is a document made of JSON
text: the service gets a string, or a list of byte values, where it expects an object.`
