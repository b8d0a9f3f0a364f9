package callsite

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

var wantDispatch = regexp.MustCompile(`// (arms|not): (.*)`)

// TestDispatch wants the arms that each call's comment names, or the reason.
func TestDispatch(t *testing.T) {
	p := parseProgram(t, "testdata/dispatch.txtar")
	tp := p.pkgs["example.com/ask"]
	pkg := &payload.Package{Fset: p.fset, Files: tp.files, Types: tp.types, Info: tp.info}
	r := &resolver{cat: catalog.Default(), engine: payload.New(payload.NewProgram(pkg))}
	res := &Result{}
	r.inPackage(pkg, res)
	lines := strings.Split(string(tp.src), "\n")
	if len(res.Sites) < 8 {
		t.Fatalf("%d sites", len(res.Sites))
	}
	for _, s := range res.Sites {
		m := wantDispatch.FindStringSubmatch(lines[p.fset.Position(s.Pos()).Line-1])
		if m == nil {
			t.Fatalf("%s: no comment", s.FuncName)
		}
		if m[1] == "not" {
			says := slices.ContainsFunc(s.Reasons, func(r Reason) bool { return strings.Contains(r.Message, m[2]) })
			if s.Dispatch != nil || s.Verdict != Adapter || !says {
				t.Errorf("%s: %s %v, want adapter: %s", s.FuncName, s.Verdict, s.Reasons, m[2])
			}
			continue
		}
		if s.Dispatch == nil {
			t.Errorf("%s: no dispatch: %v", s.FuncName, s.Reasons)
			continue
		}
		var got []string
		for _, arm := range s.Dispatch.Arms {
			got = append(got, arm.Site.Model.Family.Name)
		}
		if strings.Join(got, " ") != m[2] || rank[s.Verdict] > rank[RewriteWithNotes] {
			t.Errorf("%s: %s of %v, want %s", s.FuncName, s.Verdict, got, m[2])
		}
	}
}
