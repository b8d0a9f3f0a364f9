package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rules"
)

// The go command runs a vet tool once for every package of the build, dependencies
// included: some 1500 times for a program of a hundred packages. unitchecker parses and
// type-checks each of them, although no analyzer here has facts to collect from
// dependencies. This driver answers a unit that cannot call Bedrock at once, and
// type-checks the others against the compiler's export data.
//
// Export data is what the go command offers today (cfg.PackageFile). It may stop doing
// so, since unitchecker no longer needs it: then unitchecker takes over.

// unitMain analyses the unit that a .cfg file describes, and returns the exit status.
func unitMain(ctx context.Context, cfgFile string, o *options, all []*analysis.Analyzer, stdout, stderr io.Writer) int {
	cfg, err := readUnitConfig(cfgFile)
	if err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return 1
	}
	if o.config != config.Auto && o.config != config.None && o.config != "" {
		fmt.Fprintf(stderr, "bedrocklint: go vet cannot see when %s changes and would repeat old results; use %s=%s instead of -config\n", o.config, config.EnvVar, o.config)
		return 1
	}
	if len(cfg.PackageFile) == 0 && len(cfg.ImportMap) > 0 {
		unitchecker.Run(cfgFile, all) // exits
	}
	if err := writeNoFacts(cfg); err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return 1
	}
	if cfg.VetxOnly || len(cfg.ImportMap) == 0 || !canCall(cfg) {
		return 0
	}
	u, err := checkUnit(cfg)
	if err != nil {
		if cfg.SucceedOnTypecheckFailure {
			return 0
		}
		fmt.Fprintln(stderr, err)
		return 1
	}
	if cfg.Stdout != "" {
		f, err := os.Create(cfg.Stdout)
		if err != nil {
			fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
			return 1
		}
		defer f.Close()
		stdout = f
	}
	return finishUnit(ctx, cfg, o, u, stdout, stderr)
}

// finishUnit analyses a unit and prints or applies what was found.
func finishUnit(ctx context.Context, cfg *unitchecker.Config, o *options, u *unit, stdout, stderr io.Writer) int {
	if o.fix {
		cs, err := unitChanges(ctx, o.source, cfg.Dir, cfg.GoFiles)
		if err == nil {
			err = fixUnit(cs, o.diff, cfg, stdout)
		}
		return unitStatus(err, stderr)
	}
	if err := u.configure(o.source, cfg.Dir); err != nil {
		return unitStatus(err, stderr)
	}
	results := []analyzed{{u, analyze(u, o.analyzers)}}
	// The go command takes every diagnostic of a tool for a failure and knows no
	// severities, so what does not count is left out.
	keep(results, func(u *unit, d analysis.Diagnostic) bool {
		return o.counts(u.config, u.config.Severity(rules.Code(d.Category)))
	})
	if o.json {
		return unitStatus(printJSON(stdout, results, true), stderr)
	}
	found, failed := printText(stderr, results, o)
	if found || failed {
		return 1
	}
	return 0
}

func unitStatus(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
	return 1
}

func readUnitConfig(file string) (*unitchecker.Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	cfg := new(unitchecker.Config)
	if err := json.Unmarshal(data, cfg); err != nil {
		return nil, fmt.Errorf("%s is not a unit description of the go command: %w", file, err)
	}
	return cfg, nil
}

// writeNoFacts writes the file of facts that the go command waits for.
func writeNoFacts(cfg *unitchecker.Config) error {
	if cfg.VetxOutput == "" {
		return nil
	}
	return os.WriteFile(cfg.VetxOutput, nil, 0o666)
}

// canCall reports whether a unit can hold a call: it imports the SDK, or names the
// operation, as a package does that gets its client from another one.
func canCall(cfg *unitchecker.Config) bool {
	for path := range cfg.ImportMap {
		if path == load.SDKv2 || path == load.SDKv1 {
			return true
		}
	}
	for _, name := range cfg.GoFiles {
		src, err := os.ReadFile(name)
		if err != nil || bytes.Contains(src, []byte("InvokeModel")) {
			return true
		}
	}
	return false
}

// checkUnit parses and type-checks a unit.
func checkUnit(cfg *unitchecker.Config) (*unit, error) {
	u := &unit{id: cfg.ID, fset: token.NewFileSet(), info: newInfo(), module: cfg.Module}
	for _, name := range cfg.GoFiles {
		f, err := parser.ParseFile(u.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		u.files = append(u.files, f)
	}
	u.sizes = types.SizesFor("gc", build.Default.GOARCH)
	tc := &types.Config{Importer: exportImporter(u.fset, cfg), Sizes: u.sizes, GoVersion: cfg.GoVersion}
	var err error
	u.pkg, err = tc.Check(cfg.ImportPath, u.fset, u.files, u.info)
	return u, err
}

func newInfo() *types.Info {
	return &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Instances:    map[*ast.Ident]types.Instance{},
		Scopes:       map[ast.Node]*types.Scope{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		FileVersions: map[*ast.File]string{},
	}
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// exportImporter imports from the export data files that the go command names.
func exportImporter(fset *token.FileSet, cfg *unitchecker.Config) types.Importer {
	gc := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		file, ok := cfg.PackageFile[path]
		if !ok {
			return nil, fmt.Errorf("no export data for %q", path)
		}
		return os.Open(file)
	})
	return importerFunc(func(path string) (*types.Package, error) {
		mapped, ok := cfg.ImportMap[path]
		if !ok {
			return nil, fmt.Errorf("cannot resolve import %q", path)
		}
		return gc.Import(mapped)
	})
}
