// Package usageunread reports calls of models whose token counts and latency nobody reads.
package usageunread

// Doc describes the analyzer.
const Doc = `report calls whose token counts nobody reads (off by default)

BL7001 is a call of Converse in a package that never looks at Usage, Metrics or
ResultMetadata, or a call of InvokeModel of whose answer no count is read: nobody sees what
the calls cost.`
