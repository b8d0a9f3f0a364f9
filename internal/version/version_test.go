package version

import (
	"runtime/debug"
	"testing"
)

func TestFull(t *testing.T) {
	commit := []debug.BuildSetting{
		{Key: "vcs.revision", Value: "1a2b3c4d5e6f"}, {Key: "vcs.time", Value: "2026-11-24T21:47:48Z"}, {Key: "vcs.modified", Value: "true"},
	}
	tests := []struct {
		info *debug.BuildInfo
		want string
	}{
		{nil, "(devel)"},
		{&debug.BuildInfo{}, "(devel)"},
		{&debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v0.1.0"}}, "v0.1.0 (go1.26.8)"},
		{&debug.BuildInfo{GoVersion: "go1.26.8", Settings: commit}, "(devel) (commit 1a2b3c4d of 2026-11-24, with changes; go1.26.8)"},
		{&debug.BuildInfo{Main: debug.Module{Version: "v0.1.0"}, Settings: commit[:2]}, "v0.1.0 (commit 1a2b3c4d of 2026-11-24)"},
	}
	for _, test := range tests {
		if got := full(test.info); got != test.want {
			t.Errorf("full = %s, want %s", got, test.want)
		}
	}
}
