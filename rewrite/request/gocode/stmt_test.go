package gocode

import (
	"strings"
	"testing"
)

func TestBlankKey(t *testing.T) {
	tests := []struct{ head, line, want string }{
		{"for i, m := range list", "out = append(out, m)", "for _, m := range list {"},
		{"for i, m := range list", "out = append(out, pair{i, m})", "for i, m := range list {"},
		{"for i, m := range list", "out = append(out, m.items)", "for _, m := range list {"},
		{"for range list", "n++", "for range list {"},
	}
	for _, tt := range tests {
		var b block
		b.loop(tt.head).line(tt.line)
		b.blankKey(0)
		var w strings.Builder
		b.write(&w, 0)
		if got, _, _ := strings.Cut(w.String(), "\n"); got != tt.want {
			t.Errorf("%s { %s }: got %q, want %q", tt.head, tt.line, got, tt.want)
		}
	}
}
