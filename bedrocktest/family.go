package bedrocktest

// A family is one native request schema and the models that speak it. To add
// one, write its file and list it in families; nothing else changes.
type family interface {
	// models lists what the family serves, by base model id.
	models(choices) []*model
	// invoke reads a native body, from which the service's own keys have been
	// taken off.
	invoke(m *model, body map[string]any, stream bool) (*reading, *apiError)
	// converse reads a Converse request that has passed checkConverse.
	// Errors of the model's schema come back with apiError.model set.
	converse(m *model, r *converseRequest, stream bool) (*reading, *apiError)
	// reply writes an answer as InvokeModel returns it.
	reply(rd *reading, a *Answer) object
	// events writes an answer as the chunks of InvokeModelWithResponseStream.
	// The caller adds the invocation metrics to the last.
	events(rd *reading, a *Answer) []object
	// stopReason spells a Converse stop reason as the native body does.
	stopReason(rd *reading, a *Answer) string
}

// choices are a server's options about what models see.
type choices struct {
	llamaDate string // of WithLlamaDates
}

// families is the registry.
func families() []family {
	return []family{
		claudeMessages{}, claudeText{}, llama{}, titan{},
		nova{}, titanEmbed{}, cohereEmbed{}, novaEmbed{}, rerank{}, elsewhere{}, amazonImage{}, stability{}, sdxl{}, pegasus{}, marengo{},
		mistralText{}, cohereCommand{}, commandR{}, jurassic{}, deepseekR1{},
		chat{mistralChat}, chat{jamba}, chat{openAI}, chat{qwen}, chat{deepseekChat}, chat{writer}, chat{openModels}, chat{moonshot},
	}
}

// model is one model id with what it can do.
type model struct {
	id        string
	family    family
	maxOutput int // most output tokens; Converse's default where maxTokens is absent

	regionOnly     bool // has no cross-Region inference profiles
	system         bool // takes a system prompt on Converse
	systemTurns    bool // takes turns with the role system
	assistantFirst bool // takes a conversation that begins with the assistant
	vision         bool
	maxImages      int // in one request
	documents      bool
	tools          bool
	streamTools    bool // tools on ConverseStream
	forcedTools    bool // toolChoice any and tool
	caching        bool
	countTokens    bool
	reasoning      bool // reasoningContent in the conversation
	searchable     bool // searchResult and citationsContent in the conversation
	textFirst      bool // Converse answers, not its streams, have the text before the reasoning
	typedToolUse   bool // tool calls in Converse answers carry a type
	chunk          int  // tokens in one event of a stream; 0 means 1
	invokeOnly     bool // Converse does not serve it
	wordless       bool // answers with numbers or images: no text, no output tokens
	noStream       bool // has no streaming operation
	video          bool // takes video
	s3             bool // takes media in S3
	systemTools    bool // takes tools that the service runs
	singleTurn     bool // Converse takes one user message and no more
	noStops        bool // Converse refuses stopSequences
	keepsStops     bool // answers end with the stop sequence that they hit
	wholeNumbers   bool // a guardrail leaves the whole numbers of native answers whole

	// traits is what only the model's own family knows about it.
	traits any
}

// reading is a request as a family understood it.
type reading struct {
	model    *model
	seen     *Seen
	userText string
	// promptForm marks the text-completions body on models that also take
	// messages (Claude 2).
	promptForm bool
}

// mergeAdditional writes additionalModelRequestFields into a native body that
// was made from a Converse request. A field that the request already sets is
// refused; objects are merged member by member, and tools lists joined, for
// that is how provider-defined tools are added to custom ones.
// names gives the Converse field behind each native key.
// https://github.com/BerriAI/litellm/issues/36536 (text)
func mergeAdditional(body, additional map[string]any, names map[string]string) *apiError {
	return mergeInto(body, additional, "", names)
}

func mergeInto(body, additional map[string]any, prefix string, names map[string]string) *apiError {
	for _, key := range sortedKeys(additional) {
		value := additional[key]
		old, exists := body[key]
		oldObject, bothObjects := old.(map[string]any)
		newObject, isObject := value.(map[string]any)
		switch {
		case !exists:
			body[key] = value
		case bothObjects && isObject:
			if err := mergeInto(oldObject, newObject, prefix+key+"/", names); err != nil {
				return err
			}
		case prefix == "" && key == "tools":
			body[key] = append(asArray(old), asArray(value)...)
		default:
			return conflict(prefix+key, names)
		}
	}
	return nil
}

func conflict(path string, names map[string]string) *apiError {
	existing := names[path]
	if existing == "" {
		existing = path
	}
	return invalid("The additional field %s conflicts with the existing field %s. Remove %s and try again.", path, existing, path)
}
