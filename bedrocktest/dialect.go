package bedrocktest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// malformed puts schema violations in the words most families use, those of a
// JSON-schema validator, chained in one message.
// https://github.com/promptfoo/promptfoo/issues/921
// https://github.com/langgenius/dify/pull/3326
func malformed(vs []violation) *apiError {
	if len(vs) == 0 {
		return nil
	}
	var b strings.Builder
	for _, v := range vs {
		b.WriteString("#" + pointer(v.path) + ": " + malformedText(v))
	}
	return modelInvalid("Malformed input request: %s, please reformat your input and try again.", b.String())
}

// notJSON is the answer to a body that is no JSON object at all.
func notJSON() *apiError {
	return modelInvalid("Malformed input request, please reformat your input and try again.")
}

func pointer(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return "/" + strings.Join(path, "/")
}

func malformedText(v violation) string {
	switch v.rule {
	case "missing":
		return "required key [" + v.name + "] not found"
	case "extra":
		return "extraneous key [" + v.name + "] is not permitted"
	case "type":
		return "expected type: " + validatorType(v.want.kind) + ", found: " + validatorTypeOf(v.got)
	case "enum", "tag":
		return fmt.Sprintf("%v is not a valid enum value", valueOrName(v))
	case "min":
		return fmt.Sprintf("%v is not greater or equal to %s", v.got, plain(*v.want.min))
	case "max":
		return fmt.Sprintf("%v is not less or equal to %s", v.got, plain(*v.want.max))
	case "above":
		return fmt.Sprintf("%v is not greater than %s", v.got, plain(*v.want.above))
	case "long": // https://github.com/aws-samples/generative-ai-use-cases/issues/602
		return fmt.Sprintf("expected maxLength: %d, actual: %d", v.want.maxLen, len([]rune(asString(v.got))))
	case "items":
		return fmt.Sprintf("expected maximum item count: %d, found: %d", v.want.maxItems, len(asArray(v.got)))
	}
	if list, ok := v.got.([]any); ok {
		return fmt.Sprintf("expected minimum item count: %d, found: %d", v.want.minLen, len(list))
	}
	return fmt.Sprintf("expected minLength: %d, actual: %d", v.want.minLen, len([]rune(asString(v.got))))
}

// plain writes a bound without an exponent.
func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func valueOrName(v violation) any {
	if v.rule == "tag" {
		return v.name
	}
	return v.got
}

// validatorType names types as the service's validator does.
func validatorType(k kind) string {
	switch k {
	case stringKind, stringOrArrayKind:
		return "String"
	case integerKind:
		return "Integer"
	case numberKind:
		return "Number"
	case boolKind:
		return "Boolean"
	case arrayKind:
		return "JSONArray"
	}
	return "JSONObject"
}

func validatorTypeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "Null"
	case string:
		return "String"
	case bool:
		return "Boolean"
	case []any:
		return "JSONArray"
	case map[string]any:
		return "JSONObject"
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return "BigDecimal"
		}
	}
	return "Integer"
}

// claudeError puts the first violation in the words of the Messages API, which
// names a place with dots and includes the tag of a tagged block.
// Forms recorded from the service: "messages.2.content.2.document.source.type:
// Field required", "tools.0: Input tag 'x' found using 'type' does not match
// any of the expected tags: 'a', 'b'".
func claudeError(vs []violation) *apiError {
	if len(vs) == 0 {
		return nil
	}
	v := vs[0]
	path := v.path
	if v.rule == "missing" || v.rule == "extra" {
		path = extend(path, v.name)
	}
	return modelInvalid("%s: %s", strings.Join(path, "."), claudeViolation(v))
}

func claudeViolation(v violation) string {
	switch v.rule {
	case "missing":
		return "Field required"
	case "extra":
		return "Extra inputs are not permitted"
	case "tag":
		return fmt.Sprintf("Input tag '%s' found using 'type' does not match any of the expected tags: %s",
			v.name, quotedList(sortedKeys(v.want.tags)))
	case "enum":
		return "Input should be " + orList(v.want.enum)
	case "min":
		return fmt.Sprintf("Input should be greater than or equal to %v", *v.want.min)
	case "max":
		return fmt.Sprintf("Input should be less than or equal to %v", *v.want.max)
	case "above":
		return fmt.Sprintf("Input should be greater than %v", *v.want.above)
	case "items":
		return fmt.Sprintf("List should have at most %d items after validation, not %d", v.want.maxItems, len(asArray(v.got)))
	case "type":
		return "Input should be a valid " + claudeType(v.want.kind)
	}
	if list, ok := v.got.([]any); ok {
		return fmt.Sprintf("List should have at least %d item after validation, not %d", v.want.minLen, len(list))
	}
	return fmt.Sprintf("String should have at least %d character", v.want.minLen)
}

func claudeType(k kind) string {
	switch k {
	case stringKind:
		return "string"
	case integerKind:
		return "integer"
	case numberKind:
		return "number"
	case boolKind:
		return "boolean"
	case arrayKind, stringOrArrayKind:
		return "list"
	}
	return "dictionary"
}

func quotedList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = "'" + n + "'"
	}
	return strings.Join(quoted, ", ")
}

func orList(names []string) string {
	if len(names) < 2 {
		return quotedList(names)
	}
	return quotedList(names[:len(names)-1]) + " or " + quotedList(names[len(names)-1:])
}
