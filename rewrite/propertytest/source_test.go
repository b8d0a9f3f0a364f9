package propertytest

// inputSource declares what every program is given.
const inputSource = `// Package input has what programs know at run time only.
package input

// In is the input of a program.
type In struct {
	Prompt, System        string
	MaxTokens             int
	Temperature, TopP     float64
	Stop                  []string
	Turns                 []Turn
	Image                 []byte
	Deep                  bool
}

// Turn is an earlier message.
type Turn struct{ Role, Text string }
`

const programsSource = `package programs

import (
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"example.com/generated/input"
)

var Programs = map[string]func(context.Context, *bedrockruntime.Client, input.In, io.Writer) error{}
`

// mainSource runs the program that a line of its input names, at the endpoint that the
// line names, with every input, and prints what it said as a line of JSON. Of errors it
// prints the kind alone: their texts name the operation.
const mainSource = `package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/smithy-go"

	"example.com/generated/input"
	IMPORTS
)

var inputs = []input.In{
	{
		Prompt: "How high is the tide in \"Brest\"?", System: "Be a pilot.\nSpeak plainly.", MaxTokens: 120,
		Temperature: 0.3, TopP: 0.8, Stop: []string{"END"}, Image: []byte("\x89PNG\r\n\x1a\nnot really"), Deep: true,
		Turns: []input.Turn{{Role: "user", Text: "Hello"}, {Role: "assistant", Text: "Hello. What can I do?"}},
	},
	{Prompt: "A long story about the sea & its <ships>", System: "Be kind.", MaxTokens: 3, Temperature: 0, TopP: 0.5, Stop: []string{}, Image: []byte("\x89PNG\r\n\x1a\nother")},
}

func main() {
	programs := map[string]func(context.Context, *bedrockruntime.Client, input.In, io.Writer) error{}
	COPIES
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		name, url, _ := strings.Cut(lines.Text(), " ")
		client := bedrockruntime.New(bedrockruntime.Options{
			Region: "us-east-1", BaseEndpoint: aws.String(url), Retryer: aws.NopRetryer{},
			Credentials: credentials.NewStaticCredentialsProvider("AKIDSTANDIN", "standin", ""),
			AuthSchemePreference: []string{"sigv4"},
		})
		var said strings.Builder
		for _, in := range inputs {
			run(programs[name], client, in, &said)
		}
		line, err := json.Marshal(said.String())
		if err != nil {
			panic(err)
		}
		fmt.Println(string(line))
	}
}

func run(program func(context.Context, *bedrockruntime.Client, input.In, io.Writer) error, client *bedrockruntime.Client, in input.In, w io.Writer) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(w, "panic")
		}
	}()
	err := program(context.Background(), client, in, w)
	var api smithy.APIError
	switch {
	case errors.As(err, &api):
		fmt.Fprintln(w, "error:", api.ErrorCode())
	case err != nil:
		fmt.Fprintln(w, "error")
	}
}
`
