package bedrocktest_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// FuzzRequest sends any body to any operation of one model per family. No
// request may crash the stand-in or be left without an answer in form.
func FuzzRequest(f *testing.F) {
	ops := []string{"invoke", "invoke-with-response-stream", "converse", "converse-stream", "count-tokens"}
	models := []string{sonnet45, "anthropic.claude-opus-4-8", claude2, llama, llama4, "meta.llama2-13b-chat-v1", titanID}
	for _, model := range sameModels {
		if body, ok := natives[model]; ok {
			f.Add(uint8(0), uint8(0), body)
		}
	}
	f.Add(uint8(0), uint8(2), converseBody(tool+`,"system":[{"text":"s"},{"cachePoint":{"type":"default"}}],"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000}},"additionalModelResponseFieldPaths":["/stop_sequence","/usage/input_tokens"]`))
	f.Add(uint8(0), uint8(2), `{"messages":[{"role":"user","content":[{"text":"a"},{"document":{"format":"txt","name":"n","source":{"content":[{"text":"c"}]}}},{"searchResult":{"source":"s","title":"t","content":[{"text":"x"}]}}]},{"role":"assistant","content":[{"citationsContent":{"content":[{"text":"q"}],"citations":[{"title":"n","location":{"documentChar":{"documentIndex":0,"start":0,"end":1}}}]}}]},{"role":"user","content":[{"guardContent":{"text":{"text":"g"}}}]}]}`)
	f.Add(uint8(1), uint8(4), `{"input":{"invokeModel":{"body":"e30="}}}`)
	f.Add(uint8(3), uint8(2), `{"messages":[{"role":"user","content":[null]}],"inferenceConfig":{"stopSequences":[1]}}`)
	f.Fuzz(func(t *testing.T, model, op uint8, body string) {
		srv := bedrocktest.New()
		id, operation := models[int(model)%len(models)], ops[int(op)%len(ops)]
		req := httptest.NewRequest("POST", "/model/"+url.PathEscape(id)+"/"+operation, strings.NewReader(body))
		sign(req)
		rec := httptest.NewRecorder()
		srv.ServeHTTP(rec, req)
		if rec.Code != 200 {
			var refused struct{ Message string }
			if err := json.Unmarshal(rec.Body.Bytes(), &refused); err != nil || refused.Message == "" || rec.Code/100 != 4 {
				t.Errorf("status %d, %s", rec.Code, rec.Body)
			}
			return
		}
		c := srv.Calls()[0]
		if c.Seen == nil || operation != "count-tokens" && (c.Answer == nil || c.Answer.InputTokens < 1 || c.Answer.OutputTokens < 0) {
			t.Errorf("accepted, but seen %v and answer %+v", c.Seen, c.Answer)
		}
	})
}

// FuzzRoute sends any path. Whatever it is, there is an answer.
func FuzzRoute(f *testing.F) {
	for _, path := range []string{"/", "/model/x/invoke", "/model//converse", "/model/a%2Fb/converse-stream", "/pre/model/a/b/invoke", "/model/%zz/invoke", "/model/"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		u, err := url.Parse("http://host/" + strings.TrimPrefix(path, "/"))
		if err != nil {
			t.Skip()
		}
		req := httptest.NewRequest("POST", "/", strings.NewReader("{}"))
		req.URL = u
		sign(req)
		rec := httptest.NewRecorder()
		bedrocktest.New().ServeHTTP(rec, req)
		if rec.Code/100 != 4 {
			t.Errorf("status %d for %q", rec.Code, path)
		}
	})
}

// FuzzParseFault: a fault that parses names a kind that exists.
func FuzzParseFault(f *testing.F) {
	f.Add("error=ThrottlingException,times=2")
	f.Add("delay=1s,operation=Converse")
	f.Add("cut-frame,frame=2,skip=1")
	f.Fuzz(func(t *testing.T, text string) {
		if fault, err := bedrocktest.ParseFault(text); err == nil && fault.Kind == "" {
			t.Errorf("%q parsed to %+v", text, fault)
		}
	})
}

// FuzzAuthorization: no header crashes the parser.
func FuzzAuthorization(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=AKID/20261124/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=ab")
	f.Add("Bearer x")
	f.Fuzz(func(t *testing.T, auth string) {
		req := httptest.NewRequest("POST", "/model/"+titanID+"/invoke", strings.NewReader(`{"inputText":"x"}`))
		req.Header.Set("Authorization", auth)
		rec := httptest.NewRecorder()
		bedrocktest.New().ServeHTTP(rec, req)
		if rec.Code != 200 && rec.Code != 400 && rec.Code != 403 {
			t.Errorf("status %d", rec.Code)
		}
	})
}
