package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// options are the flags of one run. go vet and go fix know the first group by name and
// pass them on.
type options struct {
	json, fix, diff bool
	context         int

	sarif, verbose, tests, version bool
	explain, tags                  string

	analyzers []*analysis.Analyzer // those that are switched on
}

const usageText = `bedrocklint finds calls of Bedrock's InvokeModel and says what moving them to Converse takes.

Usage:
	bedrocklint [flags] [packages]         look at packages (default ./...)
	bedrocklint -explain CODE              print the page of a rule
	go vet -vettool=$(which bedrocklint) ./...
	go fix -fixtool=$(which bedrocklint) -diff ./...

Exit status: 0 nothing to report, 1 something could not be analysed, 2 wrong usage,
3 diagnostics reported. With -json and -sarif diagnostics are data and do not count.

Flags:
`

// parse reads the command line. It returns the packages or the .cfg file of go vet.
func parse(args []string, all []*analysis.Analyzer) (*options, []string, error) {
	o := &options{}
	fs := flag.NewFlagSet("bedrocklint", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.BoolVar(&o.json, "json", false, "print diagnostics as JSON, in the form of go vet -json")
	fs.BoolVar(&o.sarif, "sarif", false, "print diagnostics as SARIF 2.1.0")
	fs.BoolVar(&o.fix, "fix", false, "apply the suggested fixes instead of printing diagnostics")
	fs.BoolVar(&o.diff, "diff", false, "print the suggested fixes as a unified diff and change nothing")
	fs.IntVar(&o.context, "c", -1, "print the offending line with `N` lines of context")
	fs.StringVar(&o.explain, "explain", "", "print the page of a rule, such as `CODE` BL2002")
	fs.StringVar(&o.tags, "tags", "", "comma-separated `list` of build tags")
	fs.BoolVar(&o.tests, "test", true, "look at test files, too")
	fs.BoolVar(&o.verbose, "v", false, "say how many files and packages were looked at")
	fs.BoolVar(&o.version, "version", false, "print the version")
	fs.String("V", "", "print the version in the go command's form, -V=full")
	on := map[string]*bool{}
	for _, a := range all {
		title, _, _ := strings.Cut(a.Doc, "\n")
		on[a.Name] = fs.Bool(a.Name, false, "run this check only: "+title)
	}
	if err := fs.Parse(args); err != nil {
		return nil, nil, &usageError{err, fs}
	}
	if err := o.check(); err != nil {
		return nil, nil, err
	}
	o.analyzers = selected(fs, all, on)
	return o, fs.Args(), nil
}

// tagList are the build tags of -tags.
func (o *options) tagList() []string {
	if o.tags == "" {
		return nil
	}
	return strings.Split(o.tags, ",")
}

func (o *options) check() error {
	if o.json && o.sarif {
		return fmt.Errorf("-json and -sarif cannot be used together; choose one form")
	}
	if (o.json || o.sarif) && (o.fix || o.diff) {
		return fmt.Errorf("-fix and -diff print no diagnostics; leave out -json or -sarif")
	}
	return nil
}

// usageError is an error after which the flags are listed. With -h the list is what was
// asked for.
type usageError struct {
	error
	flags *flag.FlagSet
}

func (e *usageError) Unwrap() error { return e.error }

func (e *usageError) print(w io.Writer) {
	fmt.Fprint(w, usageText)
	e.flags.SetOutput(w)
	e.flags.PrintDefaults()
}

// selected are the analyzers to run: those that a flag names, else all but those that a
// flag switches off.
func selected(fs *flag.FlagSet, all []*analysis.Analyzer, on map[string]*bool) []*analysis.Analyzer {
	named := map[string]bool{}
	anyOn := false
	fs.Visit(func(f *flag.Flag) {
		if v := on[f.Name]; v != nil {
			named[f.Name] = true
			anyOn = anyOn || *v
		}
	})
	return slices.DeleteFunc(slices.Clone(all), func(a *analysis.Analyzer) bool {
		if anyOn {
			return !*on[a.Name]
		}
		return named[a.Name]
	})
}
