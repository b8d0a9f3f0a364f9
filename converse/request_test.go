package converse

import (
	"errors"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
	"github.com/google/go-cmp/cmp"
)

func TestRequest(t *testing.T) {
	tests := []struct {
		name, family, model string
		native, converse    string
		stated              string // "CODE path to|…", in order
		again               string // what comes back; "" means the native body itself
	}{
		{
			name: "claude text and parameters", family: "anthropic-messages",
			native:   `{"anthropic_version":"bedrock-2023-05-31","max_tokens":1000,"temperature":0.5,"top_p":0.9,"stop_sequences":["END"],"system":"Be brief.","messages":[{"role":"user","content":"Hi"}]}`,
			converse: `{"inferenceConfig":{"maxTokens":1000,"stopSequences":["END"],"temperature":0.5,"topP":0.9},"messages":[{"content":[{"text":"Hi"}],"role":"user"}],"system":[{"text":"Be brief."}]}`,
		},
		{
			name: "claude fields that move", family: "anthropic-messages",
			native:   `{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["output-128k-2025-02-19"],"max_tokens":9,"top_k":50,"thinking":{"type":"enabled","budget_tokens":1024},"metadata":{"user_id":"u"},"messages":[{"role":"user","content":"Hi"}]}`,
			converse: `{"additionalModelRequestFields":{"anthropic_beta":["output-128k-2025-02-19"],"metadata":{"user_id":"u"},"thinking":{"budget_tokens":1024,"type":"enabled"},"top_k":50},"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}`,
			stated: "BL2002 anthropic_beta additionalModelRequestFields.anthropic_beta|BL2002 metadata.user_id additionalModelRequestFields.metadata.user_id|" +
				"BL2002 thinking.budget_tokens additionalModelRequestFields.thinking.budget_tokens|BL2002 thinking.type additionalModelRequestFields.thinking.type|BL2002 top_k additionalModelRequestFields.top_k",
		},
		{
			name: "claude image, text and cache", family: "anthropic-messages",
			native:   `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"system":[{"type":"text","text":"Long","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}},{"type":"text","text":"What?","cache_control":{"type":"ephemeral"}}]}]}`,
			converse: `{"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"image":{"format":"png","source":{"bytes":"aGk="}}},{"text":"What?"},{"cachePoint":{"type":"default"}}],"role":"user"}],"system":[{"text":"Long"},{"cachePoint":{"ttl":"1h","type":"default"}}]}`,
			stated:   "BL2002 messages[0].content[1].cache_control messages[0].content[1].cachePoint|BL2002 system[0].cache_control system[0].cachePoint",
		},
		{
			name: "claude documents", family: "anthropic-messages",
			native: `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":[` +
				`{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"aGk="},"title":"a.pdf","citations":{"enabled":true}},` +
				`{"type":"document","source":{"type":"text","media_type":"text/plain","data":"words"},"context":"notes"},` +
				`{"type":"document","source":{"type":"content","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]}},{"type":"text","text":"Sum up"}]}]}`,
			converse: `{"inferenceConfig":{"maxTokens":9},"messages":[{"content":[` +
				`{"document":{"citations":{"enabled":true},"format":"pdf","name":"a pdf","source":{"bytes":"aGk="}}},` +
				`{"document":{"context":"notes","format":"txt","name":"document-2","source":{"text":"words"}}},` +
				`{"document":{"name":"document-3","source":{"content":[{"text":"one"},{"text":"two"}]}}},{"text":"Sum up"}],"role":"user"}]}`,
			stated: "BL2005 messages[0].content[0].title messages[0].content[0].document.name|BL2005 messages[0].content[1] messages[0].content[1].document.name|BL2005 messages[0].content[2] messages[0].content[2].document.name",
			again: `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"content":[` +
				`{"citations":{"enabled":true},"source":{"data":"aGk=","media_type":"application/pdf","type":"base64"},"title":"a pdf","type":"document"},` +
				`{"context":"notes","source":{"data":"words","media_type":"text/plain","type":"text"},"type":"document"},` +
				`{"source":{"content":[{"text":"one","type":"text"},{"text":"two","type":"text"}],"type":"content"},"type":"document"},{"text":"Sum up","type":"text"}],"role":"user"}]}`,
		},
		{
			name: "claude tools", family: "anthropic-messages",
			native: `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"tools":[{"name":"look","description":"Looks.","input_schema":{"type":"object","properties":{}},"cache_control":{"type":"ephemeral"}},{"name":"go","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"look"},` +
				`"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"seen","is_error":false},{"type":"tool_result","tool_use_id":"t2","is_error":true,"content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"aGk="}}]}]}]}`,
			converse: `{"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"Hi"}],"role":"user"},{"content":[{"toolUse":{"input":{},"name":"look","toolUseId":"t1"}}],"role":"assistant"},` +
				`{"content":[{"toolResult":{"content":[{"text":"seen"}],"status":"success","toolUseId":"t1"}},{"toolResult":{"content":[{"text":"a"},{"image":{"format":"jpeg","source":{"bytes":"aGk="}}}],"status":"error","toolUseId":"t2"}}],"role":"user"}],` +
				`"toolConfig":{"toolChoice":{"tool":{"name":"look"}},"tools":[{"toolSpec":{"description":"Looks.","inputSchema":{"json":{"properties":{},"type":"object"}},"name":"look"}},{"cachePoint":{"type":"default"}},{"toolSpec":{"inputSchema":{"json":{"type":"object"}},"name":"go"}}]}}`,
			stated: "BL2002 tools[0].cache_control toolConfig.tools[0].cachePoint",
		},
		{
			name: "claude's own tools and parallel calls", family: "anthropic-messages",
			native:   `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"tools":[{"type":"computer_20250124","name":"computer","display_width_px":1},{"name":"go","input_schema":{"type":"object"}}],"tool_choice":{"type":"auto","disable_parallel_tool_use":true},"messages":[{"role":"user","content":"Hi"}]}`,
			converse: `{"additionalModelRequestFields":{"tool_choice":{"disable_parallel_tool_use":true,"type":"auto"},"tools":[{"display_width_px":1,"name":"computer","type":"computer_20250124"}]},"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"Hi"}],"role":"user"}],"toolConfig":{"tools":[{"toolSpec":{"inputSchema":{"json":{"type":"object"}},"name":"go"}}]}}`,
			stated:   "BL2002 tool_choice additionalModelRequestFields.tool_choice|BL2002 tools[0] additionalModelRequestFields.tools[0]",
			again:    `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"tools":[{"name":"go","input_schema":{"type":"object"}},{"type":"computer_20250124","name":"computer","display_width_px":1}],"tool_choice":{"type":"auto","disable_parallel_tool_use":true},"messages":[{"role":"user","content":"Hi"}]}`,
		},
		{
			name: "claude thinking replay", family: "anthropic-messages",
			native:   `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"Hm","signature":"c2ln"},{"type":"redacted_thinking","data":"cmVk"},{"type":"text","text":"Yes"}]},{"role":"user","content":"Go on"}]}`,
			converse: `{"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"Hi"}],"role":"user"},{"content":[{"reasoningContent":{"reasoningText":{"signature":"c2ln","text":"Hm"}}},{"reasoningContent":{"redactedContent":"cmVk"}},{"text":"Yes"}],"role":"assistant"},{"content":[{"text":"Go on"}],"role":"user"}]}`,
		},
		{
			name: "claude citations replay", family: "anthropic-messages",
			native: `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"text","text":"It is so.","citations":[{"type":"char_location","cited_text":"so","document_index":0,"document_title":"A","start_char_index":3,"end_char_index":5}]},{"type":"text","text":"Fin","citations":[]}]},{"role":"user","content":"Go on"}]}`,
			converse: `{"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"Hi"}],"role":"user"},{"content":[{"citationsContent":{"citations":[{"location":{"documentChar":{"documentIndex":0,"end":5,"start":3}},"sourceContent":[{"text":"so"}],"title":"A"}],"content":[{"text":"It is so."}]}},{"text":"Fin"}],"role":"assistant"},` +
				`{"content":[{"text":"Go on"}],"role":"user"}]}`,
			again: `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"text","text":"It is so.","citations":[{"type":"char_location","cited_text":"so","document_index":0,"document_title":"A","start_char_index":3,"end_char_index":5}]},{"type":"text","text":"Fin"}]},{"role":"user","content":"Go on"}]}`,
		},
		{
			name: "claude structured output", family: "anthropic-messages",
			native:   `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object","minimum":1.50}}},"messages":[{"role":"user","content":"Hi"}]}`,
			converse: `{"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"Hi"}],"role":"user"}],"outputConfig":{"effort":"low","textFormat":{"structure":{"jsonSchema":{"schema":"{\"minimum\":1.50,\"type\":\"object\"}"}},"type":"json_schema"}}}`,
		},
		{
			name: "claude neighbours of one role", family: "anthropic-messages",
			native:   `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":"b"}]},{"role":"assistant","content":"c"}]}`,
			converse: `{"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"a"},{"text":"b"}],"role":"user"},{"content":[{"text":"c"}],"role":"assistant"}]}`,
			stated:   "BL2005 messages[1] messages[0]",
			again:    `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"assistant","content":"c"}]}`,
		},
		{
			name: "claude lost and unknown", family: "anthropic-messages",
			native:   `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"max_token":1,"context_management":{"edits":[]},"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"url","url":"https://example.com"}},{"type":"hologram"}]}]}`,
			converse: `{"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"a"}],"role":"user"}]}`,
			stated:   "BL2001 context_management |BL2003 max_token |BL2001 messages[0].content[1].source.url |BL2003 messages[0].content[2] ",
			again:    `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"a"}]}`,
		},
		{
			name: "claude no tools wanted", family: "anthropic-messages",
			native:   `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"tools":[{"name":"go","input_schema":{"type":"object"}}],"tool_choice":{"type":"none"},"messages":[{"role":"user","content":"Hi"}]}`,
			converse: `{"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}`,
			stated:   "BL2005 tool_choice ",
			again:    `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}`,
		},
		{
			name: "llama template", family: "meta-llama",
			native:   `{"prompt":"<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n","max_gen_len":64,"temperature":0.5,"top_p":0.9}`,
			converse: `{"inferenceConfig":{"maxTokens":64,"temperature":0.5,"topP":0.9},"messages":[{"content":[{"text":"Hi"}],"role":"user"}],"system":[{"text":"Be brief."}]}`,
		},
		{
			name: "llama bare, default limit", family: "meta-llama",
			native:   `{"prompt":"Hi"}`,
			converse: `{"inferenceConfig":{"maxTokens":512},"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}`,
			stated:   "BL2004 max_gen_len inferenceConfig.maxTokens|BL3002 prompt messages[0].content[0].text",
			again:    `{"prompt":"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n","max_gen_len":512}`,
		},
		{
			name: "llama 4 with the template of llama 3", family: "meta-llama", model: "meta.llama4-scout-17b-instruct-v1:0",
			native:   `{"prompt":"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n","max_gen_len":64}`,
			converse: `{"inferenceConfig":{"maxTokens":64},"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}`,
			stated:   "BL2005 prompt messages",
			again:    `{"prompt":"<|begin_of_text|><|header_start|>user<|header_end|>\n\nHi<|eot|><|header_start|>assistant<|header_end|>\n\n","max_gen_len":64}`,
		},
		{
			name: "titan", family: "amazon-titan-text",
			native:   `{"inputText":"User: Hi\nBot:","textGenerationConfig":{"maxTokenCount":200,"temperature":0,"topP":1,"stopSequences":["User:"]}}`,
			converse: `{"inferenceConfig":{"maxTokens":200,"stopSequences":["User:"],"temperature":0,"topP":1},"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}`,
		},
		{
			name: "titan bare, no parameters", family: "amazon-titan-text",
			native:   `{"inputText":"Hi"}`,
			converse: `{"inferenceConfig":{"maxTokens":512},"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}`,
			stated:   "BL3002 inputText messages[0].content[0].text|BL2004 textGenerationConfig.maxTokenCount inferenceConfig.maxTokens",
			again:    `{"inputText":"User: Hi\nBot:","textGenerationConfig":{"maxTokenCount":512}}`,
		},
		{
			name: "claude text completion", family: "anthropic-text",
			native:   `{"prompt":"Be brief.\n\nHuman: Hi\n\nAssistant: Hello.\n\nHuman: Bye\n\nAssistant: {","max_tokens_to_sample":300,"top_k":10,"stop_sequences":["\n\nHuman:"]}`,
			converse: `{"additionalModelRequestFields":{"top_k":10},"inferenceConfig":{"maxTokens":300,"stopSequences":["\n\nHuman:"]},"messages":[{"content":[{"text":"Hi"}],"role":"user"},{"content":[{"text":"Hello."}],"role":"assistant"},{"content":[{"text":"Bye"}],"role":"user"},{"content":[{"text":"{"}],"role":"assistant"}],"system":[{"text":"Be brief."}]}`,
			stated:   "BL2002 top_k additionalModelRequestFields.top_k",
		},
		{
			name: "nova", family: "amazon-nova",
			native:   `{"system":[{"text":"Be brief.","cachePoint":{"type":"default"}}],"messages":[{"role":"user","content":[{"text":"Hi"},{"image":{"format":"png","source":{"bytes":"aGk="}}}]}],"inferenceConfig":{"maxTokens":9,"topK":20,"reasoningConfig":{"type":"enabled"}},"toolConfig":{"tools":[{"toolSpec":{"name":"go","inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"auto":{}}}}`,
			converse: `{"additionalModelRequestFields":{"inferenceConfig":{"topK":20},"reasoningConfig":{"type":"enabled"}},"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"Hi"},{"image":{"format":"png","source":{"bytes":"aGk="}}}],"role":"user"}],"system":[{"text":"Be brief."},{"cachePoint":{"type":"default"}}],"toolConfig":{"toolChoice":{"auto":{}},"tools":[{"toolSpec":{"inputSchema":{"json":{"type":"object"}},"name":"go"}}]}}`,
			stated:   "BL2002 inferenceConfig.reasoningConfig.type additionalModelRequestFields.reasoningConfig.type|BL2002 inferenceConfig.topK additionalModelRequestFields.inferenceConfig.topK|BL2002 system[0].cachePoint system[0].cachePoint",
		},
		{
			name: "mistral default of the model", family: "mistral-text", model: "mistral.mistral-7b-instruct-v0:2",
			native:   `{"prompt":"<s>[INST] Hi [/INST]","top_k":50}`,
			converse: `{"additionalModelRequestFields":{"top_k":50},"inferenceConfig":{"maxTokens":512},"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}`,
			stated:   "BL2004 max_tokens inferenceConfig.maxTokens|BL2002 top_k additionalModelRequestFields.top_k",
			again:    `{"prompt":"<s>[INST] Hi [/INST]","top_k":50,"max_tokens":512}`,
		},
		{
			name: "mistral default of no known model", family: "mistral-text",
			native:   `{"prompt":"<s>[INST] Hi [/INST]"}`,
			converse: `{"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}`,
			stated:   "BL2004 max_tokens inferenceConfig.maxTokens",
		},
		{
			name: "command, too hot for Converse", family: "cohere-command",
			native:   `{"prompt":"Hi","temperature":2,"p":0.5,"k":3,"return_likelihoods":"ALL"}`,
			converse: `{"additionalModelRequestFields":{"k":3},"inferenceConfig":{"maxTokens":20,"temperature":2,"topP":0.5},"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}`,
			stated:   "BL2005 inferenceConfig.temperature inferenceConfig.temperature|BL2002 k additionalModelRequestFields.k|BL2004 max_tokens inferenceConfig.maxTokens|BL2001 return_likelihoods ",
			again:    `{"prompt":"Hi","temperature":2,"p":0.5,"k":3,"max_tokens":20}`,
		},
		{
			name: "chat completions", family: "openai",
			native: `{"model":"m","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,aGk="}}]},{"role":"assistant","content":"","tool_calls":[{"id":"a","type":"function","function":{"name":"go","arguments":"{\"x\":1}"}},{"id":"b","type":"function","function":{"name":"go","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"}],` +
				`"max_completion_tokens":9,"stop":"END","reasoning_effort":"low","n":1,"tools":[{"type":"function","function":{"name":"go","parameters":{"type":"object"}}}],"tool_choice":"required","response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object"}}}}`,
			converse: `{"additionalModelRequestFields":{"reasoning_effort":"low"},"inferenceConfig":{"maxTokens":9,"stopSequences":["END"]},"messages":[{"content":[{"text":"Hi"},{"image":{"format":"jpeg","source":{"bytes":"aGk="}}}],"role":"user"},{"content":[{"toolUse":{"input":{"x":1},"name":"go","toolUseId":"a"}},{"toolUse":{"input":{},"name":"go","toolUseId":"b"}}],"role":"assistant"},{"content":[{"toolResult":{"content":[{"text":"1"}],"toolUseId":"a"}},{"toolResult":{"content":[{"text":"2"}],"toolUseId":"b"}}],"role":"user"}],` +
				`"outputConfig":{"textFormat":{"structure":{"jsonSchema":{"name":"x","schema":"{\"type\":\"object\"}"}},"type":"json_schema"}},"system":[{"text":"Be brief."}],"toolConfig":{"toolChoice":{"any":{}},"tools":[{"toolSpec":{"inputSchema":{"json":{"type":"object"}},"name":"go"}}]}}`,
			stated: "BL2002 reasoning_effort additionalModelRequestFields.reasoning_effort",
			again: `{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,aGk="}}]},{"role":"assistant","content":"","tool_calls":[{"id":"a","type":"function","function":{"name":"go","arguments":"{\"x\":1}"}},{"id":"b","type":"function","function":{"name":"go","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"}],` +
				`"max_tokens":9,"stop":["END"],"reasoning_effort":"low","tools":[{"type":"function","function":{"name":"go","parameters":{"type":"object"}}}],"tool_choice":"required","response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object"}}}}`,
		},
		{
			name: "guardrail stream mode", family: "amazon-titan-text",
			native:   `{"inputText":"User: Hi\nBot:","textGenerationConfig":{"maxTokenCount":9},"amazon-bedrock-guardrailConfig":{"streamProcessingMode":"ASYNCHRONOUS"}}`,
			converse: `{"guardrailConfig":{"streamProcessingMode":"async"},"inferenceConfig":{"maxTokens":9},"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}`,
			stated:   "BL2002 amazon-bedrock-guardrailConfig.streamProcessingMode guardrailConfig.streamProcessingMode",
		},
		{
			name: "limit that Converse refuses", family: "amazon-titan-text",
			native:   `{"inputText":"User: Hi\nBot:","textGenerationConfig":{"maxTokenCount":0}}`,
			converse: `{"inferenceConfig":{"maxTokens":0},"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}`,
			stated:   "BL2005 inferenceConfig.maxTokens inferenceConfig.maxTokens",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := catalog.Default().Family(tt.family)
			m, _, _ := catalog.Default().ModelByID(tt.model)
			c, err := Request(f, m, []byte(tt.native))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.converse, string(c.JSON())); diff != "" {
				t.Error(diff)
			}
			var stated []string
			for _, ch := range c.Stated {
				stated = append(stated, string(ch.Code)+" "+ch.Path+" "+ch.To)
			}
			if diff := cmp.Diff(tt.stated, strings.Join(stated, "|")); diff != "" {
				t.Error(diff)
			}
			back, err := NativeRequest(f, m, c.JSON())
			if err != nil {
				t.Fatal(err)
			}
			again := tt.again
			if again == "" {
				again = tt.native
			}
			want, _ := Decode([]byte(again))
			if diff := cmp.Diff(want, back.Value); diff != "" {
				t.Error(diff)
			}
			if !back.Lossless() {
				t.Errorf("the way back loses: %+v", back.Stated)
			}
		})
	}
}

