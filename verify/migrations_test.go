package verify

import (
	"encoding/base64"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/bedrocklint/bedrocklint/rules"
)

const (
	haiku     = "anthropic.claude-3-haiku-20240307-v1:0"
	sonnet37  = "anthropic.claude-3-7-sonnet-20250219-v1:0"
	claude2   = "anthropic.claude-v2:1"
	llama3    = "meta.llama3-8b-instruct-v1:0"
	titan     = "amazon.titan-text-express-v1"
	pngBytes  = "\x89PNG\r\n\x1a\nnot really a picture"
	pdfBytes  = "%PDF-1.4 not really a document"
	haikuTask = "Summarise the picture in one sentence."
)

var b64 = base64.StdEncoding.EncodeToString

// migrations are correct migrations of the four families, each with more than one would
// meet in one call, so that every mistake has something to spoil.
func migrations() map[string]migration {
	return map[string]migration{
		"claude":          claudeChat(),
		"claude tools":    claudeTools(),
		"claude thinking": claudeThinking(),
		"claude document": claudeDocument(),
		"claude stream":   claudeStreaming(),
		"claude text":     claudeTextPrompt(),
		"llama chat":      llamaChat(),
		"llama bare":      llamaBare(),
		"titan":           titanBare(),
	}
}

func onConverse(input func() *bedrockruntime.ConverseInput) *moved {
	return &moved{input: input, times: 1, text: allText, stop: endedConverse, usage: true}
}

func text(s string) types.ContentBlock { return &types.ContentBlockMemberText{Value: s} }

func user(content ...types.ContentBlock) types.Message {
	return types.Message{Role: types.ConversationRoleUser, Content: content}
}

func assistant(content ...types.ContentBlock) types.Message {
	return types.Message{Role: types.ConversationRoleAssistant, Content: content}
}

func system(s string) []types.SystemContentBlock {
	return []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: s}}
}

func fieldsOf(m map[string]any) document.Interface { return document.NewLazyDocument(m) }

// claudeChat has an image, three turns, a prefill, every parameter and a beta.
func claudeChat() migration {
	body := fmt.Sprintf(`{
		"anthropic_version": "bedrock-2023-05-31",
		"anthropic_beta": ["computer-use-2024-10-22"],
		"max_tokens": 40, "temperature": 0, "top_p": 0.75, "top_k": 250,
		"stop_sequences": ["END", "\n\nHuman:"],
		"system": "You are terse.",
		"metadata": {"user_id": "u-17"},
		"messages": [
			{"role": "user", "content": "  Hello  "},
			{"role": "assistant", "content": "Hello. What can I do?"},
			{"role": "user", "content": [
				{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": %q}},
				{"type": "text", "text": %q}
			]},
			{"role": "assistant", "content": "In one sentence:"}
		]}`, b64([]byte(pngBytes)), haikuTask)
	return migration{
		before: invoke(haiku, body, nil, readClaude),
		after: onConverse(func() *bedrockruntime.ConverseInput {
			return &bedrockruntime.ConverseInput{
				ModelId: aws.String(haiku),
				System:  system("You are terse."),
				Messages: []types.Message{
					user(text("  Hello  ")),
					assistant(text("Hello. What can I do?")),
					user(image(types.ImageFormatPng), text(haikuTask)),
					assistant(text("In one sentence:")),
				},
				InferenceConfig: &types.InferenceConfiguration{
					MaxTokens: aws.Int32(40), Temperature: aws.Float32(0), TopP: aws.Float32(0.75),
					StopSequences: []string{"END", "\n\nHuman:"},
				},
				AdditionalModelRequestFields: fieldsOf(map[string]any{
					"top_k": 250, "metadata": map[string]any{"user_id": "u-17"},
					"anthropic_beta": []string{"computer-use-2024-10-22"},
				}),
			}
		}),
	}
}

func image(format types.ImageFormat) types.ContentBlock {
	return &types.ContentBlockMemberImage{Value: types.ImageBlock{
		Format: format, Source: &types.ImageSourceMemberBytes{Value: []byte(pngBytes)},
	}}
}

