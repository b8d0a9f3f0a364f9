package bedrocktest

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
)

// Words of the answers. What they say means nothing; that they differ does.
var (
	adjectives = strings.Fields("amber brisk calm distant early faint gentle hollow idle keen level mild narrow odd pale quiet rapid silver tidy upper vivid warm young ancient bright copper dusty eager frosty grand humble inner")
	nouns      = strings.Fields("anchor basin candle desert engine forest garden harbour island jacket kettle lantern meadow needle orchard pebble quarry river signal tunnel valley window acorn bridge cellar drum ember feather glacier hinge inlet ladder")
	verbs      = strings.Fields("adjusts borrows carries defends enters follows gathers holds improves joins keeps lifts measures notices opens passes raises sends tracks visits washes answers builds counts divides explains finds guides heats lends")
	syllables  = strings.Fields("ba be bi bo bu da de di do du fa fe fi fo fu ga ge gi go gu ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu pa pe pi po pu ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo")
)

func (g *generator) pick(words []string) string { return words[g.rng.IntN(len(words))] }

// name is a made-up word of one token. Four syllables make some ten million
// names, so that even an answer cut to one token tells requests apart.
func (g *generator) name() string {
	return g.pick(syllables) + g.pick(syllables) + g.pick(syllables) + g.pick(syllables)
}

// prose is a text of two sentences that begins with a name.
func (g *generator) prose() string {
	name := g.name()
	return strings.ToUpper(name[:1]) + name[1:] + ": " + g.sentence() + " " + g.sentence()
}

func (g *generator) sentence() string {
	return strings.Join([]string{
		"the", g.pick(adjectives), g.pick(nouns), g.pick(verbs), "the", g.pick(adjectives), g.pick(nouns),
		"near", g.pick(adjectives), g.pick(nouns),
	}, " ") + "."
}

const tokenAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// token is an opaque identifier.
func (g *generator) token(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = tokenAlphabet[g.rng.IntN(len(tokenAlphabet))]
	}
	return string(b)
}

// maxExampleDepth ends recursive schemas.
const maxExampleDepth = 8

// example makes a value for a JSON schema. It covers what tool schemas use:
// types, properties, items, enum, const, bounds, local references and the
// first branch of a choice.
func (g *generator) example(schema, root any, depth int) any {
	s := asObject(schema)
	if depth > maxExampleDepth || s == nil {
		return nil
	}
	if target := g.branch(s, root); target != nil {
		return g.example(target, root, depth+1)
	}
	if values := asArray(s["enum"]); len(values) > 0 {
		return values[g.rng.IntN(len(values))]
	}
	if v, ok := s["const"]; ok {
		return v
	}
	return g.exampleOf(s, root, depth)
}

// branch follows a reference, or the first branch of anyOf, oneOf or allOf.
func (g *generator) branch(s map[string]any, root any) any {
	if ref := asString(s["$ref"]); strings.HasPrefix(ref, "#/") {
		target := root
		for _, key := range strings.Split(ref[2:], "/") {
			target = asObject(target)[key]
		}
		return target
	}
	for _, key := range []string{"anyOf", "oneOf", "allOf"} {
		if list := asArray(s[key]); len(list) > 0 {
			return list[0]
		}
	}
	return nil
}

func (g *generator) exampleOf(s map[string]any, root any, depth int) any {
	switch schemaType(s) {
	case "string":
		return g.name()
	case "integer":
		return float64(g.exampleInt(s))
	case "number":
		return float64(g.exampleInt(s)) + float64(g.rng.IntN(4))/8
	case "boolean":
		return g.rng.IntN(2) == 0
	case "array":
		return []any{g.example(s["items"], root, depth+1)}
	case "object":
		out := map[string]any{}
		properties := asObject(s["properties"])
		for _, key := range sortedKeys(properties) {
			if v := g.example(properties[key], root, depth+1); v != nil {
				out[key] = v
			}
		}
		return out
	}
	return nil
}

func schemaType(s map[string]any) string {
	if list := asArray(s["type"]); len(list) > 0 {
		return asString(list[0])
	}
	if t := asString(s["type"]); t != "" {
		return t
	}
	if s["properties"] != nil {
		return "object"
	}
	return "string"
}

// exampleInt is a small whole number within the schema's bounds.
func (g *generator) exampleInt(s map[string]any) int {
	low, hasLow := asInt(s["minimum"])
	high, hasHigh := asInt(s["maximum"])
	switch {
	case hasLow && hasHigh && high > low:
		return low + g.rng.IntN(min(high-low, 1<<30))
	case hasLow:
		return low + g.rng.IntN(10)
	case hasHigh:
		return high - g.rng.IntN(10)
	}
	return g.rng.IntN(100)
}

// madeUUID is an id made from a value, the same for the same value.
func madeUUID(v any) string {
	h := sha256.Sum256(mustMarshal(v))
	return fmt.Sprintf("%x-%x-4%03x-a%03x-%x", h[:4], h[4:6], binary.BigEndian.Uint16(h[6:])&0xfff, binary.BigEndian.Uint16(h[8:])&0xfff, h[10:16])
}
