package load_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/internal/load"
)

// orphan calls through an interface of its own: that the client implements it shows that
// the stand-in's context.Context is the program's.
const orphan = `
-- call/call.go --
package call

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"example.com/app/shapes"
)

type invoker interface {
	InvokeModel(context.Context, *bedrockruntime.InvokeModelInput, ...func(*bedrockruntime.Options)) (*bedrockruntime.InvokeModelOutput, error)
}

func Call(ctx context.Context, b shapes.Body) (*bedrockruntime.InvokeModelOutput, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	var c invoker = bedrockruntime.NewFromConfig(cfg)
	return c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("m"), Body: b})
}
-- shapes/shapes.go --
package shapes

type Body []byte
`

// Without a copy of the SDK on the machine its declarations stand in, and that is said.
func TestSDKThatCannotBeHad(t *testing.T) {
	dir := write(t, orphan)
	mod := "module example.com/app\n\ngo 1.22\n\nrequire (\n" +
		"\tgithub.com/aws/aws-sdk-go-v2 v1.0.99\n\tgithub.com/aws/aws-sdk-go-v2/config v1.0.99\n" +
		"\tgithub.com/aws/aws-sdk-go-v2/service/bedrockruntime v1.0.99\n)\n"
	for name, text := range map[string]string{"go.mod": mod, "go.sum": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	res, err := load.Packages(context.Background(), load.Config{Dir: dir, Env: env(t)})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Packages) != 1 {
		t.Fatalf("%d packages, want 1", len(res.Packages))
	}
	p := res.Packages[0]
	for _, e := range p.TypeErrors {
		if !strings.Contains(e.Msg, "aws-sdk-go-v2/config") {
			t.Errorf("type error: %v", e)
		}
	}
	if p.Types.Scope().Lookup("Call") == nil {
		t.Error("Call is not declared")
	}
	if len(res.Problems) != 1 || !strings.Contains(res.Problems[0].String(), "declarations of another version") {
		t.Errorf("problems %v, want the missing SDK", res.Problems)
	}
}
