// Package forbidden reports calls where the configuration wants none.
package forbidden

// Doc describes the analyzer.
const Doc = `report calls of InvokeModel in files where the configuration forbids them

The policy of .bedrocklint.yaml lists paths whose code is to call Converse (BL1005).`
