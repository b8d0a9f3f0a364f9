// Package catalogtext prints what the catalog knows for people at a terminal, and as
// JSON for programs: a list of models, a model, a family with its fields.
package catalogtext
