// Package propertytest holds no code but tests: it generates programs that call
// InvokeModel, rewrites them, runs both versions against the stand-in and compares. Programs
// that are not left to chance are held to golden files.
//
// # How a program is made
//
// A request is first a tree: keys, values that are Go expressions, and when they are sent
// (request_test.go). What the keys are, the catalog says, so that every text family that
// Converse serves takes part without being named here. The tree is then printed in one
// of the forms that real code has (form_test.go): a struct, a map, Sprintf, a
// constructor, functional options … Answers are read in one of several ways
// (response_test.go, stream_test.go).
//
// # How it is compared
//
// Programs stand in packages of many, so that one run of the go command rewrites and
// builds them all. Each version is one process that runs the program it is told to
// (module_test.go). Package verify compares the two runs of each program under what
// the rewriter stated at its site, and nothing else: requests, what the model saw,
// answers, errors, and what the program printed.
//
// # What it shows
//
// 2,000 programs by default, 200 with -short or under the race detector. None may differ
// from what was stated at its site, none may fail to compile, and of 100 at least 85 have
// to be rewritten; those that are left are counted by reason. A few programs are of a
// family that is to stay, or ask for what Converse refuses, to see that they are left.
//
// # Idioms
//
// The same printer writes programs at fixed settings: every way to write a call (idiom_test.go)
// for every family, as a person would. What the rewriter makes of each is a golden file in
// ../testdata/idioms, whose README is the table of all pairs: of those that are left, and
// those that there cannot be, with the reason. Golden files are there to be read; -update
// writes them.
//
// # Running it
//
//	go test ./rewrite/propertytest -run TestIdioms -update
//	go test ./rewrite/propertytest -v -programs 600 -seed 7 -dump /some/folder
package propertytest
