package catalog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestModelByID(t *testing.T) {
	tests := []struct {
		id     string
		model  string
		family string
		reason string // a part of it
	}{
		{id: "anthropic.claude-3-haiku-20240307-v1:0", model: "anthropic.claude-3-haiku-20240307-v1:0", family: "anthropic-messages"},
		{id: "us.anthropic.claude-3-haiku-20240307-v1:0", model: "anthropic.claude-3-haiku-20240307-v1:0", family: "anthropic-messages"},
		{id: "us-gov.anthropic.claude-3-haiku-20240307-v1:0", model: "anthropic.claude-3-haiku-20240307-v1:0", family: "anthropic-messages"},
		{id: "global.anthropic.claude-opus-4-7", model: "anthropic.claude-opus-4-7", family: "anthropic-messages"},
		{id: "anthropic.claude-3-haiku-20240307-v1:0:200k", model: "anthropic.claude-3-haiku-20240307-v1:0", family: "anthropic-messages"},
		{id: "anthropic.claude-v2", model: "anthropic.claude-v2", family: "anthropic-text"},
		{id: "anthropic.claude-v2:1", model: "anthropic.claude-v2:1", family: "anthropic-text"},
		{id: "anthropic.claude-v2:1:18k", model: "anthropic.claude-v2:1", family: "anthropic-text"},
		{id: "anthropic.claude-v2:18k", model: "anthropic.claude-v2", family: "anthropic-text"},
		{id: "anthropic.claude-v2:0:100k", family: "anthropic-text"},
		{id: "meta.llama3-8b-instruct-v1", model: "meta.llama3-8b-instruct-v1:0", family: "meta-llama"},
		{id: "anthropic.claude-opus-9-20300101-v1:0", family: "anthropic-messages"},
		{id: "amazon.nova-canvas-v1:0", model: "amazon.nova-canvas-v1:0", family: "amazon-image"},
		{id: "amazon.nova-9-lite-v1:0", family: "amazon-nova"},
		{id: "amazon.titan-embed-text-v3", family: "amazon-titan-embed"},
		{id: "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1", model: "anthropic.claude-v2:1", family: "anthropic-text"},
		{id: "arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:inference-profile/us-gov.anthropic.claude-3-haiku-20240307-v1:0", model: "anthropic.claude-3-haiku-20240307-v1:0", family: "anthropic-messages"},
		{id: "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3", reason: "application inference profile"},
		{id: "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/a1b2c3", reason: "provisioned model"},
		{id: "arn:aws:bedrock:us-east-1:111122223333:imported-model/a1b2c3", reason: "imported model"},
		{id: "arn:aws:bedrock:us-east-1:111122223333:custom-model/a1b2c3", reason: "custom model"},
		{id: "arn:aws:bedrock:us-east-1:111122223333:prompt/P1:2", reason: "prompt"},
		{id: "arn:aws:sagemaker:us-east-1:111122223333:endpoint/mine", reason: "marketplace endpoint"},
		{id: "arn:aws:bedrock:us-east-1", reason: "malformed ARN"},
		{id: "gpt-4", reason: "no family"},
		{id: "us.gpt", reason: "no family"},
		{id: "", reason: "empty"},
	}
	for _, tt := range tests {
		m, f, reason := Default().ModelByID(tt.id)
		got := struct{ model, family string }{}
		if m != nil {
			got.model = m.ID
		}
		if f != nil {
			got.family = f.Name
		}
		if got.model != tt.model || got.family != tt.family || !strings.Contains(reason, tt.reason) || (reason == "") != (tt.reason == "") {
			t.Errorf("ModelByID(%q) = %q, %q, %q; want %q, %q, %q", tt.id, got.model, got.family, reason, tt.model, tt.family, tt.reason)
		}
	}
}

func TestFamilyByBody(t *testing.T) {
	tests := []struct {
		keys string
		want string // best candidate, "a|b" for a tie, "" for none
	}{
		{"anthropic_version max_tokens messages", "anthropic-messages"},
		{"messages max_tokens anthropic_version system temperature top_p stop_sequences tools", "anthropic-messages"},
		{"prompt max_tokens_to_sample temperature", "anthropic-text"},
		{"prompt max_gen_len temperature top_p", "meta-llama"},
		{"inputText textGenerationConfig", "amazon-titan-text"},
		{"inputText dimensions normalize", "amazon-titan-embed"},
		{"inputText", "amazon-titan-embed|amazon-titan-text"},
		{"texts input_type", "cohere-embed"},
		{"schemaVersion messages inferenceConfig", "amazon-nova"},
		{"messages inferenceConfig", "amazon-nova"},
		{"message chat_history", "cohere-command-r"},
		{"text_prompts cfg_scale steps", "stability"},
		{"taskType textToImageParams imageGenerationConfig", "amazon-image"},
		{"query documents top_n", "cohere-rerank"},
		{"prompt maxTokens topP", "ai21-j2"},
		{"prompt", ""}, // of too many families to be of one
		{"colour", ""},
	}
	for _, tt := range tests {
		var best []string
		cands := Default().FamilyByBody(strings.Fields(tt.keys))
		for _, c := range cands {
			if c.Score == cands[0].Score {
				best = append(best, c.Family.Name)
			}
		}
		if got := strings.Join(best, "|"); got != tt.want {
			t.Errorf("FamilyByBody(%s) = %s, want %s", tt.keys, got, tt.want)
		}
	}
}

