package bedrocktest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// post sends a signed body to an operation and returns the answer.
func post(t *testing.T, srv *bedrocktest.Server, model, op, body string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest("POST", srv.URL()+"/model/"+url.PathEscape(model)+"/"+op, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	sign(req)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(data)
}

// claudeBody is a Messages body with more members, which replace its own.
func claudeBody(members string) string {
	m := map[string]any{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 100,
		"messages": []any{map[string]any{"role": "user", "content": "hi"}}}
	dec := json.NewDecoder(strings.NewReader("{" + members + "}"))
	if err := dec.Decode(&m); err != nil {
		panic(members + ": " + err.Error())
	}
	for k, v := range m {
		if v == nil {
			delete(m, k)
		}
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(m); err != nil {
		panic(err)
	}
	return b.String()
}

func converseBody(members string) string {
	body := `{"messages":[{"role":"user","content":[{"text":"hi"}]}]`
	if strings.HasPrefix(members, `"messages"`) {
		body = "{" + members
	} else if members != "" {
		body += "," + members
	}
	return body + "}"
}

const (
	sonnet45 = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
	opus47   = "us.anthropic.claude-opus-4-7"
	llama4   = "us.meta.llama4-maverick-17b-instruct-v1:0"
	titanID  = "amazon.titan-text-express-v1"
	tool     = `"toolConfig":{"tools":[{"toolSpec":{"name":"look","inputSchema":{"json":{"type":"object"}}}}]}`
)

// TestRefusals: what the service refuses, in its words.
func TestRefusals(t *testing.T) {
	const (
		malformed = "Malformed input request: "
		reformat  = ", please reformat your input and try again."
		model     = "The model returned the following errors: "
		one       = "1 validation error detected: "
	)
	tests := []struct{ name, model, op, body, message string }{
		{"unknown id", "nobody.nothing-v1:0", "invoke", "{}", "The provided model identifier is invalid."},
		{"mistyped id", "us.amazon.nova-micro-v1:O", "converse", converseBody(""), "The provided model identifier is invalid."},
		{"no such profile", "us." + titanID, "invoke", `{"inputText":"x"}`, "The provided model identifier is invalid."},
		{"family not served", "luma.ray-v3:0", "converse", converseBody(""), "This stand-in does not serve the model family of luma.ray-v3:0 yet."},
		{"opaque ARN", "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", "invoke", "{}", `This stand-in cannot tell which model "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc" stands for. Say so with WithModel, or with -model on the command line.`},
		{"not JSON", llama, "invoke", "{", malformed[:len(malformed)-2] + reformat},

		{"llama extra key", llama, "invoke", `{"prompt":"x","max_tokens":3}`, malformed + "#: extraneous key [max_tokens] is not permitted" + reformat},
		{"llama missing and extra", llama, "invoke", `{"inputText":"x"}`, malformed + "#: required key [prompt] not found#: extraneous key [inputText] is not permitted" + reformat},
		{"llama bounds", llama, "invoke", `{"prompt":"x","max_gen_len":4096}`, malformed + "#/max_gen_len: 4096 is not less or equal to 2048" + reformat},
		{"titan type", titanID, "invoke", `{"inputText":"x","textGenerationConfig":{"stopSequences":"|"}}`, malformed + "#/textGenerationConfig/stopSequences: expected type: JSONArray, found: String" + reformat},
		{"titan topP zero", titanID, "invoke", `{"inputText":"x","textGenerationConfig":{"topP":0}}`, malformed + "#/textGenerationConfig/topP: 0 is not greater than 0" + reformat},
		{"claude text needs a limit", claude2, "invoke", `{"prompt":"x"}`, malformed + "#: required key [max_tokens_to_sample] not found" + reformat},

		{"claude version", sonnet, "invoke", claudeBody(`"anthropic_version":null`), "anthropic_version: Field required"},
		{"claude limit", sonnet, "invoke", claudeBody(`"max_tokens":null`), "max_tokens: Field required"},
		{"claude extra", sonnet, "invoke", claudeBody(`"model":"x"`), "model: Extra inputs are not permitted"},
		{"claude temperature", sonnet, "invoke", claudeBody(`"temperature":2`), "temperature: Input should be less than or equal to 1"},
		{"claude both", sonnet45, "invoke", claudeBody(`"temperature":1,"top_p":0.9`), "`temperature` and `top_p` cannot both be specified for this model. Please use only one."},
		{"claude none", opus47, "invoke", claudeBody(`"temperature":1`), "`temperature` is deprecated for this model."},
		{"claude beta", sonnet45, "invoke", claudeBody(`"anthropic_beta":["no-such-2020-01-01"]`), "invalid beta flag"},
		{"claude prefill", opus47, "invoke", claudeBody(`"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]`), "This model does not support assistant message prefill. The conversation must end with a user message."},
		{"claude trailing space", sonnet45, "invoke", claudeBody(`"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b "}]`), "messages: final assistant content cannot end with trailing whitespace"},
		{"claude stop", sonnet45, "invoke", claudeBody(`"stop_sequences":["\n"]`), "stop_sequences: each stop sequence must contain non-whitespace"},
		{"claude tool tag", "anthropic.claude-sonnet-4-20250514-v1:0", "invoke", claudeBody(`"tools":[{"type":"web_search_20250305","name":"web_search"}]`), "tools.0: Input tag 'web_search_20250305' found using 'type' does not match any of the expected tags: 'bash_20250124', 'custom', 'text_editor_20250124', 'text_editor_20250429', 'text_editor_20250728'"},
		{"claude image", sonnet, "invoke", claudeBody(`"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"YWJj"}}]}]`), "Could not process image"},
		{"claude thinking", sonnet45, "invoke", claudeBody(`"thinking":{"type":"enabled","budget_tokens":10}`), "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"},

		{"claude replay", sonnet45, "invoke", claudeBody(`"max_tokens":3000,"thinking":{"type":"enabled","budget_tokens":2000},"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}]`), "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the lastmost set of `tool_use` and `tool_result` blocks)."},
		{"claude lost result", sonnet45, "invoke", claudeBody(`"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"look","input":{}}]},{"role":"user","content":"b"}]`), "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t. Each `tool_use` block must have a corresponding `tool_result` block in the next message."},
		{"claude five marks", sonnet45, "invoke", claudeBody(`"system":[` + strings.Repeat(`{"type":"text","text":"s","cache_control":{"type":"ephemeral"}},`, 4) + `{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}]`), "A maximum of 4 blocks with cache_control may be provided. Found 5."},
		{"claude mark order", sonnet45, "converse", converseBody(`"messages":[{"role":"user","content":[{"text":"a"},{"cachePoint":{"type":"default"}},{"text":"b"},{"cachePoint":{"type":"default","ttl":"1h"}}]}]`), model + "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`."},
		{"wrong picture format", sonnet, "converse", converseBody(`"messages":[{"role":"user","content":[{"image":{"format":"jpeg","source":{"bytes":"iVBORw0KGgoAAAAN"}}}]}]`), model + "messages.0.content.0.image.source.base64.data: The image was specified using the image/jpeg media type, but the image appears to be a image/png image"},
		{"unsigned reasoning", sonnet45, "converse", converseBody(`"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t"}}},{"text":"b"}]},{"role":"user","content":[{"text":"c"}]}]`), model + "messages.1.content.0.thinking.signature: Field required"},
		{"result without call", sonnet, "converse", converseBody(`"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"text":"r"}]}}]}],` + tool), "The number of toolResult blocks at messages.0.content exceeds the number of toolUse blocks of previous turn."},
		{"guardrail version", titanID, "converse", converseBody(`"guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"newest"}`), one + "Value 'newest' at 'guardrailConfig.guardrailVersion' failed to satisfy constraint: Member must satisfy regular expression pattern: (|([1-9][0-9]{0,7})|(DRAFT))"},
		{"empty system", sonnet, "converse", converseBody(`"system":[{"text":""}]`), one + "Value '' at 'system.1.member.text' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"tool choice conflict", sonnet, "converse", converseBody(strings.TrimSuffix(tool, "}") + `,"toolChoice":{"tool":{"name":"look"}}},"additionalModelRequestFields":{"tool_choice":{"type":"auto","disable_parallel_tool_use":true}}`), "The additional field tool_choice/type conflicts with the existing field toolConfig.toolChoice.tool. Remove tool_choice/type and try again."},
		{"tool input", sonnet, "converse", converseBody(`"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"look","input":"x"}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[]}}]}],` + tool), "The format of the value at messages.1.content.0.toolUse.input is invalid. Provide a json object for the field and try again."},

		{"blank text", sonnet, "converse", converseBody(`"messages":[{"role":"user","content":[{"text":" "}]}]`), "The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text field, and try again."},
		{"alternation", sonnet, "converse", converseBody(`"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"user","content":[{"text":"b"}]}]`), "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again."},
		{"starts with assistant", llama, "converse", converseBody(`"messages":[{"role":"assistant","content":[{"text":"a"}]}]`), "A conversation must start with a user message. Try again with a conversation that starts with a user message."},
		{"role", sonnet, "converse", converseBody(`"messages":[{"role":"bot","content":[{"text":"a"}]}]`), one + "Value 'bot' at 'messages.1.member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant, system]"},
		{"two constraints", sonnet, "converse", converseBody(`"inferenceConfig":{"maxTokens":0,"temperature":1.5}`), "2 validation errors detected: Value '0' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '1.5' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1"},
		{"empty tools", sonnet, "converse", converseBody(`"toolConfig":{"tools":[]}`), one + "Value at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"tool name", sonnet, "converse", converseBody(`"toolConfig":{"tools":[{"toolSpec":{"name":"a.b","inputSchema":{"json":{"type":"object"}}}}]}`), one + "Value 'a.b' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+"},
		{"limit", sonnet, "converse", converseBody(`"inferenceConfig":{"maxTokens":8192}`), "The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum tokens value that is lower than 4096."},
		{"system on titan", titanID, "converse", converseBody(`"system":[{"text":"s"}]`), "This model doesn't support system messages. Try again without a system message or use a model that supports system messages."},
		{"tools on titan", titanID, "converse", converseBody(tool), "This model doesn't support tool use."},
		{"streaming tools on llama", llama, "converse-stream", converseBody(tool), "This model doesn't support tool use in streaming mode."},
		{"image on titan", titanID, "converse", converseBody(`"messages":[{"role":"user","content":[{"text":"a"},{"image":{"format":"png","source":{"bytes":"YWJj"}}}]}]`), "This model doesn't support the image content block that you provided. Update the content block and try again."},
		{"document name", sonnet, "converse", converseBody(`"messages":[{"role":"user","content":[{"text":"a"},{"document":{"format":"txt","name":"a.txt","source":{"bytes":"YWJj"}}}]}]`), "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Rename the document and retry your request."},
		{"document alone", sonnet, "converse", converseBody(`"messages":[{"role":"user","content":[{"document":{"format":"txt","name":"a","source":{"bytes":"YWJj"}}}]}]`), "A text block must be included when using documents. Add a text block and retry your request."},
		{"tool history without tools", sonnet, "converse", converseBody(`"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"look","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"text":"r"}]}}]}]`), "The toolConfig field must be defined when using toolUse and toolResult content blocks."},
		{"missing result", sonnet, "converse", converseBody(`"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"look","input":{}}}]},{"role":"user","content":[{"text":"r"}]}],` + tool), "Expected toolResult blocks at messages.2.content for the following Ids: t"},
		{"conflict", sonnet, "converse", converseBody(`"inferenceConfig":{"temperature":1},"additionalModelRequestFields":{"temperature":0.5}`), "The additional field temperature conflicts with the existing field inferenceConfig.temperature. Remove temperature and try again."},
		{"model error", sonnet, "converse", converseBody(`"additionalModelRequestFields":{"topK":5}`), model + "topK: Extra inputs are not permitted"},
		{"model error on llama", llama, "converse", converseBody(`"additionalModelRequestFields":{"top_k":5}`), model + malformed + "#: extraneous key [top_k] is not permitted" + reformat},
		{"sampling on converse", sonnet45, "converse", converseBody(`"inferenceConfig":{"temperature":0.5,"topP":0.5}`), model + "`temperature` and `top_p` cannot both be specified for this model. Please use only one."},
		{"cache mark", llama, "converse", converseBody(`"messages":[{"role":"user","content":[{"text":"a"},{"cachePoint":{"type":"default"}}]}]`), "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information."},
		{"count on a profile", sonnet45, "count-tokens", `{"input":{"converse":{"messages":[]}}}`, "The provided model doesn't support counting tokens."},
		{"tool choice on llama", llama4, "converse", converseBody(strings.TrimSuffix(tool, "}") + `,"toolChoice":{"any":{}}}`), "This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any and try again."},
	}
	srv := bedrocktest.Start(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res, body := post(t, srv, test.model, test.op, test.body)
			var got struct{ Message string }
			if err := json.Unmarshal([]byte(body), &got); err != nil || got.Message != test.message {
				t.Errorf("message\n got %q (%v)\nwant %q", got.Message, err, test.message)
			}
			if res.StatusCode/100 != 4 {
				t.Errorf("status %d", res.StatusCode)
			}
			want := ":http://internal.amazon.com/coral/com.amazon.bedrock/"
			if kind := res.Header.Get("x-amzn-ErrorType"); !strings.HasSuffix(kind, want) {
				t.Errorf("error type %q", kind)
			}
			calls := srv.Calls()
			if last := calls[len(calls)-1]; last.Seen != nil || last.ErrorMessage != test.message || last.Status != res.StatusCode {
				t.Errorf("recorded call: status %d, %q, seen %v", last.Status, last.ErrorMessage, last.Seen)
			}
		})
	}
}

// TestAuthorization: signatures are parsed, not verified.
func TestAuthorization(t *testing.T) {
	srv := bedrocktest.Start(t)
	const good = "AWS4-HMAC-SHA256 Credential=AKID/20261124/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=0123abcd"
	tests := []struct {
		name, auth string
		status     int
		kind       string
	}{
		{"none", "", 403, "MissingAuthenticationTokenException"},
		{"signature", good, 200, ""},
		{"no spaces", strings.ReplaceAll(good, ", ", ","), 200, ""},
		{"empty region", strings.Replace(good, "us-east-1", "", 1), 200, ""},
		{"bearer", "Bearer abc", 200, ""},
		{"empty bearer", "Bearer ", 400, "IncompleteSignatureException"},
		{"basic", "Basic abc", 400, "IncompleteSignatureException"},
		{"no signature", strings.Split(good, ", Sig")[0], 400, "IncompleteSignatureException"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			req, err := http.NewRequest("POST", srv.URL()+"/model/"+titanID+"/invoke", strings.NewReader(`{"inputText":"hi"}`))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", test.auth)
			req.Header.Set("X-Amz-Date", "20261124T000000Z")
			if test.auth == "" {
				req.Header.Del("Authorization")
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			kind, _, _ := strings.Cut(res.Header.Get("x-amzn-ErrorType"), ":")
			if res.StatusCode != test.status || kind != test.kind {
				t.Errorf("status %d %s, want %d %s", res.StatusCode, kind, test.status, test.kind)
			}
		})
	}
}

// TestRoutes: identifiers of every form reach the right model.
func TestRoutes(t *testing.T) {
	const opaque = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc"
	srv := bedrocktest.Start(t, bedrocktest.WithModel(opaque, titanID))
	for path, status := range map[string]int{
		"/model/amazon.titan-text-express-v1/invoke":                                                                              200,
		"/prefix/model/amazon.titan-text-express-v1/invoke":                                                                       200,
		"/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Famazon.titan-text-express-v1/invoke":                      200,
		"/model/arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1/invoke":                                  200,
		"/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.meta.llama3-3-70b-instruct-v1%3A0/invoke": 200,
		"/model/" + url.PathEscape(opaque) + "/invoke":                                                                            200,
		"/model//invoke": 400,
		"/model/amazon.titan-text-express-v1/nothing": 404,
		"/": 404,
	} {
		body := `{"inputText":"hi"}`
		if strings.Contains(path, "llama") {
			body = `{"prompt":"hi"}`
		}
		req, err := http.NewRequest("POST", srv.URL()+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		sign(req)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != status {
			t.Errorf("%s: status %d, want %d", path, res.StatusCode, status)
		}
	}
}

// TestListen: one address a server, and a URL that a client can reach.
func TestListen(t *testing.T) {
	srv := bedrocktest.New(bedrocktest.WithModel("mine", "no.such-model"))
	if srv.URL() != "" {
		t.Errorf("URL %q before Listen", srv.URL())
	}
	if err := srv.Listen("0.0.0.0:0"); err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	if !strings.HasPrefix(srv.URL(), "http://127.0.0.1:") {
		t.Errorf("URL %q", srv.URL())
	}
	if err := srv.Listen(""); err == nil || !strings.Contains(err.Error(), "already listens on http://127.0.0.1:") {
		t.Errorf("second Listen: %v", err)
	}
	if _, body := post(t, srv, "mine", "invoke", "{}"); !strings.Contains(body, `told that mine stands for \"no.such-model\", which it does not know`) {
		t.Error(body)
	}
	if err := bedrocktest.New().Listen("nowhere:x"); err == nil {
		t.Error("no error for a bad address")
	}
}
