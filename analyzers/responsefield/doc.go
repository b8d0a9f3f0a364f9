// Package responsefield reports what the code reads of the native answer and Converse gives otherwise.
package responsefield

// Doc describes the analyzer.
const Doc = `report response fields without a simple equivalent on Converse

BL5001 is a field that the Converse answer does not have, BL5002 one that has to be asked
for or has another form, BL5003 a comparison with a stop reason that is spelt otherwise.
BL5007 is a count that a native stream has early and ConverseStream in its last event.`
