// Package golangci makes bedrocklint a linter of golangci-lint, by its module plugin
// system: golangci-lint custom builds a golangci-lint that has it, from a file
// .custom-gcl.yml beside the code:
//
//	version: v2.15.0
//	plugins:
//	  - module: github.com/bedrocklint/bedrocklint
//	    import: github.com/bedrocklint/bedrocklint/golangci
//	    version: latest
//
// and .golangci.yml switches it on:
//
//	version: "2"
//	linters:
//	  enable: [bedrocklint]
//	  settings:
//	    custom:
//	      bedrocklint:
//	        type: module
//	        description: calls of Bedrock's InvokeModel
//	        settings:
//	          checks: [inherit, -BL4002]
//
// See https://golangci-lint.run/docs/plugins/module-plugins/.
//
// golangci-lint loads one package at a time, as go vet does, so that the plugin sees
// what the vet tool sees. Suppression, policy and checks are honoured inside the
// analyzers; severities are golangci-lint's own business.
package golangci

import (
	"fmt"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/rewrite/suggest"
)

func init() { register.Plugin("bedrocklint", New) }

// Settings are those of the linter in .golangci.yml. All may be left out.
type Settings struct {
	// Checks are the codes to report, as -checks of bedrocklint takes them.
	Checks []string `json:"checks"`
	// Config is the configuration file, "auto" for the nearest .bedrocklint.yaml
	// upwards from a package, which is the default, or "none".
	Config string `json:"config"`
	// NoInlineIgnore lets directives and nolint comments count for nothing.
	NoInlineIgnore bool `json:"no-inline-ignore"`
	// Tags are the build tags, for the rewriter that makes the fixes.
	Tags []string `json:"tags"`
}

// plugin implements register.LinterPlugin.
type plugin struct {
	source *config.Source
	tags   []string
}

// New makes the linter from its settings in .golangci.yml.
func New(raw any) (register.LinterPlugin, error) {
	settings := Settings{}
	if raw != nil {
		var err error
		if settings, err = register.DecodeSettings[Settings](raw); err != nil {
			return nil, fmt.Errorf("bedrocklint: %w; it takes checks, config, no-inline-ignore and tags", err)
		}
	}
	source := &config.Source{File: settings.Config, NoInline: settings.NoInlineIgnore}
	if len(settings.Checks) > 0 {
		checks, err := config.ParseChecks(strings.Join(settings.Checks, ","))
		if err != nil {
			return nil, fmt.Errorf("bedrocklint: checks: %w", err)
		}
		source.Checks = checks
	}
	return &plugin{source, settings.Tags}, nil
}

// BuildAnalyzers returns the suite, with the suggested fixes that golangci-lint run --fix
// applies: one for each call, of which those of one package are the same.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return analyzers.New(analyzers.Options{
		Config: p.source,
		Fix:    suggest.New(suggest.Options{Config: p.source, Tags: p.tags}),
	}), nil
}

// GetLoadMode asks for types.
func (p *plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
