package bedrocktest_test

import "encoding/base64"

// This file writes dialogues as the native bodies of the families, as small as
// the tests need them.

// promptNames are the native names of the five parameters.
type promptNames struct{ limit, temp, topP, topK, stops string }

// promptWriter writes native bodies that have a prompt.
func promptWriter(names promptNames, prompt func(dialogue) string) func(dialogue) m {
	return func(d dialogue) m {
		body := m{"prompt": prompt(d), names.limit: d.limit}
		set(body, names.temp, d.temp)
		set(body, names.topP, d.topP)
		set(body, names.topK, d.topK)
		if d.stops != nil {
			body[names.stops] = d.stops
		}
		return body
	}
}

func mistralPrompt(d dialogue) string {
	prompt, system := "<s>", ""
	if d.system != "" {
		system = d.system + "\n\n"
	}
	for i := 0; i < len(d.turns); i += 2 {
		prompt += "[INST] " + system + d.turns[i].text + " [/INST]"
		if system = ""; i+1 < len(d.turns) {
			prompt += "\n" + d.turns[i+1].text + "</s>\n"
		}
	}
	return prompt
}

func deepseekPrompt(d dialogue) string {
	prompt := "<｜begin▁of▁sentence｜>" + d.system
	for _, t := range d.turns {
		if t.role == "user" {
			prompt += "<｜User｜>" + t.text
		} else {
			prompt += "<｜Assistant｜>" + t.text + "<｜end▁of▁sentence｜>"
		}
	}
	return prompt + "<｜Assistant｜><think>\n"
}

func nativeNova(d dialogue) m {
	config := m{"max_new_tokens": d.limit}
	set(config, "temperature", d.temp)
	set(config, "topP", d.topP)
	set(config, "topK", d.topK)
	if d.stops != nil {
		config["stopSequences"] = d.stops
	}
	var messages []m
	for _, t := range d.turns {
		messages = append(messages, m{"role": t.role, "content": t.novaContent()})
	}
	body := m{"schemaVersion": "messages-v1", "messages": messages, "inferenceConfig": config}
	if d.system != "" {
		body["system"] = []m{{"text": d.system}}
	}
	if d.tools != nil {
		body["toolConfig"] = d.converseTools()
	}
	return body
}

func (t turn) novaContent() []m {
	if t.call != "" && t.role == "user" {
		return []m{{"toolResult": m{"toolUseId": t.call, "content": []m{{"text": t.text}}}}}
	}
	text := m{"text": t.text}
	if t.cache {
		text["cachePoint"] = m{"type": "default"}
	}
	out := []m{text}
	if t.image != nil {
		out = append(out, m{"image": m{"format": "png", "source": m{"bytes": base64.StdEncoding.EncodeToString(t.image)}}})
	}
	if t.call != "" {
		out = append(out, m{"toolUse": m{"toolUseId": t.call, "name": "look", "input": m{"where": "there", "times": 2}}})
	}
	return out
}

// chatWriter writes a Chat Completions body; anyTool is how tool_choice spells
// that some tool must be called.
func chatWriter(anyTool string) func(dialogue) m {
	return func(d dialogue) m {
		var messages []m
		if d.system != "" {
			messages = append(messages, m{"role": "system", "content": d.system})
		}
		for _, t := range d.turns {
			messages = append(messages, t.chatMessage())
		}
		body := m{"messages": messages, "max_tokens": d.limit}
		set(body, "temperature", d.temp)
		set(body, "top_p", d.topP)
		set(body, "top_k", d.topK)
		if d.stops != nil {
			body["stop"] = d.stops
		}
		var tools []m
		for _, name := range d.tools {
			tools = append(tools, m{"type": "function", "function": m{"name": name, "description": "to " + name, "parameters": toolSchema}})
		}
		if tools != nil {
			body["tools"] = tools
		}
		switch d.choice {
		case "":
		case "auto":
			body["tool_choice"] = "auto"
		case "any":
			body["tool_choice"] = anyTool
		default:
			body["tool_choice"] = m{"type": "function", "function": m{"name": d.choice}}
		}
		return body
	}
}

func (t turn) chatMessage() m {
	switch {
	case t.call != "" && t.role == "user":
		return m{"role": "tool", "tool_call_id": t.call, "content": t.text}
	case t.call != "":
		arguments := `{"times": 2, "where": "there"}`
		return m{"role": t.role, "content": t.text, "tool_calls": []m{{"id": t.call, "type": "function", "function": m{"name": "look", "arguments": arguments}}}}
	case t.image != nil:
		uri := "data:image/png;base64," + base64.StdEncoding.EncodeToString(t.image)
		return m{"role": t.role, "content": []m{{"type": "text", "text": t.text}, {"type": "image_url", "image_url": m{"url": uri}}}}
	}
	return m{"role": t.role, "content": t.text}
}

func nativeCommandR(d dialogue) m {
	body := m{"max_tokens": d.limit, "message": ""}
	var history []m
	for i, t := range d.turns {
		last := i == len(d.turns)-1
		switch {
		case last && t.call != "":
			call := m{"name": "look", "parameters": m{"where": "there", "times": 2}}
			body["tool_results"] = []m{{"call": call, "outputs": []m{{"text": t.text}}}}
		case last:
			body["message"] = t.text
		default:
			role := map[string]string{"user": "USER", "assistant": "CHATBOT"}[t.role]
			history = append(history, m{"role": role, "message": t.text})
		}
	}
	if history != nil {
		body["chat_history"] = history
	}
	if d.system != "" {
		body["preamble"] = d.system
	}
	set(body, "temperature", d.temp)
	set(body, "p", d.topP)
	set(body, "k", d.topK)
	if d.stops != nil {
		body["stop_sequences"] = d.stops
	}
	var tools []m
	for _, name := range d.tools {
		parameters := m{"where": m{"type": "str", "required": false}, "times": m{"type": "int", "required": false}}
		tools = append(tools, m{"name": name, "description": "to " + name, "parameter_definitions": parameters})
	}
	if tools != nil {
		body["tools"] = tools
	}
	return body
}
