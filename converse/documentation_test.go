package converse

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/google/go-cmp/cmp"
)

// documented are bodies in the form of the examples on the providers' pages, with what
// the pages say of Converse written down by hand: nothing here comes from running the
// code. The address is the page; values are ours.
var documented = []struct {
	family, page      string
	request, converse string
	answer, said      string
}{
	{
		family: "anthropic-messages", page: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html",
		request:  `{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"system":"Answer in French.","messages":[{"role":"user","content":[{"type":"text","text":"Good day"}]}],"top_k":40}`,
		converse: `{"system":[{"text":"Answer in French."}],"messages":[{"role":"user","content":[{"text":"Good day"}]}],"inferenceConfig":{"maxTokens":100},"additionalModelRequestFields":{"top_k":40}}`,
		answer:   `{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Bonjour"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":3}}`,
		said:     `{"output":{"message":{"role":"assistant","content":[{"text":"Bonjour"}]}},"stopReason":"end_turn","usage":{"inputTokens":12,"outputTokens":3,"totalTokens":15}}`,
	},
	{
		family: "anthropic-text", page: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html",
		request:  `{"prompt":"\n\nHuman: Name a bird.\n\nAssistant:","max_tokens_to_sample":50,"temperature":0.5,"top_k":100}`,
		converse: `{"messages":[{"role":"user","content":[{"text":"Name a bird."}]}],"inferenceConfig":{"maxTokens":50,"temperature":0.5},"additionalModelRequestFields":{"top_k":100}}`,
		answer:   `{"completion":" A wren.","stop_reason":"max_tokens","stop":null}`,
		said:     `{"output":{"message":{"role":"assistant","content":[{"text":" A wren."}]}},"stopReason":"max_tokens"}`,
	},
	{
		family: "amazon-nova", page: "https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html",
		request:  `{"schemaVersion":"messages-v1","system":[{"text":"Be kind."}],"messages":[{"role":"user","content":[{"text":"Hello"}]}],"inferenceConfig":{"maxTokens":60,"topP":0.9}}`,
		converse: `{"system":[{"text":"Be kind."}],"messages":[{"role":"user","content":[{"text":"Hello"}]}],"inferenceConfig":{"maxTokens":60,"topP":0.9}}`,
		answer:   `{"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn","usage":{"inputTokens":4,"outputTokens":1,"totalTokens":5}}`,
		said:     `{"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn","usage":{"inputTokens":4,"outputTokens":1,"totalTokens":5}}`,
	},
	{
		family: "amazon-titan-text", page: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html",
		request:  `{"inputText":"User: Hello\nBot:","textGenerationConfig":{"maxTokenCount":80,"temperature":0.3}}`,
		converse: `{"messages":[{"role":"user","content":[{"text":"Hello"}]}],"inferenceConfig":{"maxTokens":80,"temperature":0.3}}`,
		answer:   `{"inputTextTokenCount":4,"results":[{"tokenCount":2,"outputText":"Hi","completionReason":"FINISH"}]}`,
		said:     `{"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn","usage":{"inputTokens":4,"outputTokens":2,"totalTokens":6}}`,
	},
	{
		family: "meta-llama", page: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html",
		request:  `{"prompt":"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHello<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n","max_gen_len":30}`,
		converse: `{"messages":[{"role":"user","content":[{"text":"Hello"}]}],"inferenceConfig":{"maxTokens":30}}`,
		answer:   `{"generation":"Hi","prompt_token_count":5,"generation_token_count":2,"stop_reason":"length"}`,
		said:     `{"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"max_tokens","usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7}}`,
	},
	{
		family: "mistral-text", page: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html",
		request:  `{"prompt":"<s>[INST] Hello [/INST]","max_tokens":30,"top_k":20}`,
		converse: `{"messages":[{"role":"user","content":[{"text":"Hello"}]}],"inferenceConfig":{"maxTokens":30},"additionalModelRequestFields":{"top_k":20}}`,
		answer:   `{"outputs":[{"text":"Hi","stop_reason":"stop"}]}`,
		said:     `{"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn"}`,
	},
	{
		family: "cohere-command", page: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command.html",
		request:  `{"prompt":"Hello","max_tokens":30,"p":0.5,"k":10}`,
		converse: `{"messages":[{"role":"user","content":[{"text":"Hello"}]}],"inferenceConfig":{"maxTokens":30,"topP":0.5},"additionalModelRequestFields":{"k":10}}`,
		answer:   `{"generations":[{"finish_reason":"COMPLETE","id":"a","text":"Hi"}],"id":"b","prompt":"Hello"}`,
		said:     `{"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn"}`,
	},
	{
		family: "cohere-command-r", page: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html",
		request: `{"chat_history":[{"role":"USER","message":"Who was first?"},{"role":"CHATBOT","message":"Ann"}],"message":"And then?","preamble":"Be brief.","p":0.4,` +
			`"tools":[{"name":"list","description":"Lists","parameter_definitions":{"day":{"description":"which","type":"str","required":true}}}],` +
			`"tool_results":[{"call":{"name":"list","parameters":{"day":"mon"}},"outputs":[{"next":"Bob"}]}]}`,
		converse: `{"system":[{"text":"Be brief."}],"messages":[{"role":"user","content":[{"text":"Who was first?"}]},{"role":"assistant","content":[{"text":"Ann"}]},{"role":"user","content":[{"text":"And then?"}]},` +
			`{"role":"assistant","content":[{"toolUse":{"toolUseId":"call-1","name":"list","input":{"day":"mon"}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"call-1","content":[{"json":{"next":"Bob"}}]}}]}],` +
			`"inferenceConfig":{"topP":0.4},"toolConfig":{"tools":[{"toolSpec":{"name":"list","description":"Lists","inputSchema":{"json":{"type":"object","properties":{"day":{"type":"string","description":"which"}},"required":["day"]}}}}]}}`,
		answer: `{"response_id":"r","generation_id":"g","text":"I will look.","finish_reason":"COMPLETE","tool_calls":[{"name":"list","parameters":{"day":"tue"}}]}`,
		said:   `{"output":{"message":{"role":"assistant","content":[{"text":"I will look."},{"toolUse":{"toolUseId":"call-1","name":"list","input":{"day":"tue"}}}]}},"stopReason":"tool_use"}`,
	},
	{
		family: "ai21-j2", page: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jurassic2.html",
		request:  `{"prompt":"Hello","maxTokens":30,"topP":0.5}`,
		converse: `{"messages":[{"role":"user","content":[{"text":"Hello"}]}],"inferenceConfig":{"maxTokens":30,"topP":0.5}}`,
		answer:   `{"id":1,"completions":[{"data":{"text":"Hi"},"finishReason":{"reason":"length"}}]}`,
		said:     `{"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"max_tokens"}`,
	},
	{
		family: "deepseek", page: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-deepseek.html",
		request:  `{"prompt":"<｜begin▁of▁sentence｜><｜User｜>Why?<｜Assistant｜><think>\n","max_tokens":512,"temperature":0.5,"top_p":0.9}`,
		converse: `{"messages":[{"role":"user","content":[{"text":"Why?"}]}],"inferenceConfig":{"maxTokens":512,"temperature":0.5,"topP":0.9}}`,
		answer:   `{"choices":[{"text":"Hm.\n</think>\n\nSo.","stop_reason":"stop"}]}`,
		said:     `{"output":{"message":{"role":"assistant","content":[{"text":"\n\nSo."},{"reasoningContent":{"reasoningText":{"text":"Hm.\n"}}}]}},"stopReason":"end_turn"}`,
	},
}

