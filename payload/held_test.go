package payload

import (
	"go/ast"
	"os"
	"testing"
)

// TestRequestHolding holds the argument of json.Marshal: what is sent is read off its
// type, whatever made it.
func TestRequestHolding(t *testing.T) {
	const src = `package p

import (
	"context"
	"encoding/json"
)

type turn struct {
	Role    string ` + "`json:\"role\"`" + `
	Content string ` + "`json:\"content\"`" + `
}

type question struct {
	Max   int    ` + "`json:\"max_tokens\"`" + `
	Turns []turn ` + "`json:\"messages,omitempty\"`" + `
}

func make(history []string) *question

func ask(c *Client, history []string) {
	body, _ := json.Marshal(make(history))
	c.InvokeModel(context.Background(), &InvokeModelInput{Body: body})
}

func variable(c *Client, history []string) {
	var q question
	for i, h := range history {
		if i%2 == 0 {
			q.Turns = append(q.Turns, turn{"user", h})
		}
	}
	body, _ := json.Marshal(&q)
	c.InvokeModel(context.Background(), &InvokeModelInput{Body: body})
}
`
	header, err := os.ReadFile("testdata/sdk.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	pkg := checkSource(t, "held.go", []byte(src), header)
	want := []string{
		`{"max_tokens": <make(history).Max int>, "messages"*: [for(make(history).Turns) {"role": <elem.Role string>, "content": <elem.Content string>}]|null}`,
		`{"max_tokens": <q.Max int>, "messages"*: [for(q.Turns) {"role": <elem.Role string>, "content": <elem.Content string>}]|null}`,
	}
	for i, call := range invocations(pkg.Files[0]) {
		held := map[ast.Expr]bool{}
		ast.Inspect(pkg.Files[0].Decls[len(pkg.Files[0].Decls)-2+i], func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && exprText(c.Fun) == "json.Marshal" {
				held[c.Args[0]] = true
			}
			return true
		})
		req := New(NewProgram(pkg)).RequestHolding(pkg, call, call.Args[1], held)
		if got := Format(req.Body); got != want[i] {
			t.Errorf("got  %s\nwant %s", got, want[i])
		}
		Walk(req.Body, func(v Value) {
			if e, ok := v.(*Expr); ok && !e.Stable.OK {
				t.Errorf("%s cannot be read at the call: %s", Format(e), e.Stable.Why)
			}
		})
	}
}
