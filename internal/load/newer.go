package load

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/tools/go/packages"
)

// A module may ask for a newer Go than the go command is, where that may not fetch another
// one. Its calls are there to be read all the same, so it is listed with a copy of its
// go.mod that asks for less, and that is said.

// older is how a module was read that needs a newer Go.
type older struct {
	modfile string // the go.mod that was used instead
	need    string // version that the module's own asks for
	have    string // version of the go command
	alone   bool   // the requirements were left out as well
}

var needsNewer = regexp.MustCompile(`go\.mod requires go >= (\S+) \(running go ([^;)]+)`)

// listOlder lists the packages of a module whose go.mod is too new, err says how. The
// requirements may need the newer Go too, or be out of reach; without them the module's own
// packages and the standard library remain.
func (l *loader) listOlder(patterns []string, err error) ([]*packages.Package, error) {
	m := needsNewer.FindStringSubmatch(err.Error())
	if m == nil || l.older != nil {
		return nil, err
	}
	refused := &Error{Kind: GoCommand, Where: filepath.Join(l.root, "go.mod"),
		Msg:    fmt.Sprintf("needs go %s, and the go command is %s and may not fetch another", m[1], m[2]),
		Remedy: "install Go " + m[1] + ", or set GOTOOLCHAIN=auto"}
	for _, alone := range []bool{false, true} {
		o := &older{need: m[1], have: m[2], alone: alone}
		if o.modfile, err = l.lowered(o); err != nil {
			return nil, refused
		}
		l.older = o
		if pkgs, err := l.packages(&packages.Config{Mode: lightMode}, patterns); err == nil {
			return pkgs, nil
		}
	}
	l.older = nil
	return nil, refused
}

// lowered writes the go.mod to use, and its go.sum beside it, into a directory that goes
// when the loader is done.
func (l *loader) lowered(o *older) (string, error) {
	name := filepath.Join(l.root, "go.mod")
	data, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	f, err := modfile.Parse(name, data, nil)
	if err != nil {
		return "", err
	}
	if o.alone {
		own := f.Module.Mod.Path
		f = new(modfile.File)
		if err := f.AddModuleStmt(own); err != nil {
			return "", err
		}
	}
	f.DropToolchainStmt()
	if err := f.AddGoStmt(o.have); err != nil {
		return "", err
	}
	if data, err = f.Format(); err != nil {
		return "", err
	}
	if l.tmp == "" {
		if l.tmp, err = os.MkdirTemp("", "bedrocklint-gomod-"); err != nil {
			return "", err
		}
	}
	sums, _ := os.ReadFile(filepath.Join(l.root, "go.sum")) // a module may have none
	if err := os.WriteFile(filepath.Join(l.tmp, "go.sum"), sums, 0o600); err != nil {
		return "", err
	}
	out := filepath.Join(l.tmp, "go.mod")
	return out, os.WriteFile(out, data, 0o600)
}

// problem says how the module was read.
func (o *older) problem(m *Module) Problem {
	how := "read as Go " + o.have
	if o.alone {
		how += ", without what it requires"
	}
	return Problem{
		Package: m.Path, Pos: "go.mod",
		Msg:    fmt.Sprintf("needs go %s, and the go command is %s and may not fetch another; %s", o.need, o.have, how),
		Remedy: "install Go " + o.need + ", or set GOTOOLCHAIN=auto; until then calls may be incomplete",
	}
}

// correct undoes what the copy of go.mod says of the main module.
func (o *older) correct(mods []*Module) {
	for _, m := range mods {
		m.GoMod, m.GoVersion = filepath.Join(m.Dir, "go.mod"), o.need
	}
}

// newerThanTool reports whether an error only says that this program was built with an
// older Go than the package asks for. The package is checked all the same.
func newerThanTool(e packages.Error) bool {
	return strings.Contains(e.Msg, "requires newer Go version")
}
