package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/rules"
	"github.com/bedrocklint/bedrocklint/verify"
)

const verifyText = `Verify runs a program before and after its move to Converse, both times against a
stand-in for Bedrock Runtime, and compares every call and the program's own output.

	bedrockmigrate verify [flags] package [-- command]
		before: the package as it is; after: with the rewrite that diff prints. Nothing
		is written. The command is "go run package" unless another one is given.
	bedrockmigrate verify [flags] -before command -after command
		two commands in any language, or two checkouts (-before-dir, -after-dir). They
		are given endpoint, region and credentials in the environment.
	bedrockmigrate verify [flags] -calls file
		replays recorded InvokeModel bodies as both calls. The file has one JSON object
		a line: {"modelId": …, "body": {…}}.

Each call is equal, as stated (it differs in what the rewrite says at that place, or in
an accepted code, and in nothing else) or different. It is undecided when a real model
answered otherwise, which it may do every time; so is the output of a program that prints
something else on every run.

Exit status: 0 nothing different, 1 different, 2 could not run.
`

type verifyFlags struct {
	before, after       string
	beforeDir, afterDir string
	accept              []verify.Statement
	calls, endpoint     string
	live                bool
	limit               int
	models              map[string]string
	format, tags        string
	timeout             time.Duration
	config              *string

	patterns []string
	command  []string
}

func runVerify(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	v, status, ok := parseVerify(args, stdout, stderr)
	if !ok {
		return status
	}
	ctx, cancel := context.WithTimeoutCause(ctx, v.timeout, fmt.Errorf("no end after %s", v.timeout))
	defer cancel()
	result, err := v.run(ctx)
	if err != nil {
		return fail("verify", stderr, err)
	}
	if err := v.print(result, stdout); err != nil {
		return fail("verify", stderr, err)
	}
	if result.Outcome() == verify.Different {
		return exitDiffers
	}
	return exitOK
}

func parseVerify(args []string, stdout, stderr io.Writer) (v *verifyFlags, status int, ok bool) {
	v = &verifyFlags{}
	fs := newFlags("verify", verifyText)
	v.register(fs)
	if i := slices.Index(args, "--"); i >= 0 {
		args, v.command = args[:i], args[i+1:]
	}
	if status, ok := parseFlags(fs, args, stdout, stderr); !ok {
		return nil, status, false
	}
	v.patterns = fs.Args()
	if err := v.check(); err != nil {
		return nil, fail("verify", stderr, err), false
	}
	return v, exitOK, true
}

func (v *verifyFlags) register(fs *flag.FlagSet) {
	v.config = addConfig(fs)
	fs.StringVar(&v.before, "before", "", "`command` of the program before")
	fs.StringVar(&v.after, "after", "", "`command` of the program after")
	fs.StringVar(&v.beforeDir, "before-dir", "", "`directory` to run the command before in")
	fs.StringVar(&v.afterDir, "after-dir", "", "`directory` to run the command after in")
	fs.Func("accept", "`code` of a difference to accept wherever it occurs, such as BL3002, or at one field, such as BL2001:top_k; may be repeated", v.acceptCode)
	fs.Func("model", "let an ARN or name stand for a model, as `NAME=ID`; may be repeated", v.aliasModel)
	fs.StringVar(&v.calls, "calls", "", "`file` of recorded InvokeModel bodies, one JSON object a line; - is standard input")
	fs.StringVar(&v.endpoint, "endpoint", "", "with -calls: `URL` of a running stand-in or gateway instead of an own stand-in")
	fs.BoolVar(&v.live, "live", false, "with -calls: call Amazon Bedrock itself, with your own credentials and at your cost")
	fs.IntVar(&v.limit, "limit", 0, "with -calls: replay `n` bodies at most; 0 means all, and 20 with -live")
	fs.StringVar(&v.format, "format", "text", "`form` of the result: text or json")
	fs.StringVar(&v.tags, "tags", "", "build `tags` of the package, comma-separated")
	fs.DurationVar(&v.timeout, "timeout", 5*time.Minute, "how long all runs together may take")
}

func (v *verifyFlags) acceptCode(s string) error {
	for item := range strings.SplitSeq(s, ",") {
		code, path, _ := strings.Cut(item, ":")
		if !rules.Known(rules.Code(code)) {
			return fmt.Errorf("%q is no code; bedrocklint -explain lists them", code)
		}
		v.accept = append(v.accept, verify.Statement{Code: rules.Code(code), Path: path})
	}
	return nil
}

func (v *verifyFlags) aliasModel(s string) error {
	name, id, err := cutAlias(s)
	if v.models == nil {
		v.models = map[string]string{}
	}
	v.models[name] = id
	return err
}

// check wants exactly one of the three modes.
func (v *verifyFlags) check() error {
	modes := 0
	for _, on := range []bool{v.before != "" || v.after != "", v.calls != "", len(v.patterns) > 0} {
		if on {
			modes++
		}
	}
	switch {
	case modes != 1:
		return errors.New("give either a package, or -before and -after, or -calls; see bedrockmigrate help verify")
	case (v.before == "") != (v.after == ""):
		return errors.New("-before and -after go together: one command each")
	case len(v.command) > 0 && len(v.patterns) == 0:
		return errors.New("a command after -- needs the package that it runs, before it")
	case v.format != "text" && v.format != "json":
		return fmt.Errorf("unknown -format %q; text and json are known", v.format)
	case v.calls == "" && (v.live || v.endpoint != "" || v.limit != 0):
		return errors.New("-live, -endpoint and -limit are for -calls")
	case v.live && v.endpoint != "":
		return errors.New("-live calls Amazon Bedrock and -endpoint something else; choose one")
	}
	return nil
}

func (v *verifyFlags) run(ctx context.Context) (*verify.Result, error) {
	opts, err := v.options()
	if err != nil {
		return nil, err
	}
	switch {
	case v.calls != "":
		return v.replay(ctx, opts)
	case v.before != "":
		before, after := verify.Shell(v.before, v.beforeDir), verify.Shell(v.after, v.afterDir)
		return verify.Run(ctx, before.Run, after.Run, opts)
	}
	return v.overlay(ctx, opts)
}

// source is where the configuration of packages comes from.
func (v *verifyFlags) source() *config.Source { return config.NewSource(*v.config) }

func (v *verifyFlags) options() (verify.Options, error) {
	cat, err := v.catalog()
	if err != nil {
		return verify.Options{}, err
	}
	models := verify.Models{Catalog: cat, Aliases: v.models}
	opts := verify.Options{Reader: verify.NewReader(models), Judge: verify.Judge{Models: models, Accept: v.accept}}
	for name, id := range v.models {
		opts.Server = append(opts.Server, bedrocktest.WithModel(name, id))
	}
	for _, a := range cat.Aliases() {
		if a.Model != "" && !strings.Contains(a.Pattern, "*") {
			opts.Server = append(opts.Server, bedrocktest.WithModel(a.Pattern, a.Model))
		}
	}
	return opts, nil
}

// catalog is the one that the configuration of the current directory makes.
func (v *verifyFlags) catalog() (*catalog.Catalog, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	cfg, err := v.source().For(dir)
	if err != nil {
		return nil, err
	}
	return cfg.Catalog(), nil
}

func (v *verifyFlags) print(r *verify.Result, w io.Writer) error {
	if v.format == "json" {
		return r.WriteJSON(w)
	}
	return r.WriteText(w)
}
