package load

import (
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// goEnv is what the go command says of the build.
type goEnv struct {
	cache string // directory of the build cache; "" when it does not say
	arch  string
}

func (l *loader) goEnv() goEnv {
	cmd := exec.CommandContext(l.ctx, "go", "env", "GOCACHE", "GOARCH")
	cmd.Dir, cmd.Env = l.cfg.Dir, l.cfg.Env
	out, err := cmd.Output()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || len(lines) != 2 {
		return goEnv{arch: runtime.GOARCH} // go list, which comes next, says what is wrong
	}
	return goEnv{cache: strings.TrimSpace(lines[0]), arch: strings.TrimSpace(lines[1])}
}

// empty reports whether nothing has been built with this cache. It looks into some of the
// 256 directories over which a cache spreads its entries evenly: a single command that
// builds or lists leaves thousands.
func (e goEnv) empty() bool {
	if e.cache == "" {
		return false
	}
	for _, part := range []string{"00", "3c", "5a", "7f", "80", "a5", "c3", "ff"} {
		if entries, _ := os.ReadDir(filepath.Join(e.cache, part)); len(entries) > 0 {
			return false
		}
	}
	return true
}

func (e goEnv) sizes() types.Sizes {
	if s := types.SizesFor("gc", e.arch); s != nil {
		return s
	}
	return types.SizesFor("gc", runtime.GOARCH)
}

// withoutIndex is env with the go command's index of packages switched off. On an empty
// cache it writes one of each module that the build touches, whole, which takes longer
// than to read the packages that are wanted.
func withoutIndex(env []string) []string {
	const setting = "goindex=0"
	if env == nil {
		env = os.Environ()
	}
	for _, kv := range slices.Backward(env) {
		if v, ok := strings.CutPrefix(kv, "GODEBUG="); ok && v != "" {
			return append(slices.Clip(env), "GODEBUG="+v+","+setting)
		}
	}
	return append(slices.Clip(env), "GODEBUG="+setting)
}
