package bedrocktest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

const (
	pegasusID = "twelvelabs.pegasus-1-2-v1:0"
	marengo2  = "twelvelabs.marengo-embed-2-7-v1:0"
	marengo3  = "twelvelabs.marengo-embed-3-0-v1:0"
)

// TestPegasus: the stream says what the answer says, and ends for the same
// reason.
func TestPegasus(t *testing.T) {
	srv := bedrocktest.New()
	for limit, reason := range map[int]string{3: "length", 4096: "stop"} {
		body := m{"inputPrompt": "what happens?", "mediaSource": m{"base64String": "dmlkZW8="}, "maxOutputTokens": limit}
		type part struct{ Message, FinishReason string }
		var whole part
		c := serve(t, srv, pegasusID, "invoke", body)
		if err := json.Unmarshal(c.Response, &whole); err != nil || whole.Message == "" || whole.FinishReason != reason || c.NativeStopReason != reason {
			t.Fatalf("%v %s %s", err, c.Response, c.ErrorMessage)
		}
		s := serve(t, srv, pegasusID, "invoke-with-response-stream", body)
		equalSeen(t, c, s)
		streamed := part{}
		for _, f := range s.Frames {
			var p part
			if err := json.Unmarshal(f.Native, &p); err != nil {
				t.Fatal(err)
			}
			if streamed.FinishReason != "" {
				t.Errorf("a chunk after %q", streamed.FinishReason)
			}
			streamed = part{streamed.Message + p.Message, p.FinishReason}
		}
		if streamed != whole || len(s.Frames) < 3 {
			t.Errorf("%d frames: %+v, want %+v", len(s.Frames), streamed, whole)
		}
	}
}

// TestPegasusSchema: an answer after a schema has its members.
func TestPegasusSchema(t *testing.T) {
	const schema = `{"type":"object","properties":{"summary":{"type":"string"},"scenes":{"type":"array","items":{"type":"string"}}},"required":["summary","scenes"]}`
	for _, format := range []string{schema, `{"name":"video","schema":` + schema + `}`} {
		c := serve(t, bedrocktest.New(), pegasusID, "invoke",
			[]byte(`{"inputPrompt":"p","mediaSource":{"s3Location":{"uri":"s3://b/v.mp4"}},"responseFormat":{"type":"json_schema","jsonSchema":`+format+`}}`))
		var reply struct{ Message string }
		var answer struct {
			Summary *string
			Scenes  []string
		}
		if err := json.Unmarshal(c.Response, &reply); err != nil {
			t.Fatalf("%v: %s", err, c.ErrorMessage)
		}
		if err := json.Unmarshal([]byte(reply.Message), &answer); err != nil || answer.Summary == nil || answer.Scenes == nil {
			t.Errorf("%v: %s", err, reply.Message)
		}
	}
}

// TestMarengo: one vector, as long as the generation makes them.
func TestMarengo(t *testing.T) {
	srv := bedrocktest.New()
	image := m{"base64String": onePNG}
	for _, test := range []struct {
		model      string
		body       m
		dimensions int
	}{
		{marengo2, m{"inputType": "text", "inputText": "a dog"}, 1024},
		{marengo2, m{"inputType": "image", "mediaSource": image}, 1024},
		{"us." + marengo3, m{"inputType": "text", "text": m{"inputText": "a dog"}}, 512},
		{marengo3, m{"inputType": "image", "image": m{"mediaSource": m{"s3Location": m{"uri": "s3://b/dog.png", "bucketOwner": "123456789012"}}}}, 512},
		{marengo3, m{"inputType": "text_image", "text_image": m{"inputText": "a dog", "mediaSource": image}}, 512},
		{marengo3, m{"inputType": "multi_input", "multi_input": m{"mediaSources": []m{{"mediaType": "image", "base64String": onePNG}}}}, 512},
	} {
		c := serve(t, srv, test.model, "invoke", test.body)
		if c.Status != 200 {
			t.Errorf("%v: %s", test.body, c.ErrorMessage)
			continue
		}
		if v := embeddingAt(t, c, "data", 0, "embedding"); len(v) != test.dimensions || c.Answer.OutputTokens != 0 {
			t.Errorf("%v: %d dimensions, %+v", test.body, len(v), c.Answer)
		}
	}
	named := serve(t, srv, marengo3, "invoke", []byte(`{"inputType":"text","text":{"inputText":"a"},"inferenceId":"x"}`))
	equalSeen(t, named, serve(t, srv, marengo3, "invoke", []byte(`{"inputType":"text","text":{"inputText":"a"}}`)))
}

