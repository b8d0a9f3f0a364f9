package rewrite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// A chunkWant says which members of a chunk one Converse event fills.
type chunkWant struct {
	kinds  []string // events that bring members
	delta  string   // of a delta: the one path that it brings
	block  string   // of the announcement of a block: its kind
	opened bool     // the announcement is made up: Converse has no event for it
}

// chunk is the map literal of the chunk that an event makes. Chunks that name their kind
// are those of the variant that event belongs to; the chunk is "" when nothing that the
// code can see is in it.
func (g *chunkGen) chunk(event string, want chunkWant) string {
	stream := g.site.Model.Family.Stream
	if stream.Discriminator == "" {
		members := g.members(stream, want)
		if members == "" && g.every() && stream.Key(event) != nil {
			return fmt.Sprintf("map[string]any{%q: map[string]any{}}", event)
		}
		if !strings.Contains(members, "event.") && !strings.Contains(members, "delta.") && !strings.Contains(members, "stopReason") && !strings.Contains(members, "usage.") {
			return ""
		}
		return "map[string]any{" + members + "}"
	}
	v := g.variantOf(event)
	if v == nil || !g.asksFor(v) {
		return ""
	}
	return "map[string]any{" + join2(fmt.Sprintf("%q: %q", stream.Discriminator, v.Value), g.members(v, want)) + "}"
}

// join2 joins members of a map literal.
func join2(list ...string) string {
	return strings.Join(slices.DeleteFunc(list, func(s string) bool { return s == "" }), ", ")
}

// members are the members of an object that an event fills.
func (g *chunkGen) members(s *catalog.Shape, want chunkWant) string {
	var out []string
	for _, k := range s.Keys {
		if k.Name == s.Discriminator {
			continue
		}
		if value := g.value(k, want); value != "" {
			out = append(out, fmt.Sprintf("%q: %s", k.Name, value))
		}
	}
	return strings.Join(out, ", ")
}

// value is an expression for one member, "" when the event does not fill it.
func (g *chunkGen) value(s *catalog.Shape, want chunkWant) string {
	switch {
	case len(s.Variants) > 0:
		v := innerVariant(s, want)
		if v == nil {
			return ""
		}
		return "map[string]any{" + join2(fmt.Sprintf("%q: %q", s.Discriminator, v.Value), g.members(v, want)) + "}"
	case s.Elem != nil && len(s.Elem.Keys) > 0:
		if members := g.members(s.Elem, want); members != "" {
			return "[]any{map[string]any{" + members + "}}"
		}
		return ""
	case len(s.Keys) > 0:
		if members := g.members(s, want); members != "" {
			return "map[string]any{" + members + "}"
		}
		return ""
	}
	return g.leaf(s, want)
}

// innerVariant is the kind of delta, or of block, that an event brings.
func innerVariant(s *catalog.Shape, want chunkWant) *catalog.Shape {
	for _, v := range s.Variants {
		if want.block != "" && v.Value == want.block {
			return v
		}
		found := false
		v.Walk(func(k *catalog.Shape) {
			found = found || want.delta != "" && k.Field != nil && k.Field.Converse == want.delta
		})
		if found {
			return v
		}
	}
	return nil
}

// leaf is an expression for a scalar.
func (g *chunkGen) leaf(s *catalog.Shape, want chunkWant) string {
	f := s.Field
	if f == nil || !g.seen(s) {
		return ""
	}
	aws := g.n.Import(awsPath, "aws")
	switch kind := kindOf(s); {
	case f.Verdict == catalog.Drops && len(f.Enum) == 1:
		return fmt.Sprintf("%q", f.Enum[0])
	case f.Verdict == catalog.Drops && want.opened && f.Type == "string":
		return `""`
	case strings.HasSuffix(f.Converse, ".contentBlockIndex") && want.opened:
		return "index"
	case !slices.Contains(want.kinds, kind):
		return ""
	case strings.HasSuffix(f.Converse, ".contentBlockIndex"):
		return aws + ".ToInt32(event.Value.ContentBlockIndex)"
	case kind == eventDelta && f.Converse != want.delta:
		return ""
	case usageField[strings.TrimPrefix(f.Converse, eventMetadata+".")] != "":
		return aws + ".ToInt32(usage." + usageField[strings.TrimPrefix(f.Converse, eventMetadata+".")] + ")"
	case f.Converse == eventStop+".stopReason":
		return g.stop(f)
	}
	return strings.ReplaceAll(chunkLeaves[f.Converse], "AWS", aws)
}

// chunkLeaves are the expressions for Converse paths of events.
// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html
var chunkLeaves = map[string]string{
	"messageStart.role":                              "string(event.Value.Role)",
	"contentBlockStart.start.toolUse.toolUseId":      "AWS.ToString(start.Value.ToolUseId)",
	"contentBlockStart.start.toolUse.name":           "AWS.ToString(start.Value.Name)",
	eventDelta + ".delta.text":                       "delta.Value",
	eventDelta + ".delta.toolUse.input":              "AWS.ToString(delta.Value.Input)",
	eventDelta + ".delta.reasoningContent.text":      "delta.Value",
	eventDelta + ".delta.reasoningContent.signature": "delta.Value",
	eventMetadata + ".metrics.latencyMs":             "latency",
}

// stop is an expression for the stop reason as the family spells it.
func (g *chunkGen) stop(f *catalog.Field) string {
	reason := "event.Value.StopReason"
	if g.held() {
		reason = "stopReason"
	}
	switch f.Transform {
	case "stop-reason":
		pairs, same := (&answer{operation: g.operation}).stopWords()
		if same {
			return "string(" + reason + ")"
		}
		base := "nativeStopReason"
		if g.mixed {
			base = lowerCamel(g.site.Model.Family.Name) + "StopReason"
		}
		return g.stopHelper(g.n, base, g.site.Model.Family.Provider, pairs) + "(" + reason + ")"
	case "is-end":
		return "true"
	}
	return ""
}

// seen reports whether the code can look at a member: it reads it, or hands the chunk on.
// The service's own members, and counts of what a call does not ask for, only count when
// they are read.
func (g *chunkGen) seen(s *catalog.Shape) bool {
	path := catalog.Plain(s.Path)
	for _, read := range g.site.Reads {
		if read.Shape != nil && covers(catalog.Plain(read.Shape.Path), path) && !(g.onlyCounted(read) && catalog.Plain(read.Shape.Path) != path) {
			return true
		}
	}
	extra := strings.Contains(path, "amazon-bedrock") || strings.Contains(path, "cache")
	return g.handsOn(g.r) && !extra
}

// covers reports whether a read of one path sees what stands at the other.
func covers(read, path string) bool {
	read, path = strings.TrimPrefix(read, "."), strings.TrimPrefix(path, ".")
	return read == path || strings.HasPrefix(path, read+".") || strings.HasPrefix(path, read+"[")
}
