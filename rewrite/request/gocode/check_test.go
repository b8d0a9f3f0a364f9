package gocode

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	const hi = `"messages":[{"role":"user","content":[{"text":"Hi"}]}]`
	for _, test := range []struct{ body, want string }{
		{`{` + hi + `}`, ""},
		{`{"modelId":"m",` + hi + `,"system":[{"text":"s"},{"cachePoint":{"type":"default"}}],"inferenceConfig":{"maxTokens":9,"temperature":0.5,"stopSequences":["x"]},"additionalModelRequestFields":{"any":[1]},"requestMetadata":{"a":"b"},"promptVariables":{"p":{"text":"t"}}}`, ""},
		{`{"messages":[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"aGk="}}}]}]}`, ""},
		{`{"mesages":[]}`, "mesages is not a member of ConverseInput"},
		{`{"ModelId":"m"}`, "ModelId is not a member of ConverseInput"},
		{`{"messages":[{"role":"user","content":[{"txt":"Hi"}]}]}`, "messages[0].content[0].txt is not a member of ContentBlock"},
		{`{"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}`, "messages[0].content[0] has 2 members; a ContentBlock has exactly one"},
		{`{"messages":[{"role":"user","content":"Hi"}]}`, "messages[0].content is a string, want an array"},
		{`{"messages":[{"role":"user","content":[{"image":{"source":{"bytes":"no base64"}}}]}]}`, "messages[0].content[0].image.source.bytes is not standard base64, as which JSON carries bytes"},
		{`{"inferenceConfig":{"maxTokens":1.5}}`, "inferenceConfig.maxTokens is the number 1.5, want an integer"},
		{`{"inferenceConfig":{"temperature":"hot"}}`, "inferenceConfig.temperature is a string, want a number"},
		{`{"requestMetadata":{"a":true}}`, "requestMetadata.a is a boolean, want a string"},
	} {
		dec := json.NewDecoder(strings.NewReader(test.body))
		dec.UseNumber()
		var v any
		if err := dec.Decode(&v); err != nil {
			t.Fatal(err)
		}
		got := ""
		if p := Check(ConverseInput, v); p != nil {
			got = p.Path + " " + p.Message
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.body, got, test.want)
		}
	}
}

func TestCheckNamesWhatThereIs(t *testing.T) {
	p := Check(ConverseInput, map[string]any{"system": []any{map[string]any{"txt": "x"}}})
	if p == nil || strings.Join(p.Known, " ") != "cachePoint guardContent text" {
		t.Errorf("%+v", p)
	}
	p = Check(ConverseInput, map[string]any{"inferenceConfig": map[string]any{"max_tokens": json.Number("1")}})
	if p == nil || strings.Join(p.Known, " ") != "maxTokens stopSequences temperature topP" {
		t.Errorf("%+v", p)
	}
}
