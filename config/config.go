package config

import (
	"path/filepath"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Name is the file's name.
const Name = ".bedrocklint.yaml"

// Config is one configuration. It is immutable and safe for concurrent use.
type Config struct {
	File string // where it was read from, "" when it was not
	Dir  string // directory that path globs are relative to

	models   []Mapping
	keep     []rule
	forbid   []rule
	ignore   []rule
	checks   []string // as -checks; nil for the default ones
	severity map[rules.Code]rules.Severity
	failOn   rules.Severity
	catalog  *catalog.Catalog
}

// rule is one entry of a policy.
type rule struct {
	paths  []string
	codes  []string // of ignore: codes or prefixes such as "BL2*"; none means all
	reason string
}

// Off is the severity of a code that is not reported.
const Off rules.Severity = "off"

// Catalog is the catalog with what the configuration adds: the built-in one where it
// adds nothing.
func (c *Config) Catalog() *catalog.Catalog {
	if c == nil || c.catalog == nil {
		return catalog.Default()
	}
	return c.catalog
}

// Keep returns the reason for which calls in a file stay on InvokeModel, "" when they
// need not.
func (c *Config) Keep(file string) string {
	if c == nil {
		return ""
	}
	return c.first(c.keep, file)
}

// Forbid returns the reason for which a file must not call InvokeModel, "" when it may.
// Where calls are kept they are not forbidden.
func (c *Config) Forbid(file string) string {
	if c == nil || c.Keep(file) != "" {
		return ""
	}
	return c.first(c.forbid, file)
}

// first returns the reason of the first rule whose paths have the file.
func (c *Config) first(rs []rule, file string) string {
	path, ok := c.relative(file)
	if !ok {
		return ""
	}
	for _, r := range rs {
		if r.covers(path) {
			return r.reason
		}
	}
	return ""
}

// relative is a file as path globs see it; ok is false for a file outside of Dir.
func (c *Config) relative(file string) (path string, ok bool) {
	rel, err := filepath.Rel(c.Dir, file)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

func (r rule) covers(path string) bool {
	for _, g := range r.paths {
		if matchPath(g, path) {
			return true
		}
	}
	return false
}

// Reports reports whether a code is to be reported in a file.
func (c *Config) Reports(code rules.Code, file string) bool {
	if c == nil {
		return rules.OnByDefault(code)
	}
	if c.severity[code] == Off || !c.enabled(code) {
		return false
	}
	path, ok := c.relative(file)
	if !ok {
		return true
	}
	for _, r := range c.ignore {
		if r.covers(path) && r.names(code) {
			return false
		}
	}
	return true
}

func (r rule) names(code rules.Code) bool {
	if len(r.codes) == 0 {
		return true
	}
	for _, pattern := range r.codes {
		if matchCode(pattern, code) {
			return true
		}
	}
	return false
}

func (c *Config) enabled(code rules.Code) bool {
	if c.checks == nil {
		_, raised := c.severity[code] // a severity asks for the code
		return raised || rules.OnByDefault(code)
	}
	return chosen(c.checks, code, rules.OnByDefault(code))
}

// Severity is how much a code matters here.
func (c *Config) Severity(code rules.Code) rules.Severity {
	if c != nil {
		if s, ok := c.severity[code]; ok {
			return s
		}
	}
	d, err := rules.Lookup(string(code))
	if err != nil {
		return rules.Error // not a rule of ours: an internal error
	}
	return d.Severity
}

// FailOn is the severity from which on a diagnostic makes a run fail; note, which is
// every diagnostic, unless the file says otherwise.
func (c *Config) FailOn() rules.Severity {
	if c == nil || c.failOn == "" {
		return rules.Note
	}
	return c.failOn
}

// AtLeast reports whether a severity reaches another one.
func AtLeast(s, floor rules.Severity) bool { return weight(s) >= weight(floor) }

func weight(s rules.Severity) int {
	switch s {
	case rules.Note:
		return 1
	case rules.Warning:
		return 2
	case rules.Error:
		return 3
	}
	return 0
}

// WithChecks returns a configuration in which checks, the value of -checks, decides which
// codes are on. "inherit" in it stands for what the configuration says.
func (c *Config) WithChecks(checks []string) *Config {
	if checks == nil {
		return c
	}
	out := Config{}
	if c != nil {
		out = *c
	}
	var all []string
	for _, s := range checks {
		if s != "inherit" {
			all = append(all, s)
			continue
		}
		all = append(all, out.inherited()...)
	}
	out.checks = all
	return &out
}

// inherited spells the codes that are on as a list of checks.
func (c *Config) inherited() []string {
	if c.checks != nil {
		return c.checks
	}
	out := []string{"default"}
	for _, d := range rules.All() {
		if _, raised := c.severity[d.Code]; raised {
			out = append(out, string(d.Code))
		}
	}
	return out
}

// where is the file's name for messages and lists, relative to its own directory.
func (c *Config) where() string { return strings.TrimPrefix(filepath.Base(c.File), "./") }
