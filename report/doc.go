// Package report gives an inventory of Bedrock Runtime calls its forms: JSON for other
// tools (the contract is Schema), text for a terminal, a Markdown document for a
// pull request, and SARIF for code scanning.
//
// A report holds nothing but plain values. It knows no syntax and no analysis, so that
// inventories of many repositories can be read back and put together without their
// sources.
package report
