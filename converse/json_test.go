package converse

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// standard is what encoding/json makes of one value.
func standard(data []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if dec.More() {
		return nil, errSyntax
	}
	var rest any // white space alone may follow
	if dec.Decode(&rest) == nil {
		return nil, errSyntax
	}
	return v, nil
}

func standardEncode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// agree wants parse and appendJSON to do what encoding/json does.
func agree(t *testing.T, data []byte) {
	t.Helper()
	want, err := standard(data)
	got, gotErr := new(Room).parse(data)
	if json.Valid(data) && (err == nil) != (gotErr == nil) || !json.Valid(data) && gotErr == nil {
		t.Fatalf("%q: %v, encoding/json says %v", data, gotErr, err)
	}
	if gotErr != nil {
		return
	}
	if !reflect.DeepEqual(want, got) { // cmp takes minutes for the deepest
		t.Fatalf("%q: got %v, want %v", data, got, want)
	}
	text, ok := appendJSON(nil, got)
	if std := standardEncode(want); !ok || !bytes.Equal(text, std) {
		t.Fatalf("%q is written %q, by encoding/json %q", data, text, std)
	}
}

var jsonTexts = []string{
	`{}`, `[]`, `null`, `true`, `false`, `0`, `-0`, `1.50`, `1e9`, `-1.5E-3`, `01`, `1.`, `.5`, `1e`, `+1`, `-`, `tru`, `nul`, `truex`,
	` { "a" : [ 1 , 2 ] , "b" : { } } `, `{"a":1,"a":2}`, `{"a":1,}`, `[1,]`, `{"a"}`, `{a:1}`, `[1 2]`, `{"a":1}x`, `{"a":1} {}`, ``, ` `,
	`"plain"`, `"\"\\\/\b\f\n\r\t"`, `"\u00e9\ud83d\ude00\ud800"`, `"\x"`, `"a` + "\n" + `b"`, `"open`, `"\`, `"\"`, "\"\xff\xfe\"", "\"\\n\xff\"", "\"\u2028\u2029\x7f\"", `"<a> & 'b'"`,
	"\ufeff{}", `{"` + strings.Repeat("k", 40) + `":"` + strings.Repeat("é", 40) + `"}`, strings.Repeat("[", 10001) + strings.Repeat("]", 10001), strings.Repeat("[", 9999) + strings.Repeat("]", 9999),
	`{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"n":14,"o":15,"p":16,"q":17,"B":18}`,
}

func TestJSONAgrees(t *testing.T) {
	for _, s := range jsonTexts {
		agree(t, []byte(s))
	}
}

func FuzzJSONAgrees(f *testing.F) {
	for _, s := range jsonTexts {
		if len(s) < 1000 {
			f.Add([]byte(s))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { agree(t, data) })
}
