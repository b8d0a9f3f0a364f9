package mapping

import (
	"encoding/json"
	"fmt"
	"go/constant"
	"go/types"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// documentPaths are the Converse paths below which any JSON may stand.
var documentPaths = []string{
	"additionalModelRequestFields",
	"toolConfig.tools[].toolSpec.inputSchema.json",
	"messages[].content[].toolUse.input",
}

// isDocument reports whether a whole Go value can stand at a Converse path.
func isDocument(path string) bool {
	for _, d := range documentPaths {
		if path == d || strings.HasPrefix(path, d+".") || strings.HasPrefix(path, d+"[") {
			return true
		}
	}
	return false
}

// TakesDocument reports whether any JSON will do at a place: it goes to a Converse document.
func TakesDocument(s *catalog.Shape) bool { return s.Field != nil && isDocument(s.Field.Converse) }

// schemaJSON writes a JSON schema into a string. Only one that is known can be.
func schemaJSON(c *carry, v payload.Value) {
	tree, ok := decoded(v)
	if !ok {
		c.m.fail(v, "%s is known only at run time; Converse wants it as a JSON string", c.p.path)
		return
	}
	var src strings.Builder
	enc := json.NewEncoder(&src)
	enc.SetEscapeHTML(false) // people will read it
	if err := enc.Encode(tree); err != nil {
		c.m.fail(v, "%s: %v", c.p.path, err)
		return
	}
	c.set(&payload.Const{Orig: payload.Origin{At: v.Origin().At}, Val: constant.MakeString(strings.TrimSpace(src.String()))})
}

// decoded gives a value that is constant throughout as encoding/json decodes it.
func decoded(v payload.Value) (any, bool) {
	switch v := v.(type) {
	case *payload.Const:
		return decodedConst(v)
	case *payload.Object:
		out := map[string]any{}
		for _, f := range v.Fields {
			e, ok := decoded(f.Value)
			if !ok || !f.Presence.Always() {
				return nil, false
			}
			out[f.Key] = e
		}
		return out, v.Rest == nil
	case *payload.Array:
		out := []any{}
		for _, e := range v.Elems {
			d, ok := decoded(e.Value)
			if !ok || e.Loop != nil || !e.Presence.Always() {
				return nil, false
			}
			out = append(out, d)
		}
		return out, v.Rest == nil
	}
	return nil, false
}

func decodedConst(c *payload.Const) (any, bool) {
	switch {
	case c.Val == nil:
		return nil, true
	case c.Val.Kind() == constant.String:
		return constant.StringVal(c.Val), true
	case c.Val.Kind() == constant.Bool:
		return constant.BoolVal(c.Val), true
	case c.Val.Kind() == constant.Int:
		return json.Number(c.Val.ExactString()), true
	}
	f, _ := constant.Float64Val(c.Val)
	return f, true
}

// stringMap reads the JSON object inside of a string.
func stringMap(c *carry, v payload.Value) {
	var pairs map[string]string
	if err := json.Unmarshal([]byte(stringOf(v)), &pairs); err != nil {
		c.m.fail(v, "%s is not a constant JSON object of strings, which Converse takes apart: %v", c.p.path, orRunTime(v, err))
		return
	}
	set := map[string]bool{}
	for k := range pairs {
		set[k] = true
	}
	o := &payload.Object{}
	for _, k := range sortedKeys(set) {
		o.Fields = append(o.Fields, &payload.Field{Key: k, Value: word(pairs[k])})
	}
	c.set(o)
}

func orRunTime(v payload.Value, err error) error {
	if _, ok := v.(*payload.Const); !ok {
		return fmt.Errorf("it is known only at run time")
	}
	return err
}

func isString(t types.Type) bool {
	b, ok := types.Unalias(t).Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}
