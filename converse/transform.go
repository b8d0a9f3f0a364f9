package converse

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// carry is one value on its way to Converse.
type carry struct {
	w    *walk
	f    *catalog.Field
	spot spot
	to   string // where it lands; a transform may change it
	// silent says that the transform has stated what happens itself.
	silent bool
}

func (c *carry) set(v any) { c.w.out.set(c.to, c.spot.idx, v) }

// fetchBack is one value on its way back.
type fetchBack struct {
	b   *back
	f   *catalog.Field
	s   *catalog.Shape
	idx []int
}

// path is the place of the native value.
func (c *fetchBack) path() string { return concrete(catalog.Plain(c.f.Path), c.idx) }

// get returns what stands at a Converse path and marks it as fetched.
func (c *fetchBack) get(path string) (any, bool) { return c.b.get(path, c.idx) }

// conversion is one transform of the catalog's vocabulary, on JSON.
type conversion struct {
	to   func(*carry, any) error
	from func(*fetchBack) (any, bool, error)
}

// simple makes a conversion of two functions on values.
func simple(to, from func(any) (any, error)) conversion {
	return conversion{
		to: func(c *carry, v any) error {
			got, err := to(v)
			if err == nil {
				c.set(got)
			}
			return err
		},
		from: func(c *fetchBack) (any, bool, error) {
			v, ok := c.get(c.f.Converse)
			if !ok {
				return nil, false, nil
			}
			got, err := from(v)
			return got, err == nil, err
		},
	}
}

func same(v any) (any, error) { return v, nil }

// conversions implements catalog/transform.go; a test holds the two together.
var conversions map[string]conversion

func init() {
	conversions = map[string]conversion{
		"":                      simple(same, same),
		"text-block":            {textBlockTo, textBlockFrom},
		"prompt":                {promptTo, promptFrom},
		"base64-bytes":          simple(base64Bytes, same),
		"mime-format":           simple(mimeTo, mimeFrom),
		"document-name":         {documentNameTo, documentNameFrom},
		"status-of-is-error":    simple(statusTo, statusFrom),
		"cache-point":           {cachePointTo, cachePointFrom},
		"tool-choice":           {toolChoiceTo, toolChoiceFrom},
		"schema-json":           {schemaTo, schemaFrom},
		"citations":             {citationsTo, citationsFrom},
		"append":                simple(same, same),
		"stop-reason":           {stopReasonTo, stopReasonFrom},
		"cache-details":         {cacheDetailsTo, cacheDetailsFrom},
		"guardrail-trace":       simple(guardrailTraceTo, guardrailTraceFrom),
		"guardrail-action":      {guardrailActionTo, guardrailActionFrom},
		"lower-case":            simple(onString(strings.ToLower), onString(strings.ToUpper)),
		"stream-mode":           simple(table("SYNCHRONOUS", "sync", "ASYNCHRONOUS", "async")),
		"string-map":            simple(parseJSON, printJSON),
		"one-or-many":           simple(oneOrMany, same),
		"arguments-object":      simple(parseJSON, printJSON),
		"chat-messages":         {chatMessagesTo, chatMessagesFrom},
		"chat-message":          {chatMessageTo, chatMessageFrom},
		"chat-message-tagged":   {chatTaggedTo, chatTaggedFrom},
		"response-format":       {responseFormatTo, responseFormatFrom},
		"is-end":                {func(*carry, any) error { return nil }, isEndFrom},
		"chat-tool-choice":      {chatToolChoiceTo, chatToolChoiceFrom},
		"think-tag":             {thinkTagTo, thinkTagFrom},
		"chat-history":          {chatHistoryTo, chatHistoryFrom},
		"last-message":          {lastMessageTo, lastMessageFrom},
		"tool-results":          {toolResultsTo, toolResultsFrom},
		"tool-calls":            {toolCallsTo, toolCallsFrom},
		"parameter-definitions": {definitionsTo, definitionsFrom},
		"object-arguments":      simple(printJSON, parseJSON),
	}
}

func onString(f func(string) string) func(any) (any, error) {
	return func(v any) (any, error) {
		s, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("a JSON %s, want a string", kind(v))
		}
		return f(s), nil
	}
}

// table makes the two functions of a fixed list of pairs.
func table(pairs ...string) (to, from func(any) (any, error)) {
	look := func(in, out int) func(any) (any, error) {
		return func(v any) (any, error) {
			for i := 0; i < len(pairs); i += 2 {
				if v == pairs[i+in] {
					return pairs[i+out], nil
				}
			}
			return nil, fmt.Errorf("unknown value %v", v)
		}
	}
	return look(0, 1), look(1, 0)
}