func TestFamilyByResponse(t *testing.T) {
	tests := []struct{ paths, want string }{
		{"content[].text stop_reason", "anthropic-messages"},
		{"content[0].text", "anthropic-messages"},
		{"completion", "anthropic-text"},
		{"generation", "meta-llama"},
		{"results[].outputText", "amazon-titan-text"},
		{"outputs[].text", "mistral-text"},
		{"generations[].text", "cohere-command"},
		{"completions[].data.text", "ai21-j2"},
		{"output.message.content[].text", "amazon-nova"},
	}
	for _, tt := range tests {
		var got []string
		for _, c := range Default().FamilyByResponse(strings.Fields(tt.paths)) {
			got = append(got, c.Family.Name)
		}
		if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
			t.Errorf("FamilyByResponse(%s): %s", tt.paths, diff)
		}
	}
}

func TestShapeLookup(t *testing.T) {
	req := Default().Family("anthropic-messages").Request
	tests := []struct{ path, converse string }{
		{"max_tokens", "inferenceConfig.maxTokens"},
		{"messages[].content", "messages[].content[].text"},
		{"messages[].content[].text", "messages[].content[].text"},
		{"messages[0].content[1].text", "messages[].content[].text"},
		{"messages[].content[].source.data", "messages[].content[].image.source.bytes"},
		{"messages[].content[type=document].source.data", "messages[].content[].document.source.bytes"},
		{"messages[].content[type=document].source{type=text}.data", "messages[].content[].document.source.text"},
		{"messages[].content[].tool_use_id", "messages[].content[].toolResult.toolUseId"},
		{"tools[].name", "toolConfig.tools[].toolSpec.name"},
		{"tools[type=computer_20250124]", "additionalModelRequestFields.tools[]"},
		{"stop_sequences[]", "inferenceConfig.stopSequences[]"},
		{"tool_choice.name", "toolConfig.toolChoice.tool.name"},
	}
	for _, tt := range tests {
		s := req.Lookup(tt.path)
		if s == nil || s.Field == nil {
			t.Errorf("Lookup(%s) found nothing", tt.path)
			continue
		}
		if s.Field.Converse != tt.converse {
			t.Errorf("Lookup(%s) = %s, want %s", tt.path, s.Field.Converse, tt.converse)
		}
	}
	for _, path := range []string{"max_token", "messages[].text", "messages[].content[type=image].text", "messages.role", "tools[].x"} {
		if s := req.Lookup(path); s != nil {
			t.Errorf("Lookup(%s) = %s, want nothing", path, s.Path)
		}
	}
	if v := req.Lookup("messages[].content[].type").Verdict(); v != Drops {
		t.Errorf("the discriminator's verdict is %s, want drops", v)
	}
}

// Every node must be found again by its own path, and without the discriminators.
func TestEveryPathIsFound(t *testing.T) {
	for _, f := range Default().Families() {
		for _, root := range []*Shape{f.Request, f.Response, f.Stream} {
			root.Walk(func(s *Shape) {
				if got := root.Lookup(s.Path); got != s {
					t.Errorf("%s: Lookup(%s) does not give the node back", f.Name, s.Path)
				}
				if s.Path != "" && s.Value == "" && root.Lookup(Plain(s.Path)) == nil {
					t.Errorf("%s: Lookup(%s) finds nothing", f.Name, Plain(s.Path))
				}
			})
		}
	}
}

func TestSince(t *testing.T) {
	tests := map[string]string{
		"messages[].content[].text":                                     "v1.9.0",
		"messages[].content[].cachePoint":                               "v1.28.0",
		"messages[].content[].cachePoint.ttl":                           "v1.48.0",
		"messages[].content[].document":                                 "v1.11.0",
		"messages":                                                      "v1.9.0",
		"additionalModelRequestFields.thinking.type":                    "v1.9.0",
		"outputConfig.effort":                                           "v1.57.0",
		"toolConfig.tools[].toolSpec.inputSchema.json":                  "v1.9.0",
		"usage.cacheReadInputTokens":                                    "v1.28.0",
		"messages[].content[].reasoningContent.reasoningText.signature": "v1.25.0",
		"inferenceConfig.topK":                                          "v1.9.0",
		"nonsense":                                                      "",
	}
	for path, want := range tests {
		if got := Default().Since(path); got != want {
			t.Errorf("Since(%s) = %q, want %q", path, got, want)
		}
	}
}

func TestInputMembers(t *testing.T) {
	want := []string{"Accept", "ContentType", "GuardrailIdentifier", "GuardrailVersion", "Trace", "PerformanceConfigLatency", "ServiceTier", "RequestMetadata"}
	var got []string
	for _, m := range Default().InputMembers() {
		got = append(got, m.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	m, ok := Default().InputMember("Trace")
	if !ok || m.Converse != "guardrailConfig.trace" || m.Transform != "lower-case" {
		t.Errorf("Trace = %+v, %v", m, ok)
	}
}

// TestMovable tells the families whose calls go to Converse from those that it merely serves.
func TestMovable(t *testing.T) {
	tests := []struct {
		family          string
		served, movable bool
	}{
		{"anthropic-messages", true, true},
		{"cohere-command", true, true}, // limited as well, but it streams and has a place for every field
		{"ai21-j2", true, false},
		{"amazon-titan-embed", false, false},
	}
	for _, tt := range tests {
		f := Default().Family(tt.family)
		if f.Served() != tt.served || f.Movable() != tt.movable {
			t.Errorf("%s: served %v, movable %v; want %v, %v", tt.family, f.Served(), f.Movable(), tt.served, tt.movable)
		}
	}
}
