package bedrocktest

import "strings"

// commandR is Cohere Command R and R+: a message and the history before it.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html
type commandR struct{}

func (commandR) models(choices) []*model {
	list := []*model{{id: "cohere.command-r-v1:0"}, {id: "cohere.command-r-plus-v1:0"}}
	for _, m := range list {
		m.maxOutput, m.regionOnly = 4096, true // the limit is unconfirmed
		m.system, m.documents, m.tools, m.streamTools = true, true, true, true
	}
	return list
}

func commandRSchema(m *model) *schema {
	return fields("message", map[string]*schema{
		"message": str(),
		"chat_history": list(fields("role message", map[string]*schema{
			"role": enum("USER", "CHATBOT"), "message": str(),
		})),
		"preamble":            str(),
		"documents":           list(&schema{kind: objectKind, open: true}),
		"search_queries_only": boolean(),
		"max_tokens":          integer(1, float64(m.maxOutput)),
		"temperature":         number(0, 1),
		"p":                   number(0.01, 0.99),
		"k":                   number(0, 500),
		"prompt_truncation":   enum("OFF", "AUTO_PRESERVE_ORDER"),
		"frequency_penalty":   number(0, 1),
		"presence_penalty":    number(0, 1),
		"seed":                integerFrom(0),
		"return_prompt":       boolean(),
		"stop_sequences":      list(str()),
		"raw_prompting":       boolean(),
		"tools": list(fields("name", map[string]*schema{
			"name": str(), "description": str(), "parameter_definitions": {kind: objectKind, open: true},
		})),
		"tool_results": list(fields("call outputs", map[string]*schema{
			"call":    fields("name", map[string]*schema{"name": str(), "parameters": {kind: objectKind, open: true}}),
			"outputs": list(&schema{kind: objectKind, open: true}),
		})),
	})
}

func (commandR) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	seen, err := readCommandR(m, body)
	if err != nil {
		return nil, err
	}
	return &reading{model: m, seen: seen}, nil
}

var commandRFields = map[string]string{
	"message": "messages", "chat_history": "messages", "preamble": "system", "tool_results": "messages",
	"max_tokens": "inferenceConfig.maxTokens", "temperature": "inferenceConfig.temperature", "p": "inferenceConfig.topP",
	"stop_sequences": "inferenceConfig.stopSequences",
}

func (commandR) converse(m *model, r *converseRequest, stream bool) (*reading, *apiError) {
	if err := lastTurnIsUser(r); err != nil {
		return nil, err
	}
	if err := unmixedResults(r); err != nil {
		return nil, err
	}
	var attachments []Attachment
	body := commandRBody(r, &attachments)
	if err := mergeAdditional(body, r.additional, commandRFields); err != nil {
		return nil, err
	}
	seen, err := readCommandR(m, body)
	if err != nil {
		return nil, err
	}
	seen.Attachments = attachments
	return &reading{model: m, seen: seen, userText: r.userText()}, nil
}

// commandRBody writes a Converse request as a native body. Results of tools
// stand beside the message that led to their calls, as in the page's example, or
// beside an empty one where the calls came with a text. They are told apart by
// their call, for the body has no ids.
//
// Known, from the page: the body's members, that a result repeats its call, and that
// results stand beside the message. Assumed, for the provider shows no Converse request
// of this family and none was recorded: that the service writes a toolResult this way,
// with the message that led to the calls taken out of the history, and earlier results
// as text. The mapping was made with the same assumption, so that this part of the two
// readings is not independent.
func commandRBody(r *converseRequest, attachments *[]Attachment) map[string]any {
	body := map[string]any{"message": ""}
	calls := map[string]map[string]any{}
	var history []any
	for i, msg := range r.messages {
		for _, p := range msg.content {
			if p.kind == "toolUse" {
				calls[p.id] = map[string]any{"name": p.name, "parameters": p.input}
			}
		}
		text := commandRText(msg, attachments)
		results := commandRResults(msg, calls, attachments)
		switch {
		case i == len(r.messages)-1:
			body["message"] = text
			if results != nil {
				body["tool_results"] = results
				history = commandRAsked(body, history)
			}
		default:
			if results != nil {
				text = string(mustMarshal(results)) // earlier results have no place of their own
			}
			history = append(history, map[string]any{"role": commandRRoles[msg.role], "message": text})
		}
	}
	if len(history) > 0 {
		body["chat_history"] = history
	}
	if len(r.system) > 0 {
		body["preamble"] = plainText(r.system, attachments)
	}
	commandRInference(body, r)
	return body
}

// commandRAsked moves the message that led to the calls, where nothing else was
// said with them, from the end of the history to the message.
func commandRAsked(body map[string]any, history []any) []any {
	n := len(history)
	if n < 2 || body["message"] != "" {
		return history
	}
	asked, answered := asObject(history[n-2]), asObject(history[n-1])
	if asked["role"] != "USER" || answered["message"] != "" {
		return history
	}
	body["message"] = asked["message"]
	return history[:n-2]
}

var commandRRoles = map[string]string{"user": "USER", "assistant": "CHATBOT"}

func commandRInference(body map[string]any, r *converseRequest) {
	if r.maxTokens != nil {
		body["max_tokens"] = jsonInt(*r.maxTokens)
	}
	if r.temperature != nil {
		body["temperature"] = jsonFloat(*r.temperature)
	}
	if r.topP != nil {
		body["p"] = jsonFloat(*r.topP)
	}
	if len(r.stops) > 0 {
		body["stop_sequences"] = anyList(r.stops)
	}
	if tools := commandRTools(r); tools != nil {
		body["tools"] = tools
	}
}

