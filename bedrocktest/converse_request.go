package bedrocktest

// converseRequest is a Converse request whose form has been checked against
// the service model. Whether a model takes what it asks for is checked later.
type converseRequest struct {
	messages      []message
	system        []part
	maxTokens     *int
	temperature   *float64
	topP          *float64
	stops         []string
	tools         []part // toolSpec and cachePoint
	hasTools      bool   // toolConfig was sent
	toolChoice    *ToolChoice
	additional    map[string]any
	responsePaths []string
	guardrail     *Guardrail
	service       *Service
	effort        string
	jsonSchema    *outputSchema
}

// outputSchema is outputConfig.textFormat.
type outputSchema struct {
	name, description string
	schema            any // the JSON schema, decoded from its string form
}

type message struct {
	role    string
	content []part
}

// part is one member of a content union. kind is the union member's name on
// the wire; which other fields are set depends on it.
type part struct {
	kind       string
	text       string
	name       string // tool or document name
	format     string
	context    string
	source     mediaSource
	citations  *bool
	id         string // toolUseId
	input      any
	hasInput   bool
	status     string
	content    []part // tool result, system tool
	signature  string
	redacted   string // the provider's opaque text, decoded from the blob
	isRedacted bool
	qualifiers []string
	ttl        string
	schema     any
	strict     *bool
	raw        map[string]any // citationsContent, searchResult and other blocks passed on as they are
}

// mediaSource is the source of an image, a document or a video.
type mediaSource struct {
	kind    string // bytes, s3Location, text or content
	base64  string
	bytes   []byte
	text    string
	content []string
	uri     string // of s3Location
}

// each calls f with every part of every message, tool results' own parts
// included, and with the place of the part.
func (r *converseRequest) each(f func(at place, p *part) *apiError) *apiError {
	for i := range r.messages {
		m := &r.messages[i]
		for j := range m.content {
			at := place{message: i, block: j, inner: -1, role: m.role}
			if err := f(at, &m.content[j]); err != nil {
				return err
			}
			for k := range m.content[j].content {
				at.inner = k
				if err := f(at, &m.content[j].content[k]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// userText is the request's only text when it consists of nothing else.
func (r *converseRequest) userText() string {
	if len(r.messages) != 1 || len(r.system) > 0 || len(r.messages[0].content) != 1 {
		return ""
	}
	return r.messages[0].content[0].text
}

// inferenceConfig writes the shared parameters that a Converse request sets, with the
// family's own name for the token limit.
func inferenceConfig(r *converseRequest, maxTokens string) map[string]any {
	config := map[string]any{}
	if r.maxTokens != nil {
		config[maxTokens] = jsonInt(*r.maxTokens)
	}
	if r.temperature != nil {
		config["temperature"] = jsonFloat(*r.temperature)
	}
	if r.topP != nil {
		config["topP"] = jsonFloat(*r.topP)
	}
	if len(r.stops) > 0 {
		config["stopSequences"] = anyList(r.stops)
	}
	return config
}
