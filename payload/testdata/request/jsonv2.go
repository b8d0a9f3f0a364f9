package p

import (
	"bytes"
	"encoding/json/jsontext"
	json "encoding/json/v2"
	"io"
	"time"

	experiment "github.com/go-json-experiment/json"
)

type versionTwo struct {
	Prompt string   `json:"prompt"`
	Temp   float64  `json:"temperature,omitempty"` // sent although it is 0
	Stop   []string `json:"stop_sequences,omitempty"`
	Words  []string `json:"words"` // never null
	System string   `json:"system,omitempty"`
	TopK   int      `json:"top_k,omitzero"`
}

// body: {"prompt": <q string>, "temperature": 0, "stop_sequences"*: [for(stop) <elem string>], "words": [for(words) <elem string>], "system"*: <system string>}
func v2Struct(c *Client, q, system string, stop, words []string) {
	body, err := json.Marshal(versionTwo{Prompt: q, Stop: stop, System: system, Words: words})
	if err != nil {
		return
	}
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: {"bytes": "", "list": [], "map": {}, "none": null}
func v2Nil(c *Client) {
	body, _ := json.Marshal(map[string]any{"list": []string(nil), "map": map[string]int(nil), "bytes": []byte(nil), "none": nil})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: {"list": null, "words": <words []string>}
func v2NilAsNull(c *Client, words []string) {
	body, _ := json.Marshal(map[string]any{"list": []string(nil), "words": words}, json.FormatNilSliceAsNull(true), json.Deterministic(true))
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: ?(is encoded with options of json/v2 that are not followed)
func v2OtherOptions(c *Client, q string, n int) {
	body, _ := json.Marshal(map[string]any{"prompt": q, "max_tokens": n}, json.StringifyNumbers(true))
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: ?(is encoded with options of json/v2 that are not followed)
func v2OptionsFromElsewhere(c *Client, q string, opts []json.Options) {
	body, _ := json.Marshal(map[string]any{"prompt": q}, opts...)
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

type inner struct {
	A string `json:"a,omitempty"`
}

type full struct {
	A string `json:"a"`
}

// Whether a struct is {}, or a pointer leads to "", is a matter of what it holds.
// body: {"inner"*: ?(json/v2 decides by what it encodes whether to send it), "full": {"a": ""}, "text"*: ?(json/v2 decides by what it encodes whether to send it), "number"*: <number *int>, "some"*: {"a": <f.A string>}, "zero": 0, "any"*: ?(json/v2 decides by what it encodes whether to send it)}
func v2Empty(c *Client, in inner, p *string, number *int, f *full, v any) {
	body, _ := json.Marshal(struct {
		Inner  inner   `json:"inner,omitempty"`
		Full   full    `json:"full,omitempty"`
		Text   *string `json:"text,omitempty"`
		Number *int    `json:"number,omitempty"`
		Some   *full   `json:"some,omitempty"`
		Zero   any     `json:"zero,omitempty"`
		Blank  any     `json:"blank,omitempty"`
		Any    any     `json:"any,omitempty"`
	}{in, full{}, p, number, f, 0, "", v})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: {"n": str(<n int>%v), "ok": <ok bool>, "s": "text"}
func v2Strings(c *Client, n int, ok bool) {
	body, _ := json.Marshal(struct {
		N  int    `json:"n,string"`
		OK bool   `json:"ok,string"`
		S  string `json:"s,string"`
	}{n, ok, "text"})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: ?(the option inline of a json tag is not followed)
func v2Tags(c *Client, q string) {
	body, _ := json.Marshal(struct {
		Prompt string         `json:"prompt"`
		Rest   map[string]any `json:",inline"`
	}{q, map[string]any{"a": 1}})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: {"b": ?(bytes that json/v2 sends as "" when they are nil), "d": ?(is of type time.Duration, which json/v2 encodes in a way of its own), "m": ?(a map that json/v2 sends as {} when it is nil), "one": {"a": 1}, "raw": ?(raw JSON of which the content is not known), "sum": ?(an array of bytes, which json/v2 sends as base64)}
func v2Types(c *Client, d time.Duration, m map[string]int, b []byte, sum [4]byte, raw jsontext.Value) {
	body, _ := json.Marshal(map[string]any{"d": d, "m": m, "b": b, "sum": sum, "raw": raw, "one": jsontext.Value(`{"a": 1}`)})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: {"prompt": <q string>}
func v2Write(c *Client, q string) {
	var buf bytes.Buffer
	if err := json.MarshalWrite(&buf, map[string]any{"prompt": q}); err != nil {
		return
	}
	c.InvokeModel(nil, &InvokeModelInput{Body: buf.Bytes()})
}

// body: {"prompt": <q string>}
func v2Encode(c *Client, q string) {
	var buf bytes.Buffer
	if err := json.MarshalEncode(jsontext.NewEncoder(&buf), map[string]any{"prompt": q}); err != nil {
		return
	}
	c.InvokeModel(nil, &InvokeModelInput{Body: buf.Bytes()})
}

// body: ?(bytes that are only known at run time)
func v2Token(c *Client, q string) {
	var buf bytes.Buffer
	enc := jsontext.NewEncoder(&buf)
	enc.WriteValue(jsontext.Value(`{"prompt": "x"}`))
	c.InvokeModel(nil, &InvokeModelInput{Body: buf.Bytes()})
}

// body: ?(bytes that are only known at run time)
// body: {"prompt": <req.Prompt string>, "temperature": <req.Temp float64>, "stop_sequences"*: [for(req.Stop) <elem string>], "words": [for(req.Words) <elem string>], "system"*: <req.System string>, "top_k"*: <req.TopK int>}
func v2Read(c *Client, r io.Reader, data []byte) {
	var req versionTwo
	req.Prompt = "before"
	json.Unmarshal(data, &req)
	buf := bytes.NewBufferString(`{"prompt": "x"}`)
	json.UnmarshalRead(buf, &req)
	c.InvokeModel(nil, &InvokeModelInput{Body: buf.Bytes()})
	body, _ := experiment.Marshal(req)
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}
