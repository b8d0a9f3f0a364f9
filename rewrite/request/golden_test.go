package request_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/bedrocklint/bedrocklint/rewrite/request"
)

var update = flag.Bool("update", false, "write the golden code as it is printed now")

// header saves every program its imports.
const header = `package p

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

var (
	_ = bytes.NewReader
	_ = base64.StdEncoding
	_ = json.Marshal
	_ = fmt.Sprintf
	_ = os.Getenv
	_ = strings.Builder{}
	_ = aws.String
	_ *bedrockruntime.Client
	_ context.Context
)

const haiku = "anthropic.claude-3-haiku-20240307-v1:0"

`

// TestGolden builds the request of every program under testdata and compares the code.
// A txtar file holds pairs: NAME.go, a program with one call (less package and imports),
// and NAME.want, the code.
// What is printed must compile where it goes, against the real SDK.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		changed := false
		for i := 0; i+1 < len(ar.Files); i += 2 {
			in, want := ar.Files[i], &ar.Files[i+1]
			t.Run(filepath.Base(file)+"/"+in.Name, func(t *testing.T) {
				got := golden(t, header+string(in.Data))
				if *update {
					changed = changed || got != string(want.Data)
					want.Data = []byte(got)
				}
				if diff := cmp.Diff(string(want.Data), got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
		if changed {
			if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func golden(t *testing.T, src string) string {
	t.Helper()
	p := build(t, src)
	if p.err == nil {
		check(t, "spliced.go", p.spliced(t))
		for _, s := range p.code.Prelude {
			isFormatted(t, s+"\n")
		}
		if again := build(t, src); again.report() != p.report() {
			t.Errorf("two runs differ:\n%s\n%s", p.report(), again.report())
		}
	} else if _, ok := p.err.(*request.CannotMove); !ok {
		t.Errorf("error %v, want a *request.CannotMove", p.err)
	}
	return p.report()
}