// chatFamilies take chat completions; one example does for all.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html
var chatFamilies = []string{"openai", "qwen", "writer", "chat-completions", "minimax", "moonshot", "ai21-jamba", "mistral-chat"}

const (
	chatRequest  = `{"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Hello"}],"max_tokens":40,"top_p":0.5}`
	chatConverse = `{"system":[{"text":"Be kind."}],"messages":[{"role":"user","content":[{"text":"Hello"}]}],"inferenceConfig":{"maxTokens":40,"topP":0.5}}`
	chatAnswered = `{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"length"}]}`
	chatSaid     = `{"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"max_tokens"}`
)

func TestDocumentation(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range documented {
		seen[d.family] = true
		t.Run(d.family, func(t *testing.T) { t.Log(d.page); asDocumented(t, d.family, d.request, d.converse, d.answer, d.said) })
	}
	for _, name := range chatFamilies {
		seen[name] = true
		t.Run(name, func(t *testing.T) {
			asDocumented(t, name, chatRequest, chatConverse, chatAnswered, chatSaid)
		})
	}
	for _, f := range complete() {
		if !seen[f.Name] {
			t.Errorf("%s has no documented example", f.Name)
		}
	}
}

func asDocumented(t *testing.T, family, request, converse, answer, said string) {
	t.Helper()
	f := catalog.Default().Family(family)
	c, err := Request(f, nil, []byte(request))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := Decode([]byte(converse))
	if diff := cmp.Diff(want, c.Value); diff != "" {
		t.Errorf("request: %s", diff)
	}
	r, err := Response(f, nil, []byte(answer), Meta{})
	if err != nil {
		t.Fatal(err)
	}
	want, _ = Decode([]byte(said))
	if diff := cmp.Diff(want, r.Value); diff != "" {
		t.Errorf("answer: %s", diff)
	}
}