func TestRequestRefuses(t *testing.T) {
	tests := []struct {
		name, family, native string
		code                 rules.Code
		want                 string
	}{
		{"not JSON", "meta-llama", `{"prompt"`, "", "not JSON"},
		{"no object", "meta-llama", `[]`, "", "a JSON array, want an object"},
		{"two values", "meta-llama", `{"prompt":"a"}{}`, "", "more than one"},
		{"no prompt", "meta-llama", `{"temperature":1}`, "", "prompt: is missing"},
		{"wrong type", "meta-llama", `{"prompt":"a","temperature":"hot"}`, "", "temperature: a JSON string"},
		{"wrong element", "anthropic-messages", `{"max_tokens":1,"messages":["a"]}`, "", "messages[0]: a JSON string"},
		{"bad base64", "anthropic-messages", `{"max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"?"}}]}]}`, "", "messages[0].content[0].source.data: not standard base64"},
		{"bad media type", "anthropic-messages", `{"max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/tiff","data":"aGk="}}]}]}`, "", "media_type: unknown value image/tiff"},
		{"opaque template", "meta-llama", `{"prompt":"<|eot_id|>"}`, rules.TemplateOpaque, "prompt: the prompt has template tokens"},
		{"embeddings", "amazon-titan-embed", `{"inputText":"a"}`, rules.ModelStays, "no embedding models"},
		{"fraction", "meta-llama", `{"prompt":"a","max_gen_len":1.5}`, "", "max_gen_len: a JSON number"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Request(catalog.Default().Family(tt.family), nil, []byte(tt.native))
			var e *Error
			if !errors.As(err, &e) || e.Code != tt.code || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %s with %q", err, tt.code, tt.want)
			}
		})
	}
}

// Every transform of the vocabulary is implemented, and nothing else is.
func TestTransformsMatchCatalog(t *testing.T) {
	known := map[string]bool{"": true}
	for _, tr := range catalog.Transforms() {
		known[tr.Name] = true
		if _, ok := conversions[tr.Name]; !ok {
			t.Errorf("transform %s is not implemented", tr.Name)
		}
	}
	for name := range conversions {
		if !known[name] {
			t.Errorf("transform %s is not in the catalog", name)
		}
	}
}
