package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/converse"
)

// NewReader is a Reader that takes the canonical form from the catalog.
func NewReader(models Models) Reader {
	return Reader{Canonical: func(operation, modelID string, header http.Header, body []byte) (any, error) {
		l := models.lookup(modelID)
		if l.family == nil {
			return nil, errors.New(l.reason)
		}
		api := converse.InvokeModel
		if strings.HasPrefix(operation, "Converse") {
			api = converse.ConverseAPI
		}
		canonical, err := converse.CanonicalOf(l.family, l.model, api, body)
		if err != nil {
			return nil, err
		}
		if api == converse.InvokeModel {
			addMembers(models.Catalog, canonical.Value, header)
		}
		withoutTrace(canonical.Value)
		numberCalls(canonical.Value["messages"], map[string]string{})
		return canonical.Value, nil
	}}
}

// toConverse is the Converse request that means the same as a recorded body, and what
// differs by it.
func toConverse(models Models, call Recorded) ([]byte, []Statement, error) {
	l := models.lookup(call.ModelID)
	if l.family == nil {
		return nil, nil, errors.New(l.reason)
	}
	converted, err := converse.Request(l.family, l.model, call.Body)
	if err != nil {
		return nil, nil, err
	}
	addMembers(models.Catalog, converted.Value, call.Header)
	var stated []Statement
	for _, change := range converted.Stated {
		stated = append(stated, Statement{Code: change.Code, Path: change.Path})
	}
	return converted.JSON(), stated, nil
}

// addMembers puts what InvokeModel takes in headers into a Converse request. What has a
// home only beside a guardrail is dropped without one.
func addMembers(c *catalog.Catalog, request map[string]any, header http.Header) {
	for _, m := range c.InputMembers() {
		value := header.Get(m.Header)
		if m.Converse == "" || m.Header == "" || value == "" {
			continue
		}
		setPath(request, strings.Split(m.Converse, "."), memberValue(m, value))
	}
	if guard, ok := request["guardrailConfig"].(map[string]any); ok && guard["guardrailIdentifier"] == nil {
		delete(request, "guardrailConfig")
	}
}

// memberValue is a header's value as its Converse member has it.
func memberValue(m catalog.Member, value string) any {
	switch m.Transform {
	case "lower-case":
		return strings.ToLower(value)
	case "string-map":
		var v map[string]any
		if json.Unmarshal([]byte(value), &v) == nil {
			return v
		}
	}
	return value
}

// withoutTrace drops a guardrail's trace that is switched off: that is the default.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GuardrailConfiguration.html
func withoutTrace(request map[string]any) {
	if guard, ok := request["guardrailConfig"].(map[string]any); ok && guard["trace"] == "disabled" {
		delete(guard, "trace")
	}
}

// numberCalls numbers the ids of tool calls in order of appearance. Each API makes ids of
// its own, so a program that sends a call back sends another id; which result belongs to
// which call is what counts.
func numberCalls(v any, numbers map[string]string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			numberCalls(e, numbers)
		}
	case map[string]any:
		for _, kind := range []string{"toolUse", "toolResult"} {
			block, ok := v[kind].(map[string]any)
			id, named := block["toolUseId"].(string)
			if !ok || !named {
				continue
			}
			if numbers[id] == "" {
				numbers[id] = fmt.Sprintf("call %d", len(numbers)+1)
			}
			block["toolUseId"] = numbers[id]
		}
		numberCalls(v["content"], numbers)
	}
}

func setPath(object map[string]any, path []string, value any) {
	if len(path) == 1 {
		object[path[0]] = value
		return
	}
	next, ok := object[path[0]].(map[string]any)
	if !ok {
		next = map[string]any{}
		object[path[0]] = next
	}
	setPath(next, path[1:], value)
}