func commandRText(msg message, attachments *[]Attachment) string {
	var texts []part
	for _, p := range msg.content {
		if p.kind != "toolUse" && p.kind != "toolResult" {
			texts = append(texts, p)
		}
	}
	return plainText(texts, attachments)
}

func commandRResults(msg message, calls map[string]map[string]any, attachments *[]Attachment) []any {
	var out []any
	for _, p := range msg.content {
		if p.kind != "toolResult" {
			continue
		}
		var outputs []any
		for i := range p.content {
			if p.content[i].kind == "json" {
				outputs = append(outputs, p.content[i].input)
				continue
			}
			// How the service writes a result that is no object is unconfirmed.
			outputs = append(outputs, map[string]any{"text": plainText(p.content[i:i+1], attachments)})
		}
		out = append(out, map[string]any{"call": calls[p.id], "outputs": outputs})
	}
	return out
}

// commandRTypes are the body's names for the types of JSON schema.
var commandRTypes = map[string]string{
	"string": "str", "integer": "int", "number": "float", "boolean": "bool", "array": "list", "object": "dict",
}

// commandRTools writes tools with their parameters as a flat table.
func commandRTools(r *converseRequest) []any {
	var out []any
	for _, t := range r.tools {
		if t.kind != "toolSpec" {
			continue
		}
		schema := asObject(t.schema)
		required := asStrings(schema["required"])
		definitions := map[string]any{}
		for name, v := range asObject(schema["properties"]) {
			d := map[string]any{"type": commandRTypes[schemaType(asObject(v))], "required": contains(required, name)}
			if text := asString(asObject(v)["description"]); text != "" {
				d["description"] = text
			}
			definitions[name] = d
		}
		out = append(out, map[string]any{"name": t.name, "description": t.text, "parameter_definitions": definitions})
	}
	return out
}

func readCommandR(m *model, body map[string]any) (*Seen, *apiError) {
	if err := malformed(commandRSchema(m).check(body)); err != nil {
		return nil, err
	}
	if body["message"] == "" && body["tool_results"] == nil {
		// Unconfirmed text.
		return nil, modelInvalid("Malformed input request: #/message: expected minLength: 1, actual: 0, please reformat your input and try again.")
	}
	seen := &Seen{Model: m.id, Params: commandRParams(m, body)}
	if preamble := asString(body["preamble"]); preamble != "" {
		seen.System = []Block{{Type: "text", Text: preamble}}
	}
	for _, v := range asArray(body["chat_history"]) {
		o := asObject(v)
		role := "user"
		if o["role"] == "CHATBOT" {
			role = "assistant"
		}
		seen.Turns = append(seen.Turns, Turn{Role: role, Content: []Block{{Type: "text", Text: asString(o["message"])}}})
	}
	seen.Turns = append(seen.Turns, commandRTurn(body))
	commandRSeenTools(seen, body)
	seen.Prompt = renderTurns(seen)
	return seen, nil
}

// commandRTurn is the last turn: the message and the results beside it.
func commandRTurn(body map[string]any) Turn {
	turn := Turn{Role: "user"}
	if text := asString(body["message"]); text != "" {
		turn.Content = append(turn.Content, Block{Type: "text", Text: text})
	}
	for _, v := range asArray(canonical(body["tool_results"])) {
		o := asObject(v)
		text := string(mustMarshal(o["outputs"]))
		call := asObject(o["call"])
		turn.Content = append(turn.Content, Block{
			Type: "tool_result", Name: asString(call["name"]), Input: call["parameters"], Content: []Block{{Type: "text", Text: text}},
		})
	}
	return turn
}

// commandRSeenTools gives each tool a schema again, from which calls are made.
func commandRSeenTools(seen *Seen, body map[string]any) {
	types := map[string]string{}
	for json, python := range commandRTypes {
		types[python] = json
	}
	for _, v := range asArray(body["tools"]) {
		o := asObject(v)
		properties := map[string]any{}
		var required []any
		definitions := asObject(canonical(o["parameter_definitions"]))
		for _, name := range sortedKeys(definitions) {
			d := asObject(definitions[name])
			kind, _, _ := strings.Cut(strings.ToLower(asString(d["type"])), "[")
			property := map[string]any{"type": types[kind]}
			if d["description"] != nil {
				property["description"] = d["description"]
			}
			properties[name] = property
			if d["required"] == true {
				required = append(required, name)
			}
		}
		schema := map[string]any{"type": "object", "properties": properties}
		if required != nil {
			schema["required"] = required
		}
		seen.Tools = append(seen.Tools, Tool{Name: asString(o["name"]), Description: asString(o["description"]), Schema: schema})
	}
	if len(seen.Tools) > 0 {
		seen.ToolChoice = &ToolChoice{Type: "auto"}
	}
}

// commandRParams: the page names no default length, so the model's maximum
// stands for it on both APIs.
func commandRParams(m *model, body map[string]any) map[string]any {
	p := map[string]any{"max_tokens": float64(m.maxOutput), "temperature": 0.3, "top_p": 0.75, "top_k": 0.0}
	for native, name := range map[string]string{"max_tokens": "max_tokens", "temperature": "temperature", "p": "top_p", "k": "top_k"} {
		if v := body[native]; v != nil {
			p[name] = canonical(v)
		}
	}
	for _, key := range []string{
		"documents", "search_queries_only", "prompt_truncation", "frequency_penalty", "presence_penalty", "seed", "return_prompt", "raw_prompting",
	} {
		if v := canonical(body[key]); v != nil && v != false && v != 0.0 && v != "OFF" {
			p[key] = v // what is not the default
		}
	}
	if stops := asStrings(body["stop_sequences"]); len(stops) > 0 {
		p["stop_sequences"] = stops
	}
	return p
}
