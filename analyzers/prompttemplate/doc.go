// Package prompttemplate reports raw prompts: those that carry a hand-built chat template, and those that
// will get one.
package prompttemplate

// Doc describes the analyzer.
const Doc = `report hand-built chat templates, and prompts that Converse puts one around

BL3001 is a template that Converse would apply a second time, BL3002 a prompt without
one, BL3003 a template that the source does not let one take apart.`
