package load

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/tools/go/packages"
)

// Module is a main module of the program.
type Module struct {
	Path      string
	Dir       string // its root directory
	GoMod     string // path of its go.mod
	GoVersion string // of the go directive, "" when there is none
	// Bedrock is the version of aws-sdk-go-v2/service/bedrockruntime that go.mod
	// requires; "" when it requires none. A workspace or replacement may select another.
	Bedrock string
}

// ModuleOf returns the main module that p belongs to, or nil.
func (r *Result) ModuleOf(p *packages.Package) *Module {
	if p.Module == nil {
		return nil
	}
	for _, m := range r.Modules {
		if m.Path == p.Module.Path {
			return m
		}
	}
	return nil
}

func mainModules(pkgs []*packages.Package) []*Module {
	var out []*Module
	seen := map[string]bool{}
	for _, p := range pkgs {
		m := p.Module
		if m == nil || !m.Main || seen[m.Path] {
			continue
		}
		seen[m.Path] = true
		out = append(out, &Module{Path: m.Path, Dir: m.Dir, GoMod: m.GoMod, GoVersion: m.GoVersion})
	}
	slices.SortFunc(out, func(a, b *Module) int { return strings.Compare(a.Dir, b.Dir) })
	return out
}

// readGoMod fills in Bedrock. A go.mod that does not parse has been reported by the
// go command already.
func (m *Module) readGoMod() {
	data, err := os.ReadFile(m.GoMod)
	if err != nil {
		return
	}
	f, err := modfile.ParseLax(m.GoMod, data, nil)
	if err != nil {
		return
	}
	for _, r := range f.Require {
		if r.Mod.Path == SDKv2 {
			m.Bedrock = r.Mod.Version
		}
	}
}

// moduleRoot returns the directory of the go.work, else of the go.mod, above dir.
func moduleRoot(dir string, env []string) (string, error) {
	if work := workFile(env); work != "" && work != "off" {
		return filepath.Dir(work), nil
	}
	mod := ""
	for d := dir; ; d = filepath.Dir(d) {
		if exists(filepath.Join(d, "go.work")) && workFile(env) != "off" {
			return d, nil
		}
		if mod == "" && exists(filepath.Join(d, "go.mod")) {
			mod = d
		}
		if d == filepath.Dir(d) {
			break
		}
	}
	if mod == "" {
		return "", &Error{Kind: NoModule, Where: dir,
			Msg:    "no go.mod here or in any directory above",
			Remedy: "run it inside a Go module, or create one with go mod init"}
	}
	return mod, nil
}

func workFile(env []string) string {
	if env == nil {
		env = os.Environ()
	}
	for _, kv := range slices.Backward(env) {
		if v, ok := strings.CutPrefix(kv, "GOWORK="); ok {
			return v
		}
	}
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
