package converse

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

func stopReasonTo(c *carry, v any) error {
	native := text(v)
	r, ok := c.w.f.ConverseStopReason(native)
	switch {
	case !ok:
		c.w.state(rules.StopReason, catalog.Unknown, c.w.path(), "", "%q is not a known stop reason of %s; it is passed on as it is", native, c.w.f.Name)
		c.set(native)
		return nil
	case r.Converse == "":
		c.w.state(rules.StopReason, catalog.Lost, c.w.path(), "", "stop reason %q: %s", native, r.Note)
		c.set(native)
		return nil
	case r.Converse != native:
		c.w.state(rules.StopReason, catalog.Maps, c.w.path(), concrete(c.to, c.spot.idx), "stop reason %q is %q on Converse", native, r.Converse)
	}
	c.set(r.Converse)
	return nil
}

func stopReasonFrom(c *fetchBack) (any, bool, error) {
	v, ok := c.get(c.f.Converse)
	if !ok {
		return nil, false, nil
	}
	converse := text(v)
	if converse == "guardrail_intervened" {
		// Natively a guardrail leaves the stop reason alone and sets
		// amazon-bedrock-guardrailAction.
		converse = "end_turn"
	}
	for _, r := range c.b.f.StopReasons {
		if r.Converse == converse {
			return word(r.Native), true, nil
		}
	}
	c.b.state(rules.StopReason, catalog.Unknown, concrete(c.f.Converse, c.idx), c.path(), "%s has no stop reason for %q; it is passed on as it is", c.b.f.Name, converse)
	return converse, true, nil
}

func guardrailActionTo(c *carry, v any) error {
	if v == "INTERVENED" {
		c.w.intervened = true
	}
	return nil
}

func guardrailActionFrom(c *fetchBack) (any, bool, error) {
	v, ok := fetch(c.b.in, c.f.Converse, c.idx)
	if ok && v == "guardrail_intervened" {
		return "INTERVENED", true, nil
	}
	if mentions(c.b.in, "guardrail") {
		return "NONE", true, nil
	}
	return nil, false, nil
}

// mentions reports whether an object in a decoded value has the member.
func mentions(v any, name string) bool {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if k == name || mentions(e, name) {
				return true
			}
		}
	case []any:
		for _, e := range v {
			if mentions(e, name) {
				return true
			}
		}
	}
	return false
}

// guardrailTraceTo renames the parts of a guardrail's trace: InvokeModel has a list of
// output assessments by id, Converse a map of lists.
func guardrailTraceTo(v any) (any, error) {
	return renamed(v, map[string]rename{"input": {"inputAssessment", kept}, "outputs": {"outputAssessments", groupByID}})
}

func guardrailTraceFrom(v any) (any, error) {
	return renamed(v, map[string]rename{"inputAssessment": {"input", kept}, "outputAssessments": {"outputs", ungroup}})
}

// rename is the new name of a member and what becomes of its value.
type rename struct {
	name  string
	value func(any) any
}

func kept(v any) any { return v }

// renamed is an object with some of its members renamed.
func renamed(v any, renames map[string]rename) (any, error) {
	object, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("a JSON %s, want an object", kind(v))
	}
	out := map[string]any{}
	for k, v := range object {
		if r, ok := renames[k]; ok {
			out[r.name] = r.value(v)
			continue
		}
		out[k] = v
	}
	return out, nil
}

func groupByID(v any) any {
	list, _ := v.([]any)
	out := map[string]any{}
	for _, e := range list {
		m, _ := e.(map[string]any)
		for id, a := range m {
			group, _ := out[id].([]any)
			out[id] = append(group, a)
		}
	}
	return out
}

func ungroup(v any) any {
	groups, _ := v.(map[string]any)
	out := []any{}
	for _, id := range sortedKeys(groups) {
		list, _ := groups[id].([]any)
		for _, a := range list {
			out = append(out, map[string]any{id: a})
		}
	}
	return out
}

// location is one kind of citation: its native type, the Converse member, and the
// names of index, start and end in either.
type location struct{ typ, member, index, start, end, converseIndex string }

// locations lists the citations that both APIs have.
// Source: https://docs.anthropic.com/en/docs/build-with-claude/citations and the SDK's
// types.CitationLocation.
var locations = []location{
	{"char_location", "documentChar", "document_index", "start_char_index", "end_char_index", "documentIndex"},
	{"page_location", "documentPage", "document_index", "start_page_number", "end_page_number", "documentIndex"},
	{"content_block_location", "documentChunk", "document_index", "start_block_index", "end_block_index", "documentIndex"},
	{"search_result_location", "searchResultLocation", "search_result_index", "start_block_index", "end_block_index", "searchResultIndex"},
}

