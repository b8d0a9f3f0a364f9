// Package config reads .bedrocklint.yaml, in which a program's authors say what cannot
// be read from its source: which model is behind a setting, an ARN or a name of their
// own, what is policy, and which diagnostics they want.
//
// # Where it is looked for
//
// The nearest .bedrocklint.yaml counts, from the directory of a package upwards to the
// root of its repository (the directory with .git); outside of a repository, to the root
// of its module. Files do not add up: the nearest one is the whole configuration.
// BEDROCKLINT_CONFIG, an absolute path or "none", takes the place of the search.
//
// # Strict
//
// A key that is not known, a value of the wrong type, a glob that fits nothing by
// construction, a code, family or model that does not exist: each is an error that names
// file, line, column and remedy. A configuration that silently does nothing is worse
// than none. Everything is reported at once.
//
// # A nil configuration
//
// Every method of Config works on nil, which configures nothing, so that callers need
// not ask whether there is a file.
package config
