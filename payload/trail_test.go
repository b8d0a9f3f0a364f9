package payload

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTrail lists the lines that are only there to build the request.
func TestTrail(t *testing.T) {
	header, err := os.ReadFile("testdata/sdk.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	const src = `package p

import (
	"context"
	"encoding/json"
	"fmt"
)

func ask(ctx context.Context, c *Client, q string) {
	text := fmt.Sprint("asked ", q)
	fmt.Println(text)
	stop := []string{"x"}
	req := map[string]any{"prompt": text}
	if len(q) > 3 {
		req["stop"] = stop
	}
	body, err := json.Marshal(req)
	if err != nil {
		return
	}
	in := &InvokeModelInput{ModelId: ptr("m")}
	in.Body = body
	c.InvokeModel(ctx, in)
}
`
	pkg := checkSource(t, "trail.go", []byte(src), header)
	call := invocations(pkg.Files[0])[0]
	req := New(NewProgram(pkg)).Request(pkg, call, call.Args[1])
	var lines []int
	for _, n := range req.Trail {
		lines = append(lines, pkg.Fset.Position(n.Pos()).Line)
	}
	// text (line 10) is a run-time value of the body, so it is needed in any case.
	if diff := cmp.Diff([]int{12, 13, 15, 17, 21, 22}, lines); diff != "" {
		t.Errorf("lines of the trail (-want +got):\n%s", diff)
	}
	if req.Encode == nil || exprText(req.Encode) != "json.Marshal(req)" {
		t.Errorf("encoded by %s, want json.Marshal(req)", exprText(req.Encode))
	}
	var sets []int
	for _, name := range []string{"ModelId", "Body"} {
		if n := req.Sets[name]; n != nil {
			sets = append(sets, pkg.Fset.Position(n.Pos()).Line)
		}
	}
	if diff := cmp.Diff([]int{21, 22}, sets); diff != "" {
		t.Errorf("lines that set ModelId and Body (-want +got):\n%s", diff)
	}
	if req.Literal == nil {
		t.Error("the input's composite literal was not found")
	}
}