// claudeTools is the second round of a tool loop, with a failed result.
func claudeTools() migration {
	body := `{
		"anthropic_version": "bedrock-2023-05-31", "max_tokens": 100,
		"tools": [
			{"name": "weather", "description": "Weather of a city.",
			 "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}},
			{"name": "clock", "description": "Time of a city.", "input_schema": {"type": "object"}}],
		"tool_choice": {"type": "tool", "name": "weather"},
		"messages": [
			{"role": "user", "content": "How is the weather in Bern?"},
			{"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "weather", "input": {"city": "Bern"}}]},
			{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "is_error": true, "content": "no such station"}]}
		]}`
	return migration{
		before: invoke(haiku, body, nil, readClaude),
		after: onConverse(func() *bedrockruntime.ConverseInput {
			return &bedrockruntime.ConverseInput{
				ModelId:         aws.String(haiku),
				InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(100)},
				Messages: []types.Message{
					user(text("How is the weather in Bern?")),
					assistant(&types.ContentBlockMemberToolUse{Value: types.ToolUseBlock{
						ToolUseId: aws.String("t1"), Name: aws.String("weather"),
						Input: document.NewLazyDocument(map[string]any{"city": "Bern"}),
					}}),
					user(&types.ContentBlockMemberToolResult{Value: types.ToolResultBlock{
						ToolUseId: aws.String("t1"), Status: types.ToolResultStatusError,
						Content: []types.ToolResultContentBlock{&types.ToolResultContentBlockMemberText{Value: "no such station"}},
					}}),
				},
				ToolConfig: &types.ToolConfiguration{
					Tools: []types.Tool{
						tool("weather", "Weather of a city.", map[string]any{
							"type": "object", "required": []string{"city"},
							"properties": map[string]any{"city": map[string]any{"type": "string"}},
						}),
						tool("clock", "Time of a city.", map[string]any{"type": "object"}),
					},
					ToolChoice: &types.ToolChoiceMemberTool{Value: types.SpecificToolChoice{Name: aws.String("weather")}},
				},
			}
		}),
	}
}

func tool(name, description string, schema map[string]any) types.Tool {
	return &types.ToolMemberToolSpec{Value: types.ToolSpecification{
		Name: aws.String(name), Description: aws.String(description),
		InputSchema: &types.ToolInputSchemaMemberJson{Value: document.NewLazyDocument(schema)},
	}}
}

func claudeThinking() migration {
	body := `{
		"anthropic_version": "bedrock-2023-05-31", "max_tokens": 4000,
		"thinking": {"type": "enabled", "budget_tokens": 2000},
		"messages": [{"role": "user", "content": "How many primes are below 100?"}]}`
	return migration{
		before: invoke(sonnet37, body, nil, readClaude),
		after: onConverse(func() *bedrockruntime.ConverseInput {
			return &bedrockruntime.ConverseInput{
				ModelId:         aws.String(sonnet37),
				Messages:        []types.Message{user(text("How many primes are below 100?"))},
				InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(4000)},
				AdditionalModelRequestFields: fieldsOf(map[string]any{
					"thinking": map[string]any{"type": "enabled", "budget_tokens": 2000},
				}),
			}
		}),
	}
}

// claudeDocument has a document, a cached system prompt and a guardrail.
func claudeDocument() migration {
	body := fmt.Sprintf(`{
		"anthropic_version": "bedrock-2023-05-31", "max_tokens": 200, "temperature": 0.5,
		"system": [{"type": "text", "text": "Answer from the document only.", "cache_control": {"type": "ephemeral"}}],
		"messages": [{"role": "user", "content": [
			{"type": "document", "title": "Report", "citations": {"enabled": true}, "source": {"type": "base64", "media_type": "application/pdf", "data": %q}},
			{"type": "text", "text": "What does it say?"},
			{"type": "text", "text": "And who wrote it?"}]}]}`, b64([]byte(pdfBytes)))
	guard := func(in *bedrockruntime.InvokeModelInput) {
		in.GuardrailIdentifier, in.GuardrailVersion = aws.String("gr1234567890"), aws.String("3")
	}
	return migration{
		before: invoke(sonnet37, body, guard, readClaude),
		after: onConverse(func() *bedrockruntime.ConverseInput {
			return &bedrockruntime.ConverseInput{
				ModelId: aws.String(sonnet37),
				System: append(system("Answer from the document only."),
					&types.SystemContentBlockMemberCachePoint{Value: types.CachePointBlock{Type: types.CachePointTypeDefault}}),
				Messages:        []types.Message{user(pdf(), text("What does it say?"), text("And who wrote it?"))},
				InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(200), Temperature: aws.Float32(0.5)},
				GuardrailConfig: &types.GuardrailConfiguration{
					GuardrailIdentifier: aws.String("gr1234567890"), GuardrailVersion: aws.String("3"),
				},
			}
		}),
	}
}

