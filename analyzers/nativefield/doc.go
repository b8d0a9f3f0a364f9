// Package nativefield reports native request fields that do not have a Converse field of their own.
package nativefield

// Doc describes the analyzer.
const Doc = `report native request fields that move, are lost, or do not exist

The diagnostic stands at the key, wherever the body is built. BL2001 is a field without
equivalent, BL2002 one that moves to additionalModelRequestFields or to another home,
BL2003 one that the family does not know, BL2005 a value that Converse does not take.`
