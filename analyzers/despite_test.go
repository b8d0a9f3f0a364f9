package analyzers_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers"
)

// broken has names that nothing declares, in every place that an analyzer looks at.
const broken = `package analyzers

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func broken(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseStreamInput, maxTokens missing.Int) {
	document.NewLazyDocument(missing.Value)
	document.NewLazyDocument(missing)
	out, _ := c.Converse(ctx, missing(in))
	text := out.Output.(*missing.Message).Value.Content[0].(*types.ContentBlockMemberMissing)
	var v any
	missing.UnmarshalSmithyDocument(&v)
	json.Marshal(v)
	_ = v["x"].(missing.Float)
	stream := missing.GetStream()
	for event := range stream.Events() {
		switch event.(type) {
		case *types.ConverseStreamOutputMemberMessageStop, missing.Event:
			return
		}
	}
	if out.StopReason == missing.Stop || out.Missing.Usage.Count == 0 {
		c.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{Missing: missing, Messages: []types.Missing{{Role: x}}})
		c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{Body: missing.Body(text)})
	}
}
`

// TestDespiteErrors runs the suite over a package that does not compile.
func TestDespiteErrors(t *testing.T) {
	file, err := filepath.Abs("analyzers.go")
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax, Overlay: map[string][]byte{file: []byte(broken)}}, file)
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) != 1 || len(pkgs[0].TypeErrors) < 5 {
		t.Fatalf("%d packages, which should be one with errors", len(pkgs))
	}
	graph, err := checker.Analyze(analyzers.All(), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range graph.Roots {
		if a.Err != nil {
			t.Errorf("%s: %v", a.Analyzer.Name, a.Err)
		}
	}
}
