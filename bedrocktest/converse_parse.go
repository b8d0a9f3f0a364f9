package bedrocktest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
)

// parseConverse reads the body of Converse, ConverseStream or CountTokens'
// converse member and checks it against the constraints of the service model.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
//
// Members the service model does not know are ignored, as its protocol does;
// that the service does so is unconfirmed.
func parseConverse(body []byte) (*converseRequest, *apiError) {
	v, err := parseJSON(body)
	if err != nil {
		return nil, serialization("the request body is not valid JSON")
	}
	top, ok := v.(map[string]any)
	if !ok {
		return nil, serialization("the request body is not a JSON object")
	}
	return parseConverseObject(top)
}

func parseConverseObject(top map[string]any) (*converseRequest, *apiError) {
	p := &converseParser{}
	req := &converseRequest{}
	p.conversation(req, top)
	p.inference(req, p.object(top, "inferenceConfig", "inferenceConfig"))
	p.toolConfig(req, top)
	p.additional(req, top)
	p.guardrail(req, p.object(top, "guardrailConfig", "guardrailConfig"))
	p.delivery(req, top)
	p.output(req, p.object(top, "outputConfig", "outputConfig"))
	if p.broken != nil {
		return nil, p.broken
	}
	if err := p.violations.err(); err != nil {
		return nil, err
	}
	return req, nil
}

// serialization is the front end's refusal of a body it cannot read at all.
// The texts are unconfirmed.
func serialization(format string, args ...any) *apiError {
	return newException("SerializationException", fmt.Sprintf(format, args...))
}

// converseParser walks a decoded body. Wrong JSON types end it at once
// (broken); violated constraints are collected.
type converseParser struct {
	violations violations
	broken     *apiError
}

func (p *converseParser) fail(path, want string, got any) {
	if p.broken == nil {
		p.broken = serialization("%s at '%s' can not be converted to %s", jsonTypeName(got), path, want)
	}
}

func jsonTypeName(v any) string {
	switch v.(type) {
	case string:
		return "STRING_VALUE"
	case bool:
		return "BOOLEAN_VALUE"
	case json.Number:
		return "NUMBER_VALUE"
	case []any:
		return "START_ARRAY"
	}
	return "START_OBJECT"
}

// constraint records a violated constraint in the service's words.
func (p *converseParser) constraint(path string, value any, rule string, args ...any) {
	p.violations.add("Value '%v' at '%s' failed to satisfy constraint: %s", value, path, fmt.Sprintf(rule, args...))
}

// required reports whether m has the member, recording its absence.
func (p *converseParser) required(m map[string]any, key, path string) bool {
	if m[key] != nil {
		return true
	}
	p.violations.add("Value at '%s' failed to satisfy constraint: Member must not be null", path)
	return false
}

func (p *converseParser) object(m map[string]any, key, path string) map[string]any {
	v, ok := m[key]
	if !ok || v == nil {
		return nil
	}
	o, ok := v.(map[string]any)
	if !ok {
		p.fail(path, "Structure", v)
	}
	return o
}

func (p *converseParser) list(m map[string]any, key, path string) []any {
	v, ok := m[key]
	if !ok || v == nil {
		return nil
	}
	l, ok := v.([]any)
	if !ok {
		p.fail(path, "List", v)
	}
	return l
}

func (p *converseParser) text(m map[string]any, key, path string) string {
	v, ok := m[key]
	if !ok || v == nil {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		p.fail(path, "String", v)
	}
	return s
}

func (p *converseParser) flag(m map[string]any, key, path string) *bool {
	v, ok := m[key]
	if !ok || v == nil {
		return nil
	}
	b, ok := v.(bool)
	if !ok {
		p.fail(path, "Boolean", v)
	}
	return &b
}

func (p *converseParser) enum(m map[string]any, key, path string, values ...string) string {
	s := p.text(m, key, path)
	if m[key] != nil && !contains(values, s) {
		p.constraint(path, s, "Member must satisfy enum value set: %s", bracketed(values))
	}
	return s
}

func (p *converseParser) number(m map[string]any, key, path string) (json.Number, bool) {
	v, ok := m[key]
	if !ok || v == nil {
		return "", false
	}
	n, ok := v.(json.Number)
	if !ok {
		p.fail(path, "Number", v)
	}
	return n, ok
}

func bracketed(values []string) string {
	s := "["
	for i, v := range values {
		if i > 0 {
			s += ", "
		}
		s += v
	}
	return s + "]"
}

// blob decodes base64 content, keeping its text form for families that pass
// it on.
func (p *converseParser) blob(m map[string]any, key, path string) (string, []byte) {
	s := p.text(m, key, path)
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		if p.broken == nil {
			p.broken = serialization("the value at '%s' is not valid base64", path)
		}
	}
	return s, b
}

func member1(path string, i int) string { return path + "." + strconv.Itoa(i+1) + ".member" }
