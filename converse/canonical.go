package converse

import (
	"encoding/json"
	"strconv"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// API is one of the two ways to call a model.
type API string

// The APIs.
const (
	InvokeModel API = "InvokeModel"
	ConverseAPI API = "Converse"
)

// modelMaximum stands, in a canonical request, for a limit that is not sent: Converse
// then stops at the model's maximum.
// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html
const modelMaximum = "model maximum"

// Canonical is a request in a form that depends on its meaning alone: two requests,
// each through either API, have equal Values if and only if the model is asked the same.
type Canonical struct {
	// Value is the Converse request with every default written out, empty members
	// left out, numbers as Converse's float32 has them, and, for families whose
	// request is a raw prompt, a member "prompt": "templated" when the chat template
	// stands around the turns, "bare" when it does not.
	Value map[string]any
	// Stated is what the conversion of a native request stated.
	Stated []Change
}

// CanonicalOf returns the canonical form of a request body sent through an API.
func CanonicalOf(f *catalog.Family, m *catalog.Model, api API, body []byte) (*Canonical, error) {
	v, err := Decode(body)
	if err != nil {
		return nil, err
	}
	if api == ConverseAPI {
		c := &canon{f: f}
		out := c.request(v)
		if f.Prompt != nil && f.Prompt.Added {
			out["prompt"] = "templated"
		}
		return &Canonical{Value: out}, nil
	}
	conv, w, err := new(Room).walkRequest(f, m, v)
	if err != nil {
		return nil, err
	}
	c := &canon{f: f}
	out := c.request(conv.Value)
	if f.Prompt != nil && f.Prompt.Added {
		out["prompt"] = promptState(w)
	}
	return &Canonical{Value: out, Stated: conv.Stated}, nil
}

// promptState says how the turns of a raw prompt reach the model.
func promptState(w *walk) string {
	switch {
	case w.bare:
		return "bare"
	case w.differs != "":
		return "templated, but " + w.differs
	}
	return "templated"
}

type canon struct{ f *catalog.Family }

// request returns the canonical form of a Converse request.
func (c *canon) request(v map[string]any) map[string]any {
	out, _ := c.clean("", v).(map[string]any)
	if out == nil {
		out = map[string]any{}
	}
	c.defaults(out)
	if ic, ok := out["inferenceConfig"].(map[string]any); ok {
		for _, k := range []string{"temperature", "topP"} {
			ic[k] = float32Of(ic[k])
			if ic[k] == nil {
				delete(ic, k)
			}
		}
	}
	return out
}

// clean drops what says nothing and writes numbers in one way. It returns nil for an
// empty value. Documents of the user's own, such as a tool's input, keep their empties.
func (c *canon) clean(key string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		if document(key) && key != "additionalModelRequestFields" {
			return numbers(v)
		}
		out := map[string]any{}
		for k, e := range v {
			if e = c.clean(k, e); e != nil && !saysNothing(key, k, e) {
				out[k] = e
			}
		}
		if len(out) == 0 && !emptyCounts(key) {
			return nil
		}
		return out
	case []any:
		var out []any
		for _, e := range v {
			if e = c.clean("", e); e != nil {
				out = append(out, e)
			}
		}
		if len(out) == 0 && key != "content" {
			return nil
		}
		return out
	case string:
		if key == "schema" { // a JSON schema in a string: its spaces and order say nothing
			if schema, err := parseJSON(v); err == nil {
				return string(Encode(numbers(schema)))
			}
		}
	}
	return numbers(v)
}

// saysNothing reports whether a member has the value that its absence means.
func saysNothing(parent, key string, v any) bool {
	switch {
	case parent == "cachePoint" && key == "ttl":
		return v == "5m"
	case parent == "toolResult" && key == "status":
		return v == "success"
	case key == "prompt" && parent == "":
		return false
	}
	return false
}

// emptyCounts reports whether an empty object under key still says something: the
// members of toolChoice do by being there.
func emptyCounts(key string) bool {
	return key == "auto" || key == "any" || key == "input" || key == "json"
}

// numbers writes every number of a value in its shortest form: 1.0 and 1 are one.
func numbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = numbers(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = numbers(e)
		}
		return out
	case json.Number:
		if _, err := strconv.ParseInt(v.String(), 10, 64); err == nil {
			return v
		}
		f, err := v.Float64()
		if err != nil {
			return v
		}
		return json.Number(strconv.FormatFloat(f, 'g', -1, 64))
	}
	return v
}

// float32Of rounds a number as the SDK's float32 does, since either side may have
// passed through one.
func float32Of(v any) any {
	n, ok := v.(json.Number)
	if !ok {
		return v
	}
	f, err := n.Float64()
	if err != nil {
		return v
	}
	return json.Number(strconv.FormatFloat(float64(float32(f)), 'g', -1, 32))
}

// defaults writes out the defaults that both APIs share, and marks a limit that is not
// sent.
func (c *canon) defaults(out map[string]any) {
	add := new(Room).node()
	c.f.Request.Walk(func(s *catalog.Shape) {
		f := s.Field
		if f == nil || f.Default == nil || f.DefaultLost || f.Verdict != catalog.Maps || f.Transform != "" || arrays(f.Converse) > 0 {
			return
		}
		if _, ok := fetch(out, f.Converse, nil); !ok {
			add.set(f.Converse, nil, numbers(jsonValue(f.Default)))
		}
	})
	if _, ok := fetch(out, "inferenceConfig.maxTokens", nil); !ok {
		add.set("inferenceConfig.maxTokens", nil, modelMaximum)
	}
	v, _ := add.value()
	m, _ := v.(map[string]any)
	merge(out, m)
}
