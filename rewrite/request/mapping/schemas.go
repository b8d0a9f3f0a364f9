package mapping

import "github.com/bedrocklint/bedrocklint/payload"

// schemaPath is where Converse has the JSON schema of a tool's arguments.
const schemaPath = "toolConfig.tools[].toolSpec.inputSchema.json"

// fillSchemas gives tools that take no arguments the schema that Converse demands.
func (m *mapper) fillSchemas() {
	cfg := m.root.get("toolConfig")
	if cfg == nil || cfg.object == nil {
		return
	}
	for _, tool := range cfg.object.blocks("tools") {
		spec := tool.object.get("toolSpec")
		if spec == nil || spec.object == nil || spec.object.get("inputSchema") != nil {
			continue
		}
		spec.object.child("inputSchema").add("json", emptySchema(), payload.Presence{})
		m.paths[schemaPath] = true
	}
}

// emptySchema is the schema of an object without properties.
func emptySchema() payload.Value {
	return &payload.Object{Fields: []*payload.Field{
		{Key: "type", Value: constantOf("object")},
		{Key: "properties", Value: &payload.Object{}},
	}}
}
