package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

const serveText = `Serve runs the stand-in for Bedrock Runtime until it is interrupted: InvokeModel,
Converse, both streams and CountTokens, for the SDKs of any language. It prints its
address as environment variables to export; nothing leaves the machine.

	bedrockmigrate serve [flags]
`

func runServe(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var addr string
	var options []bedrocktest.Option
	fs := newFlags("serve", serveText)
	fs.StringVar(&addr, "addr", "127.0.0.1:0", "`address` to listen on; port 0 takes a free one")
	registerFaults(fs, &options)
	if status, ok := parseFlags(fs, args, stdout, stderr); !ok {
		return status
	}
	if fs.NArg() > 0 {
		return fail("serve", stderr, fmt.Errorf("unexpected argument %q; serve takes flags only", fs.Arg(0)))
	}
	server := bedrocktest.New(options...)
	if err := server.Listen(addr); err != nil {
		return fail("serve", stderr, fmt.Errorf("%w; -addr takes HOST:PORT, and port 0 for a free one", err))
	}
	announce(stdout, server)
	<-ctx.Done()
	err := server.Close()
	summarise(stderr, server.Calls())
	if err != nil {
		return fail("serve", stderr, err)
	}
	return exitOK
}

// registerFaults adds the flags that make the stand-in fail on purpose, or know a name.
func registerFaults(fs *flag.FlagSet, options *[]bedrocktest.Option) {
	add := func(f bedrocktest.Fault) { *options = append(*options, bedrocktest.WithFaults(f)) }
	fs.Func("throttle", "answer the first `n` calls with a ThrottlingException", func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return fmt.Errorf("want a number from 1")
		}
		add(bedrocktest.Throttle(n))
		return nil
	})
	fs.Func("latency", "hold every answer back for a `duration`", func(s string) error {
		d, err := time.ParseDuration(s)
		add(bedrocktest.Fault{Kind: bedrocktest.FaultDelay, Delay: d})
		return err
	})
	fs.Func("fault", "inject a `fault`, such as error=ThrottlingException,times=2 or cut-frame,frame=3; may be repeated", func(s string) error {
		f, err := bedrocktest.ParseFault(s)
		add(f)
		return err
	})
	fs.Func("model", "let an ARN or name stand for a model, as `NAME=ID`; may be repeated", func(s string) error {
		name, id, err := cutAlias(s)
		*options = append(*options, bedrocktest.WithModel(name, id))
		return err
	})
}

// announce prints what a shell has to export, and nothing that it could not read.
func announce(w io.Writer, server *bedrocktest.Server) {
	fmt.Fprintf(w, "# the stand-in listens on %s; stop it with an interrupt\n", server.URL())
	for _, name := range server.Unset() {
		fmt.Fprintf(w, "unset %s\n", name)
	}
	for _, kv := range server.Env() {
		name, value, _ := strings.Cut(kv, "=")
		fmt.Fprintf(w, "export %s='%s'\n", name, strings.ReplaceAll(value, "'", `'\''`))
	}
}

// summarise lists the calls by operation, model and outcome, in order of appearance.
func summarise(w io.Writer, calls []bedrocktest.Call) {
	count := map[string]int{}
	var order []string
	for _, c := range calls {
		outcome := "answered"
		if c.ErrorType != "" {
			outcome = c.ErrorType
		}
		key := fmt.Sprintf("%s %s: %s", c.Operation, c.ModelID, outcome)
		if count[key] == 0 {
			order = append(order, key)
		}
		count[key]++
	}
	fmt.Fprintf(w, "%d calls\n", len(calls))
	for _, key := range order {
		fmt.Fprintf(w, "%6d %s\n", count[key], key)
	}
}
