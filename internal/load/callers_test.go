package load_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/internal/load"
)

// tower has packages that reach the SDK and differ in what they name: only some of them
// can decide what a call sends.
const tower = `
-- model/model.go --
package model

import "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

type Client struct{ Bedrock *bedrockruntime.Client }
-- ask/ask.go --
package ask

import "example.com/app/model"

// Direct importers of a package that imports the SDK are always read.
type asker struct{ c *model.Client }

func (a *asker) Prompt(body []byte) { a.send(body) }
func (a *asker) send(body []byte)   {}

func New(c *model.Client, id string) *asker { return &asker{c} }

const Version = 1
-- build/build.go --
package build

import "example.com/app/ask"

// Build names New, and is named itself.
func Build(id string) { ask.New(nil, id) }

func Other() int { return ask.Version }
-- cmd/caller/main.go --
package main

import "example.com/app/build"

func main() { build.Build("model-id") }
-- cmd/bystander/main.go --
package main

import "example.com/app/build"

func main() { println(build.Other()) }
-- iface/iface.go --
package iface

import "example.com/app/build"

// The interface's method is found by its name.
type Asker interface{ Prompt([]byte) }

func Use(a Asker) { a.Prompt(nil); build.Other() }
`

func TestCallers(t *testing.T) {
	res, err := load.Packages(context.Background(), load.Config{Dir: write(t, tower), Env: env(t)})
	if err != nil {
		t.Fatal(err)
	}
	got, _ := ids(res)
	want := []string{"ask", "build", "cmd/caller", "iface", "model"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Packages (-want +got):\n%s", diff)
	}
}

// TestDistantImports wants a long chain of imports below a call to be cut, and told.
func TestDistantImports(t *testing.T) {
	var b strings.Builder
	b.WriteString("-- call/call.go --\npackage call\n\nimport (\n\t_ \"example.com/app/p0\"\n\t_ \"github.com/aws/aws-sdk-go-v2/service/bedrockruntime\"\n)\n")
	const length = 100
	for i := range length {
		fmt.Fprintf(&b, "-- p%d/p.go --\npackage p%[1]d\n", i)
		if i+1 < length {
			fmt.Fprintf(&b, "\nimport _ \"example.com/app/p%d\"\n", i+1)
		}
	}
	res, err := load.Packages(context.Background(), load.Config{Dir: write(t, b.String()), Env: env(t)})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(res.All); got < 50 || got >= length {
		t.Errorf("%d packages loaded, want the nearer ones of %d", got, length+1)
	}
	if !res.Funnel.Source {
		t.Error("the distant packages, which no build has made yet, were compiled")
	}
	if res.Funnel.Unread == 0 || !strings.Contains(res.Funnel.String(), "distant imports not read") {
		t.Errorf("the funnel does not say what was left out: %s", res.Funnel)
	}
}
