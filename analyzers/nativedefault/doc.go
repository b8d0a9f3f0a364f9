// Package nativedefault reports reliance on native defaults that Converse does not share.
package nativedefault

// Doc describes the analyzer.
const Doc = `report native defaults that the code relies on and Converse does not share

A member that is absent, or present under a condition only, takes its default from the
native format. Where Converse has another, a migration has to write it out (BL2004).`
