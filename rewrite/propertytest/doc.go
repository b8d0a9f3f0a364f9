// Package propertytest holds no code but tests: it generates programs that call
// InvokeModel, rewrites them, runs both versions against the stand-in and compares.
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
// # State
//
// The test runs on demand only, for it does not pass: of 300 programs of seed 1, 250 are
// rewritten, and 24 of these differ from what was stated at their site. What differs is
// reasoning that was cut before its tag closed, members that one model of a family does
// not send natively and Converse has, and answers without text. To be run by default it
// has to pass, with 2,000 programs, and to be faster: 300 take two minutes, nearly all in
// the rewrite.
//
//	go test ./rewrite/propertytest -v -programs 600 -seed 1 -dump /some/folder
package propertytest
