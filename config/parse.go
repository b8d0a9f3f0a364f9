package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// maxSize is more than anyone writes by hand.
const maxSize = 1 << 20

// Load reads a configuration file.
func Load(file string) (*Config, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(abs)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return Parse(abs, data)
}

// Parse reads a configuration that stands, or would stand, in file.
func Parse(file string, data []byte) (*Config, error) {
	if len(data) > maxSize {
		return nil, fmt.Errorf("%s: %d bytes are too many for a configuration; the limit is %d", file, len(data), maxSize)
	}
	c := &Config{File: file, Dir: filepath.Dir(file)}
	doc, err := document(file, data)
	if err != nil || doc == nil {
		return c, err
	}
	r := &reader{file: file}
	c.read(r, doc)
	if err := r.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// document is the top node of the only YAML document in data, nil when that is empty.
func document(file string, data []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	err := dec.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%s:%s", file, strings.TrimPrefix(yamlMessage(err), " "))
	}
	if dec.Decode(&more) != io.EOF {
		return nil, fmt.Errorf("%s:%d:1: there is more than one YAML document; keep the first", file, max(more.Line, 1))
	}
	if top := doc.Content[0]; top.Kind != yaml.ScalarNode || top.Tag != "!!null" {
		return top, nil
	}
	return nil, nil
}

// yamlMessage turns "yaml: line 3: did not find…" into "3:1: not YAML: did not find…".
func yamlMessage(err error) string {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(msg, "line "); ok {
		if line, what, ok := strings.Cut(rest, ": "); ok {
			return line + ":1: not YAML: " + what
		}
	}
	return "1:1: not YAML: " + msg
}

// read fills in the configuration.
func (c *Config) read(r *reader, top *yaml.Node) {
	m := r.mapping(top, "the file", "version", "models", "catalog", "policy", "checks", "severity", "fail-on")
	if v := m["version"].value; v != nil && v.Value != "1" {
		r.errorf(v, "version %s is not known; this bedrocklint reads version 1", v.Value)
	}
	c.readChecks(r, m["checks"])
	c.readSeverity(r, m["severity"])
	if v := m["fail-on"].value; v != nil {
		c.failOn = severity(r, v, false)
	}
	if v := m["policy"].value; v != nil {
		c.readPolicy(r, v)
	}
	overlay := catalog.Overlay{File: r.file, Data: m["catalog"].value}
	overlay.Aliases = c.readModels(r, m["models"])
	c.extend(r, overlay)
}

// extend makes the catalog. The entries of models are looked up first, without each
// other: that names the columns of mistakes.
func (c *Config) extend(r *reader, o catalog.Overlay) {
	if o.Data == nil && len(o.Aliases) == 0 {
		c.checkModels(r, catalog.Default())
		return
	}
	plain, err := catalog.Extend(catalog.Overlay{File: o.File, Data: o.Data})
	if err != nil {
		r.errs = append(r.errs, mistake{line: o.Data.Line, err: err})
		return
	}
	before := len(r.errs)
	c.checkModels(r, plain)
	if len(r.errs) > before {
		return
	}
	c.catalog = plain
	if c.catalog, err = plain.WithAliases(o.Aliases); err != nil {
		r.errs = append(r.errs, mistake{err: err})
	}
}

func (c *Config) readChecks(r *reader, m member) {
	for _, n := range r.texts(m, "checks") {
		if err := checkCheck(n.Value, false); err != nil {
			r.errorf(n, "%v", err)
			continue
		}
		c.checks = append(c.checks, n.Value)
	}
}

func (c *Config) readSeverity(r *reader, m member) {
	if m.value == nil {
		return
	}
	if m.value.Kind != yaml.MappingNode {
		r.errorf(m.value, "severity must be a mapping of codes to error, warning, note or off")
		return
	}
	c.severity = map[rules.Code]rules.Severity{}
	for i := 0; i+1 < len(m.value.Content); i += 2 {
		k, v := m.value.Content[i], m.value.Content[i+1]
		if err := checkCode(k.Value); err != nil {
			r.errorf(k, "%v", err)
			continue
		}
		s := severity(r, v, true)
		for _, d := range rules.All() {
			if matchCode(k.Value, d.Code) {
				c.severity[d.Code] = s
			}
		}
	}
}

// severity reads a level, "off" too where that makes sense.
func severity(r *reader, n *yaml.Node, off bool) rules.Severity {
	s := rules.Severity(n.Value)
	if weight(s) > 0 && n.Kind == yaml.ScalarNode {
		return s
	}
	if off && n.Kind == yaml.ScalarNode && n.Value == string(Off) {
		return Off
	}
	levels := []string{"error", "warning", "note"}
	if off {
		levels = append(levels, "off")
	}
	r.errorf(n, "unknown severity %q%s; use %s", n.Value, didYouMean(n.Value, levels), strings.Join(levels, ", "))
	return ""
}

func (c *Config) readPolicy(r *reader, n *yaml.Node) {
	m := r.mapping(n, "policy", "keep", "forbid", "ignore")
	c.keep = r.rules(m["keep"], "keep")
	c.forbid = r.rules(m["forbid"], "forbid")
	c.ignore = r.rules(m["ignore"], "ignore", "codes")
}

// rules reads the entries of one policy, each with paths and a reason.
func (r *reader) rules(m member, what string, more ...string) []rule {
	var out []rule
	for _, n := range r.list(m, what) {
		em := r.mapping(n, "an entry of "+what, append([]string{"paths", "reason"}, more...)...)
		if n.Kind != yaml.MappingNode {
			continue
		}
		entry := rule{reason: r.text(em["reason"], "reason")}
		if em["reason"].value == nil {
			r.errorf(n, "reason is missing; say why the paths are under %s", what)
		}
		if em["paths"].value == nil {
			r.errorf(n, "paths is missing; name the files or directories")
		}
		for _, p := range r.texts(em["paths"], "paths") {
			if err := checkGlob(p.Value); err != nil {
				r.errorf(p, "%v", err)
			}
			entry.paths = append(entry.paths, p.Value)
		}
		for _, code := range r.texts(em["codes"], "codes") {
			if err := checkCode(code.Value); err != nil {
				r.errorf(code, "%v", err)
			}
			entry.codes = append(entry.codes, code.Value)
		}
		out = append(out, entry)
	}
	return out
}
