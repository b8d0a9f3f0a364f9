package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/config"
)

// unit is one package, ready to be analysed, wherever it came from.
type unit struct {
	id     string // "p" or "p [p.test]"
	fset   *token.FileSet
	files  []*ast.File
	pkg    *types.Package
	info   *types.Info
	sizes  types.Sizes
	module *analysis.Module
	errs   []types.Error
	config *config.Config // may be nil
}

// configure looks up the configuration that counts for the unit, whose files are in dir.
func (u *unit) configure(source *config.Source, dir string) (err error) {
	u.config, err = source.For(dir)
	return err
}

// outcome is what one analyzer said of one unit.
type outcome struct {
	analyzer *analysis.Analyzer
	diags    []analysis.Diagnostic
	err      error
}

// analyze runs analyzers, and those that they require, on a unit. Both drivers go
// through here, so that they report the same. There are no facts in this suite, and
// no analyzer is slow enough to be worth a goroutine.
func analyze(u *unit, analyzers []*analysis.Analyzer) []outcome {
	ex := &execution{unit: u, done: map[*analysis.Analyzer]*result{}}
	out := make([]outcome, len(analyzers))
	for i, a := range analyzers {
		r := ex.run(a)
		slices.SortStableFunc(r.diags, func(x, y analysis.Diagnostic) int { return cmp.Compare(x.Pos, y.Pos) })
		out[i] = outcome{analyzer: a, diags: r.diags, err: r.err}
	}
	return out
}

type execution struct {
	unit *unit
	done map[*analysis.Analyzer]*result
}

type result struct {
	value any
	diags []analysis.Diagnostic
	err   error
}

func (ex *execution) run(a *analysis.Analyzer) *result {
	if r, ok := ex.done[a]; ok {
		return r
	}
	r := &result{}
	ex.done[a] = r
	inputs := map[*analysis.Analyzer]any{}
	for _, req := range a.Requires {
		in := ex.run(req)
		if in.err != nil {
			r.err = in.err
			return r
		}
		inputs[req] = in.value
	}
	r.value, r.err = protect(ex.pass(a, inputs, r))
	return r
}

// protect runs an analyzer so that a bug in it costs one package and not the run.
func protect(pass *analysis.Pass) (value any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error in %s on %s: %v; please report it", pass.Analyzer.Name, pass.Pkg.Path(), p)
		}
	}()
	if len(pass.TypeErrors) > 0 && !pass.Analyzer.RunDespiteErrors {
		return nil, nil
	}
	return pass.Analyzer.Run(pass)
}

func (ex *execution) pass(a *analysis.Analyzer, inputs map[*analysis.Analyzer]any, r *result) *analysis.Pass {
	u := ex.unit
	return &analysis.Pass{
		Analyzer: a, Fset: u.fset, Files: u.files, Pkg: u.pkg, TypesInfo: u.info,
		TypesSizes: u.sizes, TypeErrors: u.errs, Module: u.module, ResultOf: inputs,
		Report:   func(d analysis.Diagnostic) { r.diags = append(r.diags, d) },
		ReadFile: os.ReadFile,
	}
}
