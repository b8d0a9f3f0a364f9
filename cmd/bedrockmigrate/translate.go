package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/converse"
	"github.com/bedrocklint/bedrocklint/internal/translate"
)

const translateText = `Translate turns one JSON body of InvokeModel into the Converse request that means the
same, or back. It prints JSON as aws bedrock-runtime converse --cli-input-json and the
SDKs of every language take it, and on standard error one line for each thing that moved,
was written out because the other API has another default, or is lost.

	bedrockmigrate translate -model ID [flags] [FILE|-]

Exit status: 0 nothing is lost (moves and written defaults are not losses), 1 something is
lost, 2 the input is not a body of that model, or could not be read.
`

type translateFlags struct {
	translate.Options
	to, format string
	config     *string
}

func runTranslate(_ context.Context, args []string, stdout, stderr io.Writer) int {
	f := &translateFlags{}
	fs := newFlags("translate", translateText)
	f.register(fs)
	if status, ok := parseFlags(fs, args, stdout, stderr); !ok {
		return status
	}
	cfg, err := config.NewSource(*f.config).For(".")
	if err != nil {
		return fail("translate", stderr, err)
	}
	name, data, err := f.read(fs)
	if err != nil {
		return fail("translate", stderr, err)
	}
	f.To = translate.Target(f.to)
	f.Catalog = cfg.Catalog()
	result, err := translate.Translate(f.Options, data)
	if err != nil {
		return fail("translate", stderr, placed(name, err))
	}
	if err := writeTranslation(f.format, name, result, stdout, stderr); err != nil {
		return fail("translate", stderr, err)
	}
	if !result.Lossless() {
		return exitDiffers
	}
	return exitOK
}

func (f *translateFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.Model, "model", "", "`id` of the model, an inference profile or an ARN; a Converse request may name it in modelId instead")
	fs.StringVar(&f.Family, "family", "", "native `format` where the model does not tell it, such as anthropic-messages for a custom model")
	fs.StringVar(&f.to, "to", "converse", "`API` whose JSON is wanted: converse or native")
	fs.BoolVar(&f.Response, "response", false, "the body is an answer, not a request")
	fs.BoolVar(&f.Stream, "stream", false, "with -response: the body is a streamed answer as JSON lines, native chunks or Converse events")
	f.config = addConfig(fs)
	fs.StringVar(&f.format, "format", "text", "`form` of the output: text (the body, and notes on standard error) or json (one object with body, members and notes)")
	fs.Func("member", "what a native request takes beside the body, as `NAME=VALUE`, such as guardrailIdentifier=ID; may be repeated", func(s string) error {
		name, value, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return errors.New("want NAME=VALUE")
		}
		if f.Members == nil {
			f.Members = converse.Members{}
		}
		f.Members[memberName(name)] = value
		return nil
	})
}

// memberName takes a member's name as Go or as the command line and the other SDKs spell it.
func memberName(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// read checks the arguments and reads the body. name is what messages call it.
func (f *translateFlags) read(fs *flag.FlagSet) (name string, data []byte, err error) {
	switch {
	case f.format != "text" && f.format != "json":
		return "", nil, fmt.Errorf("no format %q; want text or json", f.format)
	case fs.NArg() > 1:
		return "", nil, fmt.Errorf("%d bodies; translate takes one file, or - for standard input", fs.NArg())
	case fs.NArg() == 0 || fs.Arg(0) == "-":
		data, err = io.ReadAll(os.Stdin)
		return "body", data, err
	}
	data, err = os.ReadFile(fs.Arg(0))
	return fs.Arg(0), data, err
}

// placed is an error with the name of the input and the line before it.
func placed(name string, err error) error {
	var e *translate.Error
	if errors.As(err, &e) && e.Line > 0 {
		return fmt.Errorf("%s:%d: %w", name, e.Line, err)
	}
	return err
}
