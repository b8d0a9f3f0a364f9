package converse

import (
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

func cachePointTo(c *carry, v any) error {
	point := map[string]any{"type": "default"}
	if ttl, ok := v.(map[string]any)["ttl"]; ok {
		point["ttl"] = ttl
	}
	i := strings.LastIndexByte(c.to, '.') // messages[].content[] . cachePoint
	marked := c.w.out.at(c.to[:i], c.spot.idx)
	marked.after = append(marked.after, &node{leaf: map[string]any{c.to[i+1:]: point}, isSet: true})
	return nil
}

// cachePointFrom finds the cache point where back.attach has put it: on the block
// before it.
func cachePointFrom(c *fetchBack) (any, bool, error) {
	v, ok := c.get(c.f.Converse)
	if !ok {
		return nil, false, nil
	}
	point := map[string]any{}
	for _, child := range c.s.Keys { // the members that the native form has
		if child.Name == "type" && child.Field != nil && len(child.Field.Enum) == 1 {
			point["type"] = child.Field.Enum[0]
		}
	}
	if len(point) == 0 {
		return v, true, nil
	}
	if ttl, ok := v.(map[string]any)["ttl"]; ok {
		point["ttl"] = ttl
	}
	return point, true, nil
}

func toolChoiceTo(c *carry, v any) error {
	choice := v.(map[string]any)
	typ := text(choice["type"])
	if choice["disable_parallel_tool_use"] == true {
		c.w.out.set("additionalModelRequestFields.tool_choice", nil, choice)
		c.w.state(c.w.moves, catalog.Moves, c.w.path(), "additionalModelRequestFields.tool_choice",
			"%s moves to additionalModelRequestFields.tool_choice, since toolChoice cannot forbid parallel calls", c.w.path())
		return nil
	}
	switch typ {
	case "auto", "any":
		c.w.out.set(c.to+"."+typ, nil, map[string]any{})
	case "tool":
		c.w.out.set(c.to+".tool", nil, map[string]any{"name": choice["name"]})
	case "none":
		c.w.noTools = true
		c.w.state(rules.ValueDiffers, catalog.Drops, c.w.path(), "", "Converse has no tool choice none: the tools are left out")
	default:
		return fmt.Errorf("unknown tool choice %q", typ)
	}
	return nil
}

func toolChoiceFrom(c *fetchBack) (any, bool, error) {
	if v, ok := c.get("additionalModelRequestFields.tool_choice"); ok {
		return v, true, nil
	}
	v, ok := c.get(c.f.Converse)
	if !ok {
		return nil, false, nil
	}
	choice, _ := v.(map[string]any)
	for _, typ := range []string{"auto", "any", "tool"} {
		if member, ok := choice[typ].(map[string]any); ok {
			out := map[string]any{"type": typ}
			if typ == "tool" {
				out["name"] = member["name"]
			}
			return out, true, nil
		}
	}
	return nil, false, fmt.Errorf("unknown tool choice")
}