// citationsTo makes citationsContent of a text block with citations, or one citation of
// a stream's delta.
func citationsTo(c *carry, v any) error {
	if one, ok := v.(map[string]any); ok {
		got, err := citationTo(one)
		if err == nil {
			c.set(got)
		}
		return err
	}
	list, _ := v.([]any)
	if len(list) == 0 {
		return nil
	}
	var out []any
	for _, e := range list {
		m, _ := e.(map[string]any)
		got, err := citationTo(m)
		if err != nil {
			return err
		}
		out = append(out, got)
	}
	c.set(out)
	c.w.cited = append(c.w.cited, spotOf(strings.TrimSuffix(c.to, ".citationsContent.citations"), c.spot.idx))
	return nil
}

func citationTo(n map[string]any) (map[string]any, error) {
	out := map[string]any{}
	move(n, "cited_text", func(v any) { out["sourceContent"] = []any{map[string]any{"text": v}} })
	move(n, "document_title", func(v any) { out["title"] = v })
	move(n, "title", func(v any) { out["title"] = v })
	move(n, "source", func(v any) { out["source"] = v })
	for _, l := range locations {
		if n["type"] == l.typ {
			loc := map[string]any{}
			move(n, l.index, func(v any) { loc[l.converseIndex] = v })
			move(n, l.start, func(v any) { loc["start"] = v })
			move(n, l.end, func(v any) { loc["end"] = v })
			out["location"] = map[string]any{l.member: loc}
			return out, nil
		}
	}
	return nil, fmt.Errorf("Converse has no citation of type %q", text(n["type"]))
}

// move hands on the member of m called key, when it is there and not null.
func move(m map[string]any, key string, to func(any)) {
	if v, ok := m[key]; ok && v != nil {
		to(v)
	}
}

func citationsFrom(c *fetchBack) (any, bool, error) {
	v, ok := c.get(c.f.Converse)
	if !ok {
		return nil, false, nil
	}
	if one, ok := v.(map[string]any); ok {
		got, err := citationFrom(one)
		return got, err == nil, err
	}
	list, _ := v.([]any)
	var out []any
	for _, e := range list {
		m, _ := e.(map[string]any)
		got, err := citationFrom(m)
		if err != nil {
			return nil, false, err
		}
		out = append(out, got)
	}
	return out, len(out) > 0, nil
}

func citationFrom(cv map[string]any) (map[string]any, error) {
	out := map[string]any{}
	loc, _ := cv["location"].(map[string]any)
	for _, l := range locations {
		at, ok := loc[l.member].(map[string]any)
		if !ok {
			continue
		}
		out["type"] = l.typ
		move(at, l.converseIndex, func(v any) { out[l.index] = v })
		move(at, "start", func(v any) { out[l.start] = v })
		move(at, "end", func(v any) { out[l.end] = v })
		title := "document_title"
		if l.index != "document_index" {
			title = "title"
		}
		move(cv, "title", func(v any) { out[title] = v })
		move(cv, "source", func(v any) { out["source"] = v })
		if list, _ := cv["sourceContent"].([]any); len(list) > 0 {
			first, _ := list[0].(map[string]any)
			move(first, "text", func(v any) { out["cited_text"] = v })
		}
		return out, nil
	}
	return nil, fmt.Errorf("a citation without a location that the native format knows")
}

// addTotal sums up totalTokens, which native answers do not have; Converse counts
// cached tokens in. A count that is missing, as it is when a guardrail intervenes, leaves
// the sum unknown.
func addTotal(usage map[string]any) {
	var total int64
	for _, k := range []string{"inputTokens", "outputTokens", "cacheReadInputTokens", "cacheWriteInputTokens"} {
		if n, ok := usage[k].(json.Number); ok {
			f, _ := n.Float64()
			total += int64(f)
			usage[k] = json.Number(fmt.Sprint(int64(f)))
		}
	}
	if _, ok := usage["totalTokens"]; !ok && usage["inputTokens"] != nil && usage["outputTokens"] != nil {
		usage["totalTokens"] = json.Number(fmt.Sprint(total))
	}
}
