package gocode

import "testing"

func TestJoin(t *testing.T) {
	tests := []struct {
		conds []string
		want  string
	}{
		{nil, ""},
		{[]string{"a", "", "a"}, "a"},
		{[]string{"a || b", "c"}, "(a || b) && c"},
		{[]string{`r.Choice.Type == "auto"`, "r.Choice != nil"}, `r.Choice != nil && r.Choice.Type == "auto"`},
		{[]string{"len(r.Tools) > 0", "r.A.B.C > 0", "r.A.B != nil", "r.A != nil"}, "len(r.Tools) > 0 && r.A != nil && r.A.B != nil && r.A.B.C > 0"},
		{[]string{"r.Choice != nil", "r.Choice.Type != none"}, "r.Choice != nil && r.Choice.Type != none"},
	}
	for _, tt := range tests {
		if got := join(tt.conds); got != tt.want {
			t.Errorf("join(%q) = %q, want %q", tt.conds, got, tt.want)
		}
	}
}
