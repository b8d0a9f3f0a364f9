package bedrocktest

import (
	"regexp"
	"strings"
)

// directory resolves model identifiers.
type directory struct {
	models  map[string]*model
	aliases map[string]string // identifiers named with WithModel
}

func newDirectory(aliases map[string]string, c choices) *directory {
	d := &directory{models: map[string]*model{}, aliases: aliases}
	for _, f := range families() {
		for _, m := range f.models(c) {
			m.family = f
			d.models[m.id] = m
		}
	}
	return d
}

// regionPrefix is the geography of a cross-Region inference profile.
// https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
var regionPrefix = regexp.MustCompile(`^(us|eu|apac|us-gov|jp|au|ca|sa|amer|global)\.`)

// contextSuffix is the context length of a provisioned-throughput variant,
// as in anthropic.claude-v2:1:18k.
var contextSuffix = regexp.MustCompile(`:\d+k$|:mm$`)

// lookup finds the model behind an id, an inference profile or an ARN.
// regional reports a cross-Region profile, which CountTokens does not take.
func (d *directory) lookup(id string) (m *model, regional bool, err *apiError) {
	if target, ok := d.aliases[id]; ok {
		if m, regional, err = d.resolve(target); err != nil {
			return nil, false, invalid("This stand-in was told that %s stands for %q, which it does not know: %s", id, target, err.message)
		}
		return m, regional, nil
	}
	return d.resolve(id)
}

func (d *directory) resolve(id string) (m *model, regional bool, err *apiError) {
	base, known := baseID(id)
	if !known {
		return nil, false, invalid("This stand-in cannot tell which model %q stands for. Say so with WithModel, or with -model on the command line.", id)
	}
	regional = regionPrefix.MatchString(base)
	trimmed := contextSuffix.ReplaceAllString(regionPrefix.ReplaceAllString(base, ""), "")
	if m := d.models[trimmed]; m != nil && !(regional && m.regionOnly) {
		return m, regional, nil
	}
	if d.models[trimmed] == nil && unserved.MatchString(trimmed) {
		return nil, false, invalid("This stand-in does not serve the model family of %s yet.", id)
	}
	// Recorded on all operations; not ResourceNotFoundException.
	return nil, false, invalid("The provided model identifier is invalid.")
}

// baseID takes the model id out of an ARN that contains one. It reports false
// for ARNs that do not: application inference profiles, provisioned, custom
// and imported models, prompts, marketplace endpoints.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
func baseID(id string) (string, bool) {
	if !strings.HasPrefix(id, "arn:") {
		return id, true
	}
	parts := strings.SplitN(id, ":", 6)
	if len(parts) < 6 {
		return id, true
	}
	resource, name, _ := strings.Cut(parts[5], "/")
	switch resource {
	case "foundation-model", "inference-profile":
		return name, true
	}
	return "", false
}

// unserved matches ids of families that Bedrock has and this stand-in does not
// serve yet. It asks for a whole id, so that a mistyped one stays invalid.
// https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html
var unserved = regexp.MustCompile(`^(` + strings.Join([]string{
	`amazon\.nova-[a-z0-9-]+-v\d+:\d+(:\d+)?`,
	`amazon\.(titan-embed-[a-z0-9-]+|titan-image-generator-v\d+|rerank-v\d+)(:\d+)?`,
	`ai21\.(j2-[a-z0-9-]+|jamba-[a-z0-9-]+)(:\d+)?`,
	`cohere\.(command|embed|rerank)-[a-z0-9-]+(:\d+)?`,
	`deepseek\.[a-z0-9.-]+(:\d+)?`,
	`google\.gemma-[a-z0-9.-]+(:\d+)?`,
	`luma\.ray-[a-z0-9-]+(:\d+)?`,
	`minimax\.minimax-[a-z0-9.-]+`,
	`mistral\.[a-z0-9.-]+(:\d+)?`,
	`moonshot(ai)?\.kimi-[a-z0-9.-]+`,
	`nvidia\.nemotron-[a-z0-9.-]+`,
	`openai\.gpt-[a-z0-9.-]+(:\d+)?`,
	`qwen\.qwen[a-z0-9.-]+(:\d+)?`,
	`stability\.[a-z0-9-]+(:\d+)?`,
	`twelvelabs\.[a-z0-9.-]+(:\d+)?`,
	`writer\.palmyra-[a-z0-9-]+(:\d+)?`,
	`xai\.grok-[a-z0-9.-]+`,
	`zai\.glm-[a-z0-9.-]+`,
}, `|`) + `)$`)
