// Command score measures the inventory of bedrockmigrate against an answer
// sheet: call sites of real repositories that were read and labelled by hand.
//
//	go run ./internal/score -labels callsites.tsv -not not-callsites.tsv -root DIR
//
// It is a tool for developers of this project, not a part of it. It reads the
// published inventory (bedrockmigrate audit -format json ./...) as any other
// program would, and nothing of our packages, so that it also holds us to the
// contract.
//
// # The tables
//
// All tables are tab-separated with a header line; columns are found by name,
// others are ignored, and no quoting applies.
//
//   - -labels: repo, commit, file:line, op, sdk, family, body_keys,
//     response_keys_read, expected. Keys are comma-separated paths, "-" means
//     nothing to say. expected is rewrite-full, rewrite-with-note, adapter or
//     keep.
//   - -not: repo, commit, file:line of code that looks like a call and is none.
//   - -borderline: as -labels; whether such a site is reported does not count.
//
// # The layout of -root
//
// A repository lies in
//
//	ROOT/<owner>__<name>@<first 8 digits of the commit>/
//
// as its files at that commit, with the modules it needs already downloaded.
// One that is absent is listed as such and its sites do not count.
//
// # What is measured
//
// The tool under test runs once in every module that holds a line of a table;
// the module is that of the nearest go.mod above the file. A reported site
// answers a label if it stands on the same line or within the same statement.
// Every other reported site is false, since the sheet claims to be complete.
//
// Over the labelled sites that were found:
//
//   - family: equal; "multi" and "unknown" count as the same, namely that no
//     single family could be named.
//   - verdict: equal, rewrite and rewrite-with-notes taken as one. Bolder is a
//     rewrite where the label says adapter: the mistake that can hurt, and so
//     counted apart.
//   - request and response keys: a label's key is recalled if the inventory has
//     that path or one below it, array brackets aside. Extra request keys are
//     those with no label at, above or below them.
//
// With -diff, bedrockmigrate diff runs, too, and over all reported sites:
//
//   - diff disagrees: the verdict is a rewrite, not by hand, and diff leaves the
//     site, or it is another and diff moves it. The mismatch gives the verdict and diff's reason.
//
// The exit status is 0 when the score was computed, whatever it says, and 2
// when it could not be.
package main
