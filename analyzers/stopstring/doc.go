// Package stopstring reports comparisons of Converse's stop reason with words that only
// native answers use.
package stopstring

// Doc describes the analyzer.
const Doc = `report comparisons of Converse's stop reason with native words

BL6013 is a comparison, or a case of a switch, that never holds: Converse has one set of
stop reasons for all models, and the word is a native one. The fix puts Converse's word
there, where the families that use the native one agree on it.`
