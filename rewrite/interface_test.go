package rewrite

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// variant plans the rewrite of the golden package whose client is an interface, with
// one piece of its text exchanged and more text at its end.
func variant(t *testing.T, old, new, tail string) (*Plan, string) {
	t.Helper()
	const dir = "testdata/golden/omitempty"
	path, err := filepath.Abs(dir + "/ask.go")
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(src, []byte(old)) {
		t.Fatalf("%s does not hold %q", path, old)
	}
	text := strings.Replace(string(src), old, new, 1) + tail
	p := planFor(t, map[string][]byte{path: []byte(text)}, "./"+dir)
	if len(p.Sites) == 0 {
		t.Fatal("no sites")
	}
	return p, string(after(p)[path])
}

const (
	signature = "(ctx context.Context, params *bedrockruntime.InvokeModelInput, optFns ...func(*bedrockruntime.Options)) (*bedrockruntime.InvokeModelOutput, error)"
	converse  = "Converse(ctx context.Context, params *bedrockruntime.ConverseInput, optFns ...func(*bedrockruntime.Options)) (*bedrockruntime.ConverseOutput, error)"
)

// TestInterfaceExtended rewrites calls through interfaces that gain the method.
func TestInterfaceExtended(t *testing.T) {
	inline := "interface { InvokeModel" + signature
	tests := []struct{ name, old, new, tail, want string }{
		{"named", "ask(", "ask(", "", "\t" + converse + "\n}"},
		{"inline", "client invoker", "client " + inline + " }", "", "; " + converse + " }"},
		{"names of the parameters", "params *", "in *", "", "\t" + strings.Replace(converse, "params", "in", 1) + "\n"},
		{"unrelated method", "ask(", "ask(", "\ntype other int\n\nfunc (other) InvokeModel() {}\n", "\t" + converse + "\n}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, got := variant(t, tt.old, tt.new, tt.tail)
			if p.Sites[0].Status != Rewritten {
				t.Fatalf("left: %v", p.Sites[0].Reasons)
			}
			if strings.Count(got, tt.want) != 1 {
				t.Errorf("%q is not there once:\n%s", tt.want, got)
			}
		})
	}
}

// TestInterfaceFake leaves a call whose interface a fake implements that looks at native
// bodies, and names it.
func TestInterfaceFake(t *testing.T) {
	fake := "\ntype fake struct{}\n\nfunc (*fake) InvokeModel" + signature + " { println(len(params.Body)); return nil, nil }\n"
	p, _ := variant(t, "ask(", "ask(", fake)
	if p.Sites[0].Status != Left || !p.Empty() {
		t.Fatal("the call is moved, and the fake would see no body")
	}
	if got := p.Sites[0].Reasons[0].Message; !strings.Contains(got, "*fake (ask.go:") {
		t.Errorf("the reason does not name the fake and its place: %s", got)
	}
}