func TestTwelveLabsSensitivity(t *testing.T) {
	checkSensitive(t, media([]sensitive{
		{"pegasus", pegasusID, `{"inputPrompt":"p","mediaSource":{"s3Location":{"uri":"s3://b/v.mp4","bucketOwner":"1"}},"temperature":0.5,"maxOutputTokens":2000}`, []string{
			`"p" => "P"`, `v.mp4 => w.mp4`, `,"bucketOwner":"1" => `, `0.5 => 0.6`, `"temperature":0.5, => `, `2000 => 1999`, `,"maxOutputTokens":2000 => `,
			`"s3Location":{"uri":"s3://b/v.mp4","bucketOwner":"1"} => "base64String":"dmlkZW8="`,
			`"temperature" => "responseFormat":{"type":"json_schema","jsonSchema":{"type":"object"}},"temperature"`,
		}},
		{"marengo 2", marengo2, `{"inputType":"text","inputText":"a dog"}`, []string{
			`a dog => A dog`, `,"inputText":"a dog" => ,"inputText":"a dog","textTruncate":"none"`, `"text","inputText":"a dog" => "image","mediaSource":{"base64String":"PNG1"}`,
		}},
		{"marengo 3", marengo3, `{"inputType":"multi_input","multi_input":{"inputText":"<@a> and <@b>","mediaSources":[{"name":"a","mediaType":"image","base64String":"PNG1"},{"name":"b","mediaType":"image","s3Location":{"uri":"s3://b/b.png"}}]}}`, []string{
			`and => or`, `"inputText":"<@a> and <@b>", => `, `PNG1 => PNG2`, `b.png => c.png`, `"name":"a" => "name":"c"`, `{"name":"a","mediaType":"image","base64String":"PNG1"}, => `,
		}},
	}))
}

func TestTwelveLabsRefusals(t *testing.T) {
	const good = `{"inputPrompt":"p","mediaSource":{"base64String":"dmlkZW8="}}`
	with := func(more string) string { return strings.TrimSuffix(good, "}") + "," + more + "}" }
	const one = ": exactly one of base64String and s3Location must be given"
	checkRefused(t, []refused{
		{pegasusID, "invoke", `{}`, malformed("#: required key [inputPrompt] not found#: required key [mediaSource] not found")},
		{pegasusID, "invoke", `{"inputPrompt":"p","mediaSource":{}}`, malformed("#/mediaSource" + one)},
		{pegasusID, "invoke", `{"inputPrompt":"p","mediaSource":{"base64String":"dmlkZW8=","s3Location":{"uri":"s3://b/v"}}}`, malformed("#/mediaSource" + one)},
		{pegasusID, "invoke", `{"inputPrompt":"p","mediaSource":{"base64String":"?"}}`, malformed("#/mediaSource/base64String: not a valid base64-encoded video")},
		{pegasusID, "invoke", `{"inputPrompt":"p","mediaSource":{"s3Location":{}}}`, malformed("#/mediaSource/s3Location: required key [uri] not found")},
		{pegasusID, "invoke", with(`"temperature":1.5`), malformed("#/temperature: 1.5 is not less or equal to 1")},
		{pegasusID, "invoke", with(`"maxOutputTokens":4097`), malformed("#/maxOutputTokens: 4097 is not less or equal to 4096")},
		{pegasusID, "invoke", with(`"maxTokens":9`), malformed("#: extraneous key [maxTokens] is not permitted")},
		{pegasusID, "invoke-with-response-stream", with(`"responseFormat":{"type":"text"}`), malformed("#/responseFormat: required key [jsonSchema] not found#/responseFormat/type: text is not a valid enum value")},
		{pegasusID, "converse", converseBody(""), notConversable},
		{pegasusID, "converse-stream", converseBody(""), notConversable},
		{marengo3, "invoke", `{}`, malformed("#: required key [inputType] not found")},
		{marengo3, "invoke", `{"inputType":"smell"}`, malformed("#/inputType: smell is not a valid enum value")},
		{marengo2, "invoke", `{"inputType":"text_image"}`, malformed("#/inputType: text_image is not a valid enum value")},
		{marengo3, "invoke", `{"inputType":"video","video":{}}`, malformed("#/inputType: video is not supported by InvokeModel")},
		{marengo3, "invoke", `{"inputType":"text","inputText":"a"}`, malformed("#: required key [text] not found#: extraneous key [inputText] is not permitted")},
		{marengo2, "invoke", `{"inputType":"text","text":{"inputText":"a"}}`, malformed("#: required key [inputText] not found#: extraneous key [text] is not permitted")},
		{marengo2, "invoke", `{"inputType":"image","mediaSource":{}}`, malformed("#/mediaSource" + one)},
		{marengo3, "invoke", `{"inputType":"image","image":{"mediaSource":{"base64String":"aGk="}}}`, malformed("#/image/mediaSource/base64String: not a valid base64-encoded image")},
		{marengo3, "invoke", `{"inputType":"multi_input","multi_input":{"mediaSources":[{"mediaType":"image"}]}}`, malformed("#/multi_input/mediaSources" + one)},
		{marengo3, "invoke-with-response-stream", `{"inputType":"text","text":{"inputText":"a"}}`, "The model is unsupported for streaming."},
		{marengo2, "converse", converseBody(""), notConversable},
	})
}
