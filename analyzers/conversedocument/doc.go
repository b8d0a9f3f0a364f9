// Package conversedocument reports document blocks that Converse refuses.
package conversedocument

// Doc describes the analyzer.
const Doc = `report document blocks that Converse refuses

BL6004 is a document without a name, with one that has other characters than letters,
digits, single spaces, hyphens, parentheses and brackets, or with the name of another
document of the request; and a message with documents and no text.`
