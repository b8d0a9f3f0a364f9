package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/rules"
)

// options are the flags of one run.
type options struct {
	json, fix, diff bool
	context         int

	sarif, verbose, tests, version, models, severity bool
	explain, tags, checks, config, failOn            string
	baseline, writeBaseline, newFromRev              string

	source    *config.Source
	analyzers []*analysis.Analyzer // those that are switched on
}

const usageText = `bedrocklint finds calls of Bedrock's InvokeModel and says what moving them to Converse takes.

Usage:
	bedrocklint [flags] [packages]         look at packages (default ./...)
	bedrocklint -explain CODE              print the page of a rule
	bedrocklint -explain MODEL|FAMILY      print what is known of a model or family
	bedrocklint -models [PATTERN]          list the models that are known
	go vet -vettool=$(which bedrocklint) ./...
	go fix -fixtool=$(which bedrocklint) -diff ./...

The nearest .bedrocklint.yaml, upwards from a package to the root of its repository, says
what models settings and ARNs stand for, what is policy, and what is reported; see
docs/config.md. The environment variable BEDROCKLINT_CONFIG (an absolute path, or none)
takes its place.

Exit status: 0 nothing to report, 1 something could not be analysed, 2 wrong usage,
3 diagnostics reported. With -json and -sarif diagnostics are data and do not count.

Flags:
`

// parse reads the command line. It returns the packages or the .cfg file of go vet. The
// source, which the analyzers have already, learns what the flags say.
func parse(args []string, all []*analysis.Analyzer, source *config.Source) (*options, []string, error) {
	o := &options{source: source}
	fs, on := newFlagSet(o, all)
	if err := fs.Parse(args); err != nil {
		return nil, nil, &usageError{err, fs}
	}
	if err := o.check(); err != nil {
		return nil, nil, err
	}
	o.analyzers = selected(fs, all, on)
	return o, fs.Args(), nil
}

// newFlagSet makes the flags, and one for each check.
func newFlagSet(o *options, all []*analysis.Analyzer) (*flag.FlagSet, map[string]*bool) {
	if o.source == nil {
		o.source = &config.Source{}
	}
	fs := flag.NewFlagSet("bedrocklint", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.baseline, "baseline", "", "leave out the findings that `file` has, and say which of its entries are gone")
	fs.IntVar(&o.context, "c", -1, "print the offending line with `N` lines of context")
	fs.StringVar(&o.checks, "checks", "inherit", "report these codes: a `list` such as all,-BL2004 or inherit,BL2*; inherit are those of the configuration, default those that are on by default")
	fs.StringVar(&o.config, "config", config.Auto, "configuration: a `file`, auto for the nearest "+config.Name+" upwards, or none")
	fs.BoolVar(&o.diff, "diff", false, "print the suggested fixes as a unified diff and change nothing")
	fs.StringVar(&o.explain, "explain", "", "print what is known of a `name`: a rule's code such as BL2002, a model's id, or a family")
	fs.StringVar(&o.failOn, "fail-on", "inherit", "the `severity` from which on a finding counts for the exit status: note, warning, error or never; inherit is the configuration's, else note")
	fs.BoolVar(&o.fix, "fix", false, "apply the suggested fixes instead of printing diagnostics")
	fs.BoolVar(&o.json, "json", false, "print diagnostics as JSON, in the form of go vet -json")
	fs.BoolVar(&o.models, "models", false, "list the models that are known, or those whose id, name, family or provider has the pattern")
	fs.StringVar(&o.newFromRev, "new-from-rev", "", "report only what stands on lines that changed since the git `revision`")
	fs.BoolVar(&o.source.NoInline, "no-inline-ignore", false, "let //bedrocklint: directives and //nolint comments count for nothing")
	fs.BoolVar(&o.sarif, "sarif", false, "print diagnostics as SARIF 2.1.0")
	fs.BoolVar(&o.severity, "severity", false, "print the severity in front of each message")
	fs.StringVar(&o.tags, "tags", "", "comma-separated `list` of build tags")
	fs.BoolVar(&o.tests, "test", true, "look at test files, too")
	fs.BoolVar(&o.verbose, "v", false, "say how many files and packages were looked at")
	fs.BoolVar(&o.version, "version", false, "print the version")
	fs.StringVar(&o.writeBaseline, "write-baseline", "", "write what is found to `file` and report nothing")
	fs.String("V", "", "print the version in the go command's form, -V=full")
	on := map[string]*bool{}
	for _, a := range all {
		title, _, _ := strings.Cut(a.Doc, "\n")
		on[a.Name] = fs.Bool(a.Name, false, "run this check only: "+title)
	}
	return fs, on
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
	if o.baseline != "" && o.writeBaseline != "" {
		return fmt.Errorf("-baseline and -write-baseline cannot be used together; write first, then compare")
	}
	if (o.fix || o.diff) && (o.baseline != "" || o.writeBaseline != "" || o.newFromRev != "") {
		return fmt.Errorf("-fix and -diff look at every call; leave out -baseline, -write-baseline and -new-from-rev")
	}
	return o.setSource()
}

// setSource tells the analyzers' configuration what the flags say.
func (o *options) setSource() error {
	switch {
	case o.failOn == "inherit", o.failOn == "never", config.AtLeast(rules.Severity(o.failOn), rules.Note):
	default:
		return fmt.Errorf("unknown severity %q for -fail-on; use note, warning, error or never", o.failOn)
	}
	o.source.File = cmp.Or(o.config, config.None)
	if o.checks == "inherit" {
		return nil
	}
	checks, err := config.ParseChecks(o.checks)
	if err != nil {
		return fmt.Errorf("-checks: %w", err)
	}
	o.source.Checks = checks
	return nil
}

// counts reports whether a finding counts for the exit status.
func (o *options) counts(cfg *config.Config, s rules.Severity) bool {
	switch o.failOn {
	case "never":
		return false
	case "inherit":
		return config.AtLeast(s, cfg.FailOn())
	}
	return config.AtLeast(s, rules.Severity(o.failOn))
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
