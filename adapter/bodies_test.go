package adapter_test

import "encoding/json"

// sample is a native body of one family, written as code that calls the model would
// write it.
type sample struct {
	name, model string
	noStream    bool
	body        string
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// quoted is a string as JSON.
func quoted(s string) string { return string(mustJSON(s)) }

// samples has every text family that Converse serves, with what its bodies are made of.
var samples = []sample{
	{"claude", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", false, `{"anthropic_version":"bedrock-2023-05-31","max_tokens":400,"temperature":0.5,"top_k":7,"system":"Be brief.","messages":[{"role":"user","content":"Name a river."}]}`},
	{"claude stop sequence", "anthropic.claude-3-haiku-20240307-v1:0", false, `{"anthropic_version":"bedrock-2023-05-31","max_tokens":400,"stop_sequences":["the"],"messages":[{"role":"user","content":"Name a river."}]}`},
	{"claude max_tokens", "anthropic.claude-3-haiku-20240307-v1:0", false, `{"anthropic_version":"bedrock-2023-05-31","max_tokens":3,"messages":[{"role":"user","content":"Name a river."},{"role":"assistant","content":"The"},{"role":"user","content":[{"type":"text","text":"Go on"}]}]}`},
	{"claude tools", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", false, `{"anthropic_version":"bedrock-2023-05-31","max_tokens":900,"messages":[{"role":"user","content":"What is the weather?"}],"tool_choice":{"type":"any"},"tools":[{"name":"weather","description":"Tells the weather","input_schema":{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":1,"maximum":9}},"required":["city"]}}]}`},
	{"claude thinking", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", false, `{"anthropic_version":"bedrock-2023-05-31","max_tokens":3000,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":[{"type":"text","text":"Think about rivers.","cache_control":{"type":"ephemeral"}}]}]}`},
	{"claude 2, messages", "anthropic.claude-v2:1", false, `{"anthropic_version":"bedrock-2023-05-31","max_tokens":400,"messages":[{"role":"user","content":"Name a river."}]}`},
	{"claude text", "anthropic.claude-v2:1", false, `{"prompt":"\n\nHuman: Name a river.\n\nAssistant:","max_tokens_to_sample":100,"stop_sequences":["\n\nHuman:"]}`},
	{"nova", "us.amazon.nova-lite-v1:0", false, `{"schemaVersion":"messages-v1","system":[{"text":"Be brief."}],"messages":[{"role":"user","content":[{"text":"Name a river."}]}],"inferenceConfig":{"maxTokens":200,"topK":9}}`},
	{"nova tools", "us.amazon.nova-lite-v1:0", false, `{"schemaVersion":"messages-v1","messages":[{"role":"user","content":[{"text":"What is the weather?"}]}],"inferenceConfig":{"maxTokens":500},"toolConfig":{"toolChoice":{"any":{}},"tools":[{"toolSpec":{"name":"weather","inputSchema":{"json":{"type":"object","properties":{"city":{"type":"string"}}}}}}]}}`},
	{"titan", "amazon.titan-text-express-v1", false, `{"inputText":"User: Name a river.\nBot:","textGenerationConfig":{"maxTokenCount":100,"temperature":0.2}}`},
	{"llama 3", "meta.llama3-8b-instruct-v1:0", false, `{"prompt":` + quoted("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nName a river.<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n") + `,"max_gen_len":100}`},
	{"llama 2, default limit", "meta.llama2-13b-chat-v1", false, `{"prompt":"<s>[INST] Name a river. [/INST]"}`},
	{"mistral text", "mistral.mistral-7b-instruct-v0:2", false, `{"prompt":"<s>[INST] Name a river. [/INST]","max_tokens":100,"top_k":20}`},
	{"mistral chat", "mistral.mistral-large-2407-v1:0", false, `{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Name a river."}],"max_tokens":100}`},
	{"mistral chat tools", "mistral.mistral-large-2407-v1:0", true, `{"messages":[{"role":"user","content":"What is the weather?"}],"max_tokens":500,"tool_choice":"any","tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]}`},
	{"cohere command", "cohere.command-text-v14", false, `{"prompt":"Name a river.","max_tokens":100,"k":20}`},
	{"cohere command r", "cohere.command-r-v1:0", false, `{"message":"Name a river.","preamble":"Be brief.","max_tokens":100,"chat_history":[{"role":"USER","message":"Hello"},{"role":"CHATBOT","message":"Good day"}]}`},
	{"jurassic", "ai21.j2-ultra-v1", true, `{"prompt":"Name a river.","maxTokens":100}`},
	{"jamba", "ai21.jamba-1-5-mini-v1:0", false, `{"messages":[{"role":"user","content":"Name a river."}],"max_tokens":100}`},
	{"deepseek r1", "us.deepseek.r1-v1:0", false, `{"prompt":` + quoted("<｜begin▁of▁sentence｜><｜User｜>Name a river.<｜Assistant｜><think>\n") + `,"max_tokens":300}`},
	{"deepseek v3", "deepseek.v3-v1:0", false, `{"messages":[{"role":"user","content":"Name a river."}],"max_tokens":100}`},
	{"gpt-oss", "openai.gpt-oss-120b-1:0", false, `{"messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"Name a river."}],"max_completion_tokens":300}`},
	{"qwen", "qwen.qwen3-vl-235b-a22b", false, `{"messages":[{"role":"user","content":"Name a river."}],"max_tokens":100,"top_k":3}`},
	{"writer", "us.writer.palmyra-x5-v1:0", false, `{"messages":[{"role":"user","content":"Name a river."}],"max_tokens":100}`},
	{"chat completions", "google.gemma-3-4b-it", false, `{"messages":[{"role":"user","content":"Name a river."}],"max_tokens":100}`},
}
