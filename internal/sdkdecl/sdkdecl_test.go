package sdkdecl

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/packages"
)

// The embedded files are those that the SDK of this module gives.
func TestUpToDate(t *testing.T) {
	files, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(paths) {
		t.Errorf("%d files generated, want %d", len(files), len(paths))
	}
	for name, want := range files {
		got, err := decl.ReadFile("decl/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is out of date; run go run ./internal/sdkdecl/gen internal/sdkdecl/decl\n%s", name, diff)
		}
	}
}

// program is code as people write it: it must type-check against the declarations,
// with its own context.Context and client interface.
const program = `package program

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

type invoker interface {
	InvokeModel(ctx context.Context, in *bedrockruntime.InvokeModelInput, opts ...func(*bedrockruntime.Options)) (*bedrockruntime.InvokeModelOutput, error)
}

var _ invoker = (*bedrockruntime.Client)(nil)

func call(ctx context.Context, cfg aws.Config) ([]byte, error) {
	client := bedrockruntime.NewFromConfig(cfg, func(o *bedrockruntime.Options) { o.Region = "eu-west-1" })
	stream, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("m"), Body: []byte("{}"),
	})
	if err != nil {
		return nil, err
	}
	defer stream.GetStream().Close()
	var all []byte
	for event := range stream.GetStream().Events() {
		switch e := event.(type) {
		case *types.ResponseStreamMemberChunk:
			all = append(all, e.Value.Bytes...)
		}
	}
	return all, stream.GetStream().Err()
}

func talk(ctx context.Context, c *bedrockruntime.Client) (types.StopReason, error) {
	out, err := c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:                      aws.String("m"),
		Messages:                     []types.Message{{Role: types.ConversationRoleUser, Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: "hi"}}}},
		InferenceConfig:              &types.InferenceConfiguration{MaxTokens: aws.Int32(5)},
		AdditionalModelRequestFields: document.NewLazyDocument(map[string]any{"top_k": 5}),
	})
	if err != nil {
		return "", err
	}
	return out.StopReason, nil
}
`

func TestImport(t *testing.T) {
	std, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps},
		"context", "time", "net/http")
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string]*types.Package{}
	for _, p := range std {
		byPath[p.PkgPath] = p.Types
	}
	fset := token.NewFileSet()
	d := New(fset, func(path string) *types.Package { return byPath[path] })
	for _, path := range paths {
		if p, err := d.Import(path); err != nil || !p.Complete() {
			t.Errorf("Import(%q): %v, complete %t", path, err, p.Complete())
		}
	}
	f, err := parser.ParseFile(fset, "program.go", program, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&types.Config{Importer: d}).Check("program", fset, []*ast.File{f}, nil); err != nil {
		t.Error(err)
	}
}

func TestHas(t *testing.T) {
	for path, want := range map[string]bool{
		sdk + "service/bedrockruntime": true, sdk + "aws": true, sdk + "service/s3": false, "context": false, "": false,
	} {
		if got := Has(path); got != want {
			t.Errorf("Has(%q) = %t, want %t", path, got, want)
		}
	}
}

// Without the standard library of a program there is less to say, and no panic.
func TestImportWithoutStandardLibrary(t *testing.T) {
	d := New(token.NewFileSet(), func(string) *types.Package { return nil })
	p, err := d.Import(sdk + "service/bedrockruntime")
	if err != nil {
		t.Fatal(err)
	}
	if p.Scope().Lookup("InvokeModelInput") == nil {
		t.Error("no InvokeModelInput")
	}
	if _, err := d.Import("context"); err == nil {
		t.Error("a package that the program lacks was imported")
	}
}
