package callsite

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/bedrocklint/bedrocklint/rules"
)

func TestParseDirective(t *testing.T) {
	tests := []struct {
		in      string
		want    *Directive
		problem string // substring; "" for none
	}{
		{"// an ordinary comment", nil, ""},
		{"// bedrocklint:ignore BL2002 a space before the word makes it prose", nil, ""},
		{"//bedrocklint:ignore BL2002 not needed here", &Directive{Verb: "ignore", Codes: []rules.Code{"BL2002"}, Reason: "not needed here"}, ""},
		{"//bedrocklint:ignore BL2002,BL5001 both", &Directive{Verb: "ignore", Codes: []rules.Code{"BL2002", "BL5001"}, Reason: "both"}, ""},
		{"//bedrocklint:ignore BL2002", &Directive{Verb: "ignore", Codes: []rules.Code{"BL2002"}}, "needs a reason"},
		{"//bedrocklint:ignore BL2002 // reason in a comment of its own", &Directive{Verb: "ignore", Codes: []rules.Code{"BL2002"}}, "needs a reason"},
		{"//bedrocklint:ignore", &Directive{Verb: "ignore"}, "needs a code and a reason"},
		{"//bedrocklint:ignore BL9999 why", &Directive{Verb: "ignore", Reason: "why"}, `no rule has the code "BL9999"`},
		{"//bedrocklint:keep plain completion is wanted", &Directive{Verb: "keep", Reason: "plain completion is wanted"}, ""},
		{"//bedrocklint:keep\r", &Directive{Verb: "keep"}, "keep needs a reason"},
		{"//bedrocklint:model meta.llama3-8b-instruct-v1:0", &Directive{Verb: "model", Model: "meta.llama3-8b-instruct-v1:0"}, ""},
		{"//bedrocklint:model", &Directive{Verb: "model"}, "needs a model id"},
		{"//bedrocklint:silence all", &Directive{Verb: "silence"}, `unknown directive "silence"`},
		{"//bedrocklint:file-ignore BL2002 legacy", &Directive{Verb: "ignore", File: true, Codes: []rules.Code{"BL2002"}, Reason: "legacy"}, ""},
		{"//bedrocklint:file-ignore BL2002", &Directive{Verb: "ignore", File: true, Codes: []rules.Code{"BL2002"}}, "needs a reason: //bedrocklint:file-ignore BL2002 reason"},
		{"//lint:ignore BL2002 why", &Directive{Verb: "ignore", Codes: []rules.Code{"BL2002"}, Reason: "why"}, ""},
		{"//lint:ignore BL2002", &Directive{Verb: "ignore", Codes: []rules.Code{"BL2002"}}, "needs a reason: //lint:ignore BL2002 reason"},
		{"//lint:ignore BL9999 why", &Directive{Verb: "ignore", Reason: "why"}, `no rule has the code "BL9999"`},
		{"//lint:file-ignore BL2002,BL5001 why", &Directive{Verb: "ignore", File: true, Codes: []rules.Code{"BL2002", "BL5001"}, Reason: "why"}, ""},
		{"//lint:ignore SA1019 not ours", nil, ""},
		{"//lint:ignore SA1019,BL2002 staticcheck reads this one", nil, ""},
		{"//lint:file-ignore U1000 not ours", nil, ""},
		{"//nolint", &Directive{Verb: "nolint"}, ""},
		{"//nolint // why", &Directive{Verb: "nolint"}, ""},
		{"//nolint:errcheck,bedrocklint // why", &Directive{Verb: "nolint", Reason: "why"}, ""},
		{"//nolint:errcheck", nil, ""},
		{"//nolintlint", nil, ""},
	}
	for _, tt := range tests {
		got := parseDirective(tt.in)
		if got != nil {
			if (got.Problem != "") != (tt.problem != "") || !strings.Contains(got.Problem, tt.problem) {
				t.Errorf("%q: problem is %q, want %q", tt.in, got.Problem, tt.problem)
			}
			got.Problem = ""
		}
		if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreUnexported(Directive{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.in, diff)
		}
	}
}

func FuzzParseDirective(f *testing.F) {
	f.Add("//bedrocklint:ignore BL2002 why")
	f.Add("//nolint:bedrocklint")
	f.Add("//lint:file-ignore BL2002 why")
	f.Add("//bedrocklint:model x // y")
	f.Fuzz(func(t *testing.T, text string) {
		d := parseDirective(text)
		if d == nil || d.Problem != "" {
			return
		}
		switch d.Verb {
		case "ignore":
			if len(d.Codes) == 0 || d.Reason == "" {
				t.Errorf("%q: accepted without code or reason: %+v", text, d)
			}
		case "keep":
			if d.Reason == "" {
				t.Errorf("%q: accepted without reason", text)
			}
		case "model":
			if d.Model == "" {
				t.Errorf("%q: accepted without model", text)
			}
		case "nolint":
		default:
			t.Errorf("%q: accepted verb %q", text, d.Verb)
		}
	})
}
