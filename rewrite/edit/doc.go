// Package edit changes text by byte ranges and shows the change as a patch.
//
// A file is never parsed and printed again: whatever no range covers stays as it was,
// byte for byte, line endings and byte order mark included. Ranges are collected in
// any order in a Buffer and applied at once; two that contradict each other are an
// error that names both, never a silent choice.
//
// Removing a statement is more than removing its bytes: the line it stood on, and the
// blank line that separated it from a neighbour that is gone too, have to go with it.
// DeleteLines does that after all ranges are known, so that three statements removed
// one by one leave the same text as their removal in one go.
package edit
