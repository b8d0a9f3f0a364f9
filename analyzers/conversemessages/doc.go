// Package conversemessages reports conversations that Converse refuses.
package conversemessages

// Doc describes the analyzer.
const Doc = `report conversations that Converse refuses

BL6002 is a blank text block, BL6003 a conversation that does not begin with the user or
in which a role speaks twice in a row, BL6005 a request without messages, content or model.`
