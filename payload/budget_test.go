package payload

import (
	"strings"
	"testing"
)

// TestBudget gives an engine every number of steps up to what these functions take. They
// end in the middle of a loop, of an argument and of a helper that may return early, and
// what is sent must be known as a whole, or not at all.
func TestBudget(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"loop", `
			list := []string{"first"}
			for range n {
				c.InvokeModel(ctx, &Input{Body: encode(list)})
				list = append(list, "more")
				for i := range n { if i > n { log(i); continue }; log(i + 1) }
			}`, `["first", for(-) "more"]`},
		{"early return", `
			c.InvokeModel(ctx, &Input{Body: choose(n)})`, `alt(if(n == 0) "early"; "late")`},
		{"endless", `
			s, ok := wait(n)
			c.InvokeModel(ctx, &Input{Body: encode([]any{s, ok})})`, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pkg := checkSource(t, tt.name+".go", []byte(budgetHeader+"func f(c *Client, ctx any, n int) {"+tt.src+"\n}\n"))
			call := invocations(pkg.Files[0])[0]
			e := New(NewProgram(pkg))
			whole := Format(e.Request(pkg, call, call.Args[1]).Body)
			if tt.want != "" && whole != tt.want {
				t.Errorf("with all steps: %s, want %s", whole, tt.want)
			}
			for e.budget = 1; e.budget < 400; e.budget++ {
				got := Format(e.Request(pkg, call, call.Args[1]).Body)
				if got != whole && !strings.HasPrefix(got, "?") && !strings.Contains(got, tooManySteps) {
					t.Fatalf("with %d steps: %s, with more: %s", e.budget, got, whole)
				}
			}
		})
	}
}

const budgetHeader = `package p

import "encoding/json"

type Input struct{ Body []byte }
type Client struct{}

func (c *Client) InvokeModel(ctx any, in *Input) ([]byte, error) { return nil, nil }

func log(int) {}

func encode(v any) []byte { b, _ := json.Marshal(v); return b }

func choose(n int) []byte {
	if n == 0 {
		return []byte(` + "`" + `"early"` + "`" + `)
	}
	for i := range n {
		log(i)
	}
	return []byte(` + "`" + `"late"` + "`" + `)
}

func wait(n int) (string, bool) {
	if n == 0 {
		return "none", false
	}
	for i := 0; ; i++ {
		if i > n {
			return "found", true
		}
	}
}
`
