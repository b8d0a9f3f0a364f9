package bedrocktest

import "strings"

// claudeTraits is what differs between Claude models on the Messages API.
type claudeTraits struct {
	name     string       // "model" member of an answer
	sampling samplingRule // which sampling parameters may be sent
	thinking thinkingRule
	prefill  bool // a trailing assistant turn is completed
	// adaptive thinking applies when the request says nothing about thinking
	adaptiveDefault bool
	// outputBelow: max_tokens must stay strictly below the limit
	outputBelow  bool
	builtins     []string // provider-defined tool types, besides "custom"
	effort       bool     // takes output_config.effort
	nativeOutput int      // InvokeModel's output limit where it lies above Converse's
	detailed     bool     // answers carry stop_details and usage in detail (recorded on Opus 4.8)
}

func claudeOf(m *model) *claudeTraits { return m.traits.(*claudeTraits) }

type samplingRule int

const (
	samplingFree      samplingRule = iota
	samplingExclusive              // temperature or top_p, not both
	samplingNone                   // neither temperature, top_p nor top_k
)

type thinkingRule int

const (
	thinkingNone     thinkingRule = iota
	thinkingBudget                // enabled with budget_tokens, or disabled
	thinkingBoth                  // enabled (deprecated), adaptive or disabled
	thinkingAdaptive              // adaptive or disabled
	thinkingAlways                // adaptive only
)

// builtins4 are the tool types that Claude Sonnet 4 names when it refuses
// another (recorded on CountTokens).
var builtins4 = []string{"bash_20250124", "text_editor_20250124", "text_editor_20250429", "text_editor_20250728"}

// claudeMessagesModels lists the Messages models.
// Limits and rules:
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-card-anthropic-claude-opus-4-7.html
// Output limits of 4.1 and later: https://github.com/langchain-ai/langchain-aws/blob/main/libs/aws/langchain_aws/data/_profiles.py
// Combined temperature and top_p: https://github.com/mem0ai/mem0/issues/4004
// Prefill: https://platform.claude.com/docs/en/about-claude/models/whats-new-claude-4-6#prefill-removal
// Limits that are exclusive: https://github.com/vertesia/llumiverse/pull/562
func claudeMessagesModels() []*model {
	claude3 := claudeTraits{prefill: true}
	// InvokeModel took 8192 where Converse held to 4096.
	// https://github.com/boto/boto3/issues/4279
	sonnet35 := claude3
	sonnet35.nativeOutput = 8192
	claude37 := claudeTraits{prefill: true, thinking: thinkingBudget, builtins: []string{"bash_20250124", "text_editor_20250124"}}
	claude4 := claudeTraits{prefill: true, thinking: thinkingBudget, builtins: builtins4}
	claude45 := claudeTraits{prefill: true, thinking: thinkingBudget, builtins: builtins4, sampling: samplingExclusive}
	opus45 := claude45
	opus45.effort = true
	claude46 := claudeTraits{thinking: thinkingBoth, builtins: builtins4, sampling: samplingExclusive, effort: true}
	opus46 := claude46
	opus46.outputBelow = true
	claude47 := claudeTraits{thinking: thinkingAdaptive, builtins: builtins4, sampling: samplingNone, outputBelow: true, effort: true, detailed: true}
	claude5 := claude47
	claude5.adaptiveDefault = true
	fable := claude47
	fable.thinking = thinkingAlways
	haiku45 := claude45
	haiku45.outputBelow = true

	list := []*model{
		claudeModel("anthropic.claude-3-haiku-20240307-v1:0", 4096, claude3),
		claudeModel("anthropic.claude-3-sonnet-20240229-v1:0", 4096, claude3),
		claudeModel("anthropic.claude-3-opus-20240229-v1:0", 4096, claude3),
		claudeModel("anthropic.claude-3-5-sonnet-20240620-v1:0", 4096, sonnet35),
		claudeModel("anthropic.claude-3-5-sonnet-20241022-v2:0", 8192, claude3),
		claudeModel("anthropic.claude-3-5-haiku-20241022-v1:0", 8192, claude3),
		claudeModel("anthropic.claude-3-7-sonnet-20250219-v1:0", 64000, claude37),
		claudeModel("anthropic.claude-sonnet-4-20250514-v1:0", 64000, claude4),
		claudeModel("anthropic.claude-opus-4-20250514-v1:0", 32000, claude4),
		claudeModel("anthropic.claude-opus-4-1-20250805-v1:0", 32000, claude45),
		claudeModel("anthropic.claude-sonnet-4-5-20250929-v1:0", 64000, claude45),
		claudeModel("anthropic.claude-haiku-4-5-20251001-v1:0", 64000, haiku45),
		claudeModel("anthropic.claude-opus-4-5-20251101-v1:0", 64000, opus45),
		claudeModel("anthropic.claude-opus-4-6-v1", 128000, opus46),
		claudeModel("anthropic.claude-sonnet-4-6", 64000, claude46),
		claudeModel("anthropic.claude-opus-4-7", 128000, claude47),
		claudeModel("anthropic.claude-opus-4-8", 128000, claude47),
		claudeModel("anthropic.claude-opus-5", 128000, claude5),
		claudeModel("anthropic.claude-sonnet-5", 128000, claude5),
		claudeModel("anthropic.claude-fable-5", 128000, fable),
		claudeModel("anthropic.claude-fable-5-1", 128000, fable),
		claudeModel("anthropic.claude-mythos-5-1", 128000, fable),
		claudeModel("anthropic.claude-opus-5-5", 128000, claude5),
		claudeModel("anthropic.claude-sonnet-5-5", 128000, claude5),
	}
	for _, m := range list {
		generation3 := strings.Contains(m.id, "claude-3")
		m.assistantFirst = !generation3
		m.typedToolUse = !generation3 // recorded on 4.5 and later
		// Turns with the role system are recorded on Opus 4.8.
		m.systemTurns = claudeOf(m).sampling == samplingNone
		m.vision = !strings.Contains(m.id, "3-5-haiku")
		// https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
		m.caching = !generation3 || strings.Contains(m.id, "20241022") || strings.Contains(m.id, "3-7-")
		// https://docs.aws.amazon.com/bedrock/latest/userguide/count-tokens.html
		m.countTokens = m.caching
	}
	return list
}

func claudeModel(id string, maxOutput int, traits claudeTraits) *model {
	traits.name = claudeName(id)
	return &model{
		id: id, maxOutput: maxOutput, traits: &traits, reasoning: true, searchable: true,
		system: true, documents: true, tools: true, streamTools: true, forcedTools: true, maxImages: 20,
	}
}

// claudeName is the model name inside an answer: the id without the provider
// and without the -vN:N suffix (recorded: claude-3-5-haiku-20241022,
// claude-opus-4-8).
func claudeName(id string) string {
	name := strings.TrimPrefix(id, "anthropic.")
	if i := strings.LastIndex(name, "-v"); i > 0 && strings.TrimLeft(name[i+2:], "0123456789:") == "" {
		name = name[:i]
	}
	return name
}

// claude2Models are the text-completion models. They take Messages bodies too
// (recorded on claude-v2), with text only.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html
func claude2Models() []*model {
	var list []*model
	for id, name := range map[string]string{
		"anthropic.claude-v2":         "claude-2.0",
		"anthropic.claude-v2:1":       "claude-2.1",
		"anthropic.claude-instant-v1": "claude-instant-1.2",
	} {
		list = append(list, &model{
			id: id, maxOutput: 4096, system: true, documents: true, regionOnly: true,
			traits: &claudeTraits{name: name, prefill: true},
		})
	}
	return list
}