func pdf() *types.ContentBlockMemberDocument {
	return &types.ContentBlockMemberDocument{Value: types.DocumentBlock{
		Name: aws.String("Report"), Format: types.DocumentFormatPdf,
		Citations: &types.CitationsConfig{Enabled: aws.Bool(true)},
		Source:    &types.DocumentSourceMemberBytes{Value: []byte(pdfBytes)},
	}}
}

func claudeStreaming() migration {
	body := `{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 60, "temperature": 0.2, "top_k": 40,
		"system": "You are a poet.", "messages": [{"role": "user", "content": "A line on rivers."}]}`
	after := onConverse(func() *bedrockruntime.ConverseInput {
		return &bedrockruntime.ConverseInput{
			ModelId: aws.String(haiku), System: system("You are a poet."),
			Messages:                     []types.Message{user(text("A line on rivers."))},
			InferenceConfig:              &types.InferenceConfiguration{MaxTokens: aws.Int32(60), Temperature: aws.Float32(0.2)},
			AdditionalModelRequestFields: fieldsOf(map[string]any{"top_k": 40}),
		}
	})
	after.stream = true
	return migration{before: claudeStream(haiku, body), after: after}
}

// claudeTextPrompt relies on the native default of top_k, and prints no usage, which
// the native answer does not have.
func claudeTextPrompt() migration {
	body := `{"prompt": "Be kind.\n\nHuman: Name a river.\n\nAssistant: The Aare.\n\nHuman: Another one.\n\nAssistant:",
		"max_tokens_to_sample": 30, "temperature": 0.3, "stop_sequences": ["\n\nHuman:"]}`
	after := onConverse(func() *bedrockruntime.ConverseInput {
		return &bedrockruntime.ConverseInput{
			ModelId: aws.String(claude2), System: system("Be kind."),
			Messages: []types.Message{
				user(text("Name a river.")), assistant(text("The Aare.")), user(text("Another one.")),
			},
			InferenceConfig: &types.InferenceConfiguration{
				MaxTokens: aws.Int32(30), Temperature: aws.Float32(0.3), StopSequences: []string{"\n\nHuman:"},
			},
			AdditionalModelRequestFields: fieldsOf(map[string]any{"top_k": 250}),
		}
	})
	return migration{before: invoke(claude2, body, nil, readClaudeText), after: silentUsage(after)}
}

// silentUsage has the program print no token counts.
func silentUsage(m *moved) *moved {
	m.usage = false
	return m
}

// llamaChat has a template made by hand, and relies on the native limit of 512 tokens.
func llamaChat() migration {
	body := `{"prompt": "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nName a river.<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", "temperature": 0.6, "top_p": 0.8}`
	return migration{
		before: invoke(llama3, body, nil, readLlama),
		after: onConverse(func() *bedrockruntime.ConverseInput {
			return &bedrockruntime.ConverseInput{
				ModelId: aws.String(llama3), System: system("Be brief."),
				Messages: []types.Message{user(text("Name a river."))},
				InferenceConfig: &types.InferenceConfiguration{
					MaxTokens: aws.Int32(512), Temperature: aws.Float32(0.6), TopP: aws.Float32(0.8),
				},
			}
		}),
	}
}

// llamaBare sends a prompt without template: Converse adds one, which is stated.
func llamaBare() migration {
	return migration{
		accept: []Statement{{Code: rules.PromptBare}},
		before: invoke(llama3, `{"prompt": "Name a river.", "max_gen_len": 7, "temperature": 0.6}`, nil, readLlama),
		after: onConverse(func() *bedrockruntime.ConverseInput {
			return &bedrockruntime.ConverseInput{
				ModelId:  aws.String(llama3),
				Messages: []types.Message{user(text("Name a river."))},
				InferenceConfig: &types.InferenceConfiguration{
					MaxTokens: aws.Int32(7), Temperature: aws.Float32(0.6),
				},
			}
		}),
	}
}

func titanBare() migration {
	body := `{"inputText": "Name a river.", "textGenerationConfig":
		{"maxTokenCount": 64, "temperature": 0.1, "topP": 0.9, "stopSequences": ["|"]}}`
	return migration{
		accept: []Statement{{Code: rules.PromptBare}},
		before: invoke(titan, body, nil, readTitan),
		after: onConverse(func() *bedrockruntime.ConverseInput {
			return &bedrockruntime.ConverseInput{
				ModelId:  aws.String(titan),
				Messages: []types.Message{user(text("Name a river."))},
				InferenceConfig: &types.InferenceConfiguration{
					MaxTokens: aws.Int32(64), Temperature: aws.Float32(0.1), TopP: aws.Float32(0.9),
					StopSequences: []string{"|"},
				},
			}
		}),
	}
}