func base64Bytes(v any) (any, error) {
	s, _ := v.(string)
	if _, err := base64.StdEncoding.DecodeString(s); err != nil {
		return nil, fmt.Errorf("not standard base64: %v", err)
	}
	return s, nil
}

// formats pairs media types with Converse's format names.
// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html
var formats = []string{
	"image/png", "png", "image/jpeg", "jpeg", "image/gif", "gif", "image/webp", "webp",
	"application/pdf", "pdf", "text/plain", "txt", "text/csv", "csv", "text/html", "html", "text/markdown", "md",
	"application/msword", "doc", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
	"application/vnd.ms-excel", "xls", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
}

var (
	mimeToTable, mimeFromTable = table(formats...)
)

func mimeTo(v any) (any, error) {
	if v == "image/jpg" { // not a media type, but common
		v = "image/jpeg"
	}
	return mimeToTable(v)
}

func mimeFrom(v any) (any, error) { return mimeFromTable(v) }

func statusTo(v any) (any, error) {
	if v == true {
		return "error", nil
	}
	return "success", nil
}

func statusFrom(v any) (any, error) { return v == "error", nil }

func parseJSON(v any) (any, error) {
	s, _ := v.(string)
	dec := json.NewDecoder(strings.NewReader(s))
	dec.UseNumber()
	var got any
	if err := dec.Decode(&got); err != nil {
		return nil, fmt.Errorf("the string holds no JSON: %v", err)
	}
	return got, nil
}

func printJSON(v any) (any, error) { return string(Encode(v)), nil }

func oneOrMany(v any) (any, error) {
	if s, ok := v.(string); ok {
		return []any{s}, nil
	}
	return v, nil
}

// textBlockTo makes one block of a text. The Converse path has the array of blocks
// beyond the arrays of the native path, so it takes index 0.
func textBlockTo(c *carry, v any) error {
	c.set(v)
	return nil
}

// textBlockFrom returns the text of an array that is one text block. Where the native
// form has no blocks at all, the texts of several blocks are joined.
func textBlockFrom(c *fetchBack) (any, bool, error) {
	i := strings.LastIndex(c.path0(), "[]")
	list, ok := fetchList(c.b.in, c.path0()[:i], c.idx)
	if !ok {
		return nil, false, nil
	}
	if c.s.Elem != nil {
		if len(list) != 1 {
			return nil, false, nil
		}
		block, _ := list[0].(map[string]any)
		if _, ok := block["text"].(string); !ok || len(block) != 1 {
			return nil, false, nil
		}
	}
	var said []any
	for j := range list {
		if v, ok := c.b.get(c.path0(), append(c.idx[:len(c.idx):len(c.idx)], j)); ok {
			said = append(said, v)
		}
	}
	return joined(said), len(said) > 0, nil
}

// joined is one text of several; a single one comes back itself.
func joined(texts []any) any {
	if len(texts) == 1 && isText(texts[0]) {
		return texts[0]
	}
	var b strings.Builder
	for _, t := range texts {
		b.WriteString(text(t))
	}
	return b.String()
}

func isText(v any) bool {
	_, ok := v.(string)
	return ok
}

func (c *fetchBack) path0() string { return c.f.Converse }

func fetchList(v any, path string, idx []int) ([]any, bool) {
	got, ok := fetch(v, path, idx)
	if !ok {
		return nil, false
	}
	list, ok := got.([]any)
	return list, ok
}

func schemaTo(c *carry, v any) error {
	c.set(string(Encode(v)))
	return nil
}

func schemaFrom(c *fetchBack) (any, bool, error) {
	v, ok := c.get(c.f.Converse)
	if !ok {
		return nil, false, nil
	}
	got, err := parseJSON(v)
	return got, err == nil, err
}

func cacheDetailsTo(c *carry, v any) error {
	counts, _ := v.(map[string]any)
	var list []any
	for _, ttl := range []string{"5m", "1h"} {
		if n, ok := counts["ephemeral_"+ttl+"_input_tokens"].(json.Number); ok && n != "0" {
			list = append(list, map[string]any{"ttl": ttl, "inputTokens": n})
		}
	}
	if list != nil {
		c.set(list)
	}
	return nil
}

func cacheDetailsFrom(c *fetchBack) (any, bool, error) {
	v, ok := c.get(c.f.Converse)
	list, _ := v.([]any)
	if !ok || len(list) == 0 {
		return nil, false, nil
	}
	out := map[string]any{"ephemeral_5m_input_tokens": json.Number("0"), "ephemeral_1h_input_tokens": json.Number("0")}
	for _, e := range list {
		m, _ := e.(map[string]any)
		out["ephemeral_"+text(m["ttl"])+"_input_tokens"] = m["inputTokens"]
	}
	return out, true, nil
}
