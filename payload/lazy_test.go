package payload

import "testing"

// TestMemoryInBranches writes to memory that came from outside in one branch or in both:
// what one of them writes is sent only if it was taken.
func TestMemoryInBranches(t *testing.T) {
	tests := []struct{ name, params, src, want string }{
		{"one branch", "req *Req", `if flag { req.A = 1 }; send(c, req.A)`, `alt(if(flag) 1; <req.A int !may have changed since: memory is written at line 14>)`},
		{"both branches", "req *Req", `if flag { req.A = 1 } else { req.A = 2 }; send(c, req.A)`, `alt(if(flag) 1; 2)`},
		{"fields", "req *Req", `if flag { req.A = 1 } else { req.B = 2 }; send(c, req.B)`, `alt(if(flag) <req.B int !may have changed since: memory is written at line 14>; 2)`},
		{"map", "m map[string]int", `if flag { m["a"] = 1 } else { m["b"] = 2 }; send(c, m)`, `{if(flag) "a": 1, if(not flag) "b": 2, ...the map comes from elsewhere in <v map[string]int>}`},
		{"map in one branch", "m map[string]int", `if flag { m["a"] = 1 }; send(c, m)`, `{if(flag) "a": 1, ...the map comes from elsewhere in <v map[string]int>}`},
		{"copy", "req *Req", `x := *req; if flag { req.A = 1 }; b, _ := json.Marshal(map[string]any{"x": x}); c.InvokeModel(nil, &Input{Body: b})`,
			`{"x": {"A": <x.A int>, "B": <x.B int>}}`},
		{"copy in an interface", "req *Req", `x := &struct{ V any }{*req}; if flag { req.A = 1 }; b, _ := json.Marshal(map[string]any{"x": x}); c.InvokeModel(nil, &Input{Body: b})`,
			`{"x": {"V": {"A": <req.A int !may have changed since: memory is written at line 14>, "B": <req.B int !may have changed since: memory is written at line 14>}}}`},
		{"slice in an interface", "n int", `var x any; if flag { x = []int{n} }; send(c, x)`, `alt(if(flag) [<n int !n is a variable of another function>]; null)`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pkg := checkSource(t, "lazy.go", []byte(lazyHeader+"func f(c *Client, flag bool, "+tt.params+") { "+tt.src+" }\n"))
			calls := invocations(pkg.Files[0])
			call := calls[len(calls)-1]
			if got := Format(New(NewProgram(pkg)).Request(pkg, call, call.Args[1]).Body); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

const lazyHeader = `package p

import "encoding/json"

type Input struct{ Body []byte }
type Client struct{}

func (c *Client) InvokeModel(ctx any, in *Input) ([]byte, error) { return nil, nil }

type Req struct{ A, B int }

func send(c *Client, v any) { b, _ := json.Marshal(v); c.InvokeModel(nil, &Input{Body: b}) }

`
