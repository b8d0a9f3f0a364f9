package main

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/bedrocklint/bedrocklint/config"
)

// Before the go command runs a vet tool it asks two questions: -flags, which flags may
// be passed on to it, and -V=full, which tool this is. The second answer is part of the
// key under which results are cached, and so are the flags' values, but nothing else
// that the tool reads is. The answer here therefore sums up the configuration files as
// well. A file that -config names would still go unnoticed: as vet tool, only "auto" and
// "none" are taken, and BEDROCKLINT_CONFIG, which is part of the answer.

// vetFlags are the flags of ours that make sense under go vet, besides those of the
// analyzers. c, diff, fix and json are known to the go command by these names.
var vetFlags = []string{"c", "checks", "config", "diff", "fail-on", "fix", "json", "no-inline-ignore"}

// isHandshake reports whether the go command asks one of its questions.
func isHandshake(args []string) bool {
	return len(args) == 1 && (isFlag(args[0], "V=full") || isFlag(args[0], "flags"))
}

func isFlag(arg, name string) bool { return arg == "-"+name || arg == "--"+name }

// handshake answers the go command.
func handshake(question string, checks []string, stdout, stderr io.Writer) int {
	answer := identify
	if isFlag(question, "flags") {
		answer = func() (string, error) { return listFlags(checks) }
	}
	text, err := answer()
	if err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return exitFailed
	}
	fmt.Fprintln(stdout, text)
	return exitClean
}

// identify is the answer to -V=full: a sum of the program and of the configurations
// around the current directory. The form is that of a tool under development, of which
// the go command takes the last word.
func identify() (string, error) {
	exe, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(exe)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	digest, err := config.Digest(wd)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(h, "config %s", digest)
	return fmt.Sprintf("%s version devel bedrocklint buildID=%02x", exe, h.Sum(nil)), nil
}

// listFlags is the answer to -flags.
func listFlags(checks []string) (string, error) {
	type flagInfo struct {
		Name  string
		Bool  bool
		Usage string
	}
	var out []flagInfo
	fs, _ := newFlagSet(&options{}, nil)
	fs.VisitAll(func(f *flag.Flag) {
		if slices.Contains(vetFlags, f.Name) {
			b, ok := f.Value.(interface{ IsBoolFlag() bool })
			out = append(out, flagInfo{f.Name, ok && b.IsBoolFlag(), f.Usage})
		}
	})
	for _, name := range checks {
		out = append(out, flagInfo{name, true, "run this check only"})
	}
	data, err := json.MarshalIndent(out, "", "\t")
	return string(data), err
}
