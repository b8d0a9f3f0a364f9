package catalog

import (
	"slices"
	"strings"
)

type prefix struct {
	text   string
	family *Family
}

// geographies are the prefixes of inference profiles.
// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/models-region-compatibility.html
// and langchain-aws, which strips sa and amer as well.
var geographies = []string{"us-gov", "us", "eu", "apac", "jp", "au", "ca", "sa", "amer", "global"}

// opaque are the ARN resources that do not tell which model is behind them.
var opaque = map[string]string{
	"application-inference-profile": "an application inference profile's ARN does not name its model",
	"provisioned-model":             "a provisioned model's ARN does not name its base model",
	"custom-model":                  "a custom model's ARN does not name its base model",
	"custom-model-deployment":       "a custom model deployment's ARN does not name its base model",
	"imported-model":                "an imported model's format is the importer's own; Converse may not serve it, so InvokeModel stays unless told otherwise",
	"prompt":                        "a prompt's ARN does not name its model",
	"prompt-router":                 "a prompt router picks the model at run time",
	"default-prompt-router":         "a prompt router picks the model at run time",
	"endpoint":                      "a marketplace endpoint does not name its model",
}

// ModelByID finds the model that a ModelId of the API names: a foundation model's id, an
// inference profile's (us.anthropic…), with or without a context-size suffix (:200k), or
// an ARN of either. For an id that is not listed, the family is still found by prefix
// and the model is nil. When neither is known, reason says why in words for the user.
func (c *Catalog) ModelByID(id string) (m *Model, f *Family, reason string) {
	if a := c.aliasOf(strings.TrimSpace(id)); a != nil {
		return a.model, a.family, ""
	}
	id, reason = bareID(id)
	if reason != "" {
		return nil, nil, reason
	}
	if m := c.lookup(id); m != nil {
		return m, m.Family, ""
	}
	if f := c.FamilyOfID(id); f != nil {
		return nil, f, ""
	}
	return nil, nil, "no family has models called " + quote(id)
}

// lookup finds a listed model by an id without geography, dropping from the end what
// capacity variants add: "…-v1:0:200k", "…-v2:1:18k", "…-v1:0".
func (c *Catalog) lookup(id string) *Model {
	for {
		if m := c.byID[id]; m != nil {
			return m
		}
		i := strings.LastIndexByte(id, ':')
		if i < 0 || !isContextSize(id[i+1:]) {
			return c.versionless(id)
		}
		id = id[:i]
	}
}

// versionless finds the one model that differs from id in its ":N" alone.
func (c *Catalog) versionless(id string) *Model {
	if strings.Contains(id, ":") {
		return nil
	}
	return c.byID[id+":0"]
}

// isContextSize reports whether s looks like 18k, 200k, 1m or mm.
func isContextSize(s string) bool {
	digits := strings.TrimRight(s, "km")
	if digits == s {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}

// FamilyOfID returns the family whose models' ids start like id, or nil; the longest
// prefix wins.
func (c *Catalog) FamilyOfID(id string) *Family {
	id, _ = bareID(id)
	for _, p := range c.prefixes {
		if strings.HasPrefix(id, p.text) {
			return p.family
		}
	}
	return nil
}

// bareID takes ARN and geography off a model id. reason is set when an ARN hides the model.
func bareID(id string) (bare, reason string) {
	id = strings.TrimSpace(id)
	if id == "" {
		return "", "the model id is empty"
	}
	if strings.HasPrefix(id, "arn:") {
		if id, reason = arnID(id); reason != "" {
			return "", reason
		}
	}
	for _, g := range geographies {
		if rest, ok := strings.CutPrefix(id, g+"."); ok && strings.Contains(rest, ".") {
			return rest, ""
		}
	}
	return id, ""
}

// arnID returns the id inside a foundation-model or inference-profile ARN.
func arnID(arn string) (id, reason string) {
	// arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.…
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return "", "malformed ARN " + quote(arn)
	}
	kind, id, ok := strings.Cut(parts[5], "/")
	if !ok {
		return "", "malformed ARN " + quote(arn)
	}
	if kind == "foundation-model" || kind == "inference-profile" {
		return id, ""
	}
	if why, ok := opaque[kind]; ok {
		return "", why
	}
	return "", "unknown kind of ARN: " + quote(kind)
}

func quote(s string) string { return `"` + s + `"` }

// Omits reports whether the model is known not to send a member of its family's answers
// or chunks. The model may be nil, of which nothing is known.
func (m *Model) Omits(s *Shape) bool {
	if m == nil {
		return false
	}
	path := Plain(s.Path)
	return slices.ContainsFunc(m.Lacks, func(lacked string) bool {
		return path == lacked || strings.HasPrefix(path, lacked+".")
	})
}

// Feature reports whether a model has a feature, and whether that is known. The model
// may be nil, of which nothing is known.
func (m *Model) Feature(name string) (has, known bool) {
	if m == nil {
		return false, false
	}
	has, known = m.Features[name]
	return has, known
}
