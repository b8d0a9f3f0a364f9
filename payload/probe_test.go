package payload

import (
	"go/ast"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEncoding reads what each branch makes a body of, where it stands.
func TestEncoding(t *testing.T) {
	const src = `package p

import (
	"encoding/json"
	"fmt"
	"strings"
)

type question struct {
	Prompt string ` + "`json:\"prompt\"`" + `
	Max    int    ` + "`json:\"max_gen_len,omitempty\"`" + `
}

func body(model, system, text string, max int) ([]byte, error) {
	if strings.HasPrefix(model, "meta.") {
		prompt := fmt.Sprintf("%s: %s", system, text)
		return json.Marshal(question{Prompt: prompt, Max: max})
	}
	if strings.HasPrefix(model, "amazon.") {
		return titan(text, max)
	}
	var payload any
	switch model {
	case "cohere":
		payload = map[string]any{"prompt": text, "max_tokens": max}
	}
	return json.Marshal(payload)
}

func titan(s string, n int) ([]byte, error) {
	config := map[string]any{}
	if n > 0 {
		config["maxTokenCount"] = n
	}
	return json.Marshal(map[string]any{"inputText": s, "textGenerationConfig": config})
}
`
	header, err := os.ReadFile("testdata/sdk.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	pkg := checkSource(t, "probe.go", []byte(src), header)
	var got []string
	e := New(NewProgram(pkg))
	fn := pkg.Files[0].Decls[2].(*ast.FuncDecl)
	ast.Inspect(fn, func(n ast.Node) bool {
		var probe ast.Expr
		switch n := n.(type) {
		case *ast.ReturnStmt:
			probe = n.Results[0]
		case *ast.AssignStmt:
			probe = n.Rhs[0]
		}
		if _, constant := probe.(*ast.BasicLit); probe == nil || constant {
			return true
		}
		req := e.Encoding(pkg, probe)
		got = append(got, Format(req.Body))
		return true
	})
	want := []string{
		`?(not understood as JSON: text after the JSON value)`,
		`{"prompt": str(<system string> + ": " + <text string>), "max_gen_len"*: <max int>}`,
		`{"inputText": <text string>, "textGenerationConfig": {if(n > 0) "maxTokenCount": <max int>}}`,
		`{"max_tokens": <max int>, "prompt": <text string>}`,
		`alt(if(model == "cohere") {"max_tokens": <max int>, "prompt": <text string>}; null)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
