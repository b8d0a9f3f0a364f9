// Package directive reports comments that address bedrocklint and have no effect.
package directive

// Doc describes the analyzer.
const Doc = `report //bedrocklint: directives that are malformed or not needed

A directive needs its reason, a known code, and something to act on (BL1003). The check
runs the others of the suite, since only they know what a directive has silenced.`
