// Package catalogdoc prints the catalog for people: docs/catalog.md, and single families
// for a terminal. The text is made from the data alone, so it is as true as the data;
// a test keeps docs/catalog.md up to date.
package catalogdoc

//go:generate go run ./gen ../../docs/catalog.md
