package bedrocktest

import (
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTokenize(t *testing.T) {
	for text, want := range map[string][]string{
		"":                            nil,
		"Say this is a test":          {"Say", " this", " is", " a", " test"},
		"<|eot_id|>\n\nHi, you":       {"<|eot_id|>", "\n", "\n", "Hi", ",", " you"},
		"internationally":             {"internat", "ionally"},
		"a  b ":                       {"a", "  b", " "},
		"<|" + strings.Repeat("x", 9): {"<", "|", "xxxxxxxx", "x"},
		"é\xff!":                      {"é", "\xff", "!"},
	} {
		if diff := cmp.Diff(want, tokenize(text)); diff != "" {
			t.Errorf("%q:\n%s", text, diff)
		}
	}
}

// FuzzTokenize: tokens are never empty and join to the text.
func FuzzTokenize(f *testing.F) {
	f.Add("Say <|eot_id|> é\xff")
	f.Fuzz(func(t *testing.T, text string) {
		tokens := tokenize(text)
		for _, tok := range tokens {
			if tok == "" {
				t.Fatalf("empty token in %q", text)
			}
		}
		if strings.Join(tokens, "") != text || len(tokens) != countTokens(text) {
			t.Errorf("%q became %q", text, tokens)
		}
	})
}

func TestFirstStop(t *testing.T) {
	for _, test := range []struct {
		text  string
		stops []string
		kept  string
		stop  string
	}{
		{"one two three", nil, "one two three", ""},
		{"one two three", []string{"three", "two"}, "one ", "two"},
		{"one two three", []string{"", "t", "tw"}, "one ", "tw"},
		{"one", []string{"one"}, "", "one"},
	} {
		kept, stop := firstStop(test.text, test.stops)
		if kept != test.kept || stop != test.stop {
			t.Errorf("%q %q: %q, %q", test.text, test.stops, kept, stop)
		}
	}
}

// TestDialects: one schema's violations in both wordings.
func TestDialects(t *testing.T) {
	s := fields("name", map[string]*schema{
		"name": {kind: stringKind, minLen: 2},
		"size": integer(1, 5),
		"mode": enum("slow", "fast"),
		"tags": {kind: arrayKind, items: str(), maxItems: 1},
		"part": tagged("", map[string]*schema{"a": fields("x", map[string]*schema{"type": str(), "x": boolean()})}),
	})
	for _, test := range []struct{ body, malformed, claude string }{
		{`{}`, "#: required key [name] not found", "name: Field required"},
		{`{"name":"ab","n":1}`, "#: extraneous key [n] is not permitted", "n: Extra inputs are not permitted"},
		{`{"name":1}`, "#/name: expected type: String, found: Integer", "name: Input should be a valid string"},
		{`{"name":"a"}`, "#/name: expected minLength: 2, actual: 1", "name: String should have at least 2 character"},
		{`{"name":"ab","size":0}`, "#/size: 0 is not greater or equal to 1", "size: Input should be greater than or equal to 1"},
		{`{"name":"ab","size":6}`, "#/size: 6 is not less or equal to 5", "size: Input should be less than or equal to 5"},
		{`{"name":"ab","size":1.5}`, "#/size: expected type: Integer, found: BigDecimal", "size: Input should be a valid integer"},
		{`{"name":"ab","mode":"x"}`, "#/mode: x is not a valid enum value", "mode: Input should be 'slow' or 'fast'"},
		{`{"name":"ab","tags":["x",null]}`, "#/tags: expected maximum item count: 1, found: 2#/tags/1: expected type: String, found: Null", "tags: List should have at most 1 items after validation, not 2"},
		{`{"name":"ab","part":{}}`, "#/part: required key [type] not found", "part.type: Field required"},
		{`{"name":"ab","part":{"type":"b"}}`, "#/part: b is not a valid enum value", "part: Input tag 'b' found using 'type' does not match any of the expected tags: 'a'"},
		{`{"name":"ab","part":{"type":"a"}}`, "#/part/a: required key [x] not found", "part.a.x: Field required"},
	} {
		v, err := parseJSON([]byte(test.body))
		if err != nil {
			t.Fatal(err)
		}
		vs := s.check(v)
		want := "Malformed input request: " + test.malformed + ", please reformat your input and try again."
		if got := malformed(vs); got == nil || got.message != want {
			t.Errorf("%s: %v, want %s", test.body, got, want)
		}
		if got := claudeError(vs); got == nil || got.message != test.claude {
			t.Errorf("%s: %v, want %s", test.body, got, test.claude)
		}
	}
}

func TestCanonical(t *testing.T) {
	v, err := parseJSON([]byte(`{"a":[1,1.0,1e0,0.5,9007199254740993,1e400]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"a": []any{1.0, 1.0, 1.0, 0.5, json.Number("9007199254740993"), json.Number("1e400")}}
	if diff := cmp.Diff(want, canonical(v)); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"", "{", "{} {}", strings.Repeat("[", 1000) + strings.Repeat("]", 1000)} {
		if _, err := parseJSON([]byte(bad)); err == nil {
			t.Errorf("%.20q parsed", bad)
		}
	}
}

// TestExample: tool inputs obey the schema they are made from.
func TestExample(t *testing.T) {
	schema, err := parseJSON([]byte(`{"type":"object","$defs":{"Point":{"type":"object","properties":{"x":{"type":"number"},"next":{"$ref":"#/$defs/Point"}}}},
		"properties":{"city":{"type":"string"},"unit":{"enum":["C","F"]},"days":{"type":"integer","minimum":1,"maximum":3},"at":{"$ref":"#/$defs/Point"},"tags":{"type":"array","items":{"const":"k"}},"maybe":{"anyOf":[{"type":"boolean"},{"type":"null"}]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		seen := &Seen{
			Prompt: strings.Repeat("x", i), Params: map[string]any{"max_tokens": 100.0},
			Tools: []Tool{{Name: "t", Schema: canonical(schema)}}, ToolChoice: &ToolChoice{Type: "any"},
		}
		a := answerTo(seen)
		in := asObject(a.Content[0].Input)
		days, _ := in["days"].(float64)
		unit := in["unit"]
		if _, ok := in["city"].(string); !ok || days < 1 || days > 3 || unit != "C" && unit != "F" || asObject(in["at"])["x"] == nil {
			t.Fatalf("input %v", in)
		}
		if _, ok := in["maybe"].(bool); !ok || in["tags"].([]any)[0] != "k" {
			t.Fatalf("input %v", in)
		}
	}
}

// TestFrameBytes holds the framing, header order included, to a vector
// measured with the SDK's own encoder.
func TestFrameBytes(t *testing.T) {
	const want = "0000007a00000051ca2c46650b3a6576656e742d7479706507000b6d65737361676553746f70" +
		"0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e" +
		"0d3a6d6573736167652d747970650700056576656e74" +
		"7b2273746f70526561736f6e223a22656e645f7475726e227d5fbf09fc"
	got := hex.EncodeToString(event("messageStop", []byte(`{"stopReason":"end_turn"}`)).encode())
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
