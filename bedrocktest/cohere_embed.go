package bedrocktest

// cohereEmbed is Cohere Embed 3 and 4.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v3.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v4.html
type cohereEmbed struct {
	notConversed
	notStreamed
}

func (cohereEmbed) models(choices) []*model {
	list := []*model{
		embeddingModel("cohere.embed-english-v3"),
		embeddingModel("cohere.embed-multilingual-v3"),
		embeddingModel("cohere.embed-v4:0"),
	}
	for _, m := range list {
		m.regionOnly = !isEmbed4(m)
	}
	return list
}

func isEmbed4(m *model) bool { return m.id == "cohere.embed-v4:0" }

func cohereEmbedSchema(m *model) *schema {
	types := &schema{kind: arrayKind, minLen: 1, items: enum("float", "int8", "uint8", "binary", "ubinary")}
	s := fields("input_type", map[string]*schema{
		"input_type":      enum("search_document", "search_query", "classification", "clustering", "image"),
		"texts":           {kind: arrayKind, items: str(), minLen: 1, maxItems: 96},
		"images":          {kind: arrayKind, items: str(), minLen: 1, maxItems: 1},
		"truncate":        enum("NONE", "START", "END"),
		"embedding_types": types,
	})
	if !isEmbed4(m) {
		return s
	}
	// The page names LEFT and RIGHT; START is recorded as accepted.
	s.fields["truncate"] = enum("NONE", "START", "END", "LEFT", "RIGHT")
	s.fields["images"].maxItems = 96
	s.fields["output_dimension"] = oneOfInts(256, 512, 1024, 1536)
	s.fields["max_tokens"] = integer(1, 128000)
	s.fields["inputs"] = &schema{kind: arrayKind, minLen: 1, maxItems: 96, items: fields("content", map[string]*schema{
		"content": list(tagged("", map[string]*schema{
			"text": fields("text", map[string]*schema{"type": str(), "text": str()}),
			"image_url": fields("image_url", map[string]*schema{
				"type": str(), "image_url": fields("url", map[string]*schema{"url": str(), "detail": str()}),
			}),
		})),
	})}
	return s
}

func (cohereEmbed) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	if err := malformed(cohereEmbedSchema(m).check(body)); err != nil {
		return nil, err
	}
	if body["texts"] == nil && body["images"] == nil && body["inputs"] == nil {
		// Unconfirmed text.
		return nil, modelInvalid("Malformed input request: #: required key [texts] not found, please reformat your input and try again.")
	}
	seen := &Seen{Model: m.id, Params: cohereEmbedParams(m, body)}
	var prompt []Block
	for _, t := range asStrings(body["texts"]) {
		prompt = append(prompt, Block{Type: "text", Text: t})
	}
	for _, uri := range asStrings(body["images"]) {
		b, err := embeddedImage(seen, uri)
		if err != nil {
			return nil, err
		}
		prompt = append(prompt, b)
	}
	for _, v := range asArray(body["inputs"]) {
		b, err := embeddedMix(seen, asArray(asObject(v)["content"]))
		if err != nil {
			return nil, err
		}
		prompt = append(prompt, b)
	}
	seen.Turns = []Turn{{Role: "user", Content: prompt}}
	seen.Prompt = renderBlocks(seen, prompt)
	return &reading{model: m, seen: seen}, nil
}

func cohereEmbedParams(m *model, body map[string]any) map[string]any {
	p := map[string]any{"input_type": body["input_type"], "truncate": "NONE", "dimensions": 1024.0}
	if isEmbed4(m) {
		p["dimensions"], p["max_tokens"] = 1536.0, 128000.0
	}
	for native, name := range map[string]string{"truncate": "truncate", "output_dimension": "dimensions", "max_tokens": "max_tokens"} {
		if v := body[native]; v != nil {
			p[name] = canonical(v)
		}
	}
	if types := asStrings(body["embedding_types"]); len(types) > 0 {
		p["embedding_types"] = types
	}
	return p
}

func embeddedImage(seen *Seen, uri string) (Block, *apiError) {
	a, ok := dataImage(uri)
	if !ok {
		return Block{}, modelInvalid("Malformed input request: image is not a valid data URI, please reformat your input and try again.") // unconfirmed text
	}
	seen.Attachments = append(seen.Attachments, a)
	return Block{Type: "image", Attachment: len(seen.Attachments)}, nil
}

// embeddedMix is one input of Embed 4, of texts and images, which has one
// embedding.
func embeddedMix(seen *Seen, content []any) (Block, *apiError) {
	mix := Block{Type: "input"}
	for _, v := range content {
		o := asObject(v)
		b := Block{Type: "text", Text: asString(o["text"])}
		if o["type"] == "image_url" {
			var err *apiError
			if b, err = embeddedImage(seen, asString(asObject(o["image_url"])["url"])); err != nil {
				return mix, err
			}
		}
		mix.Content = append(mix.Content, b)
	}
	return mix, nil
}

// reply: Embed 3 gives plain vectors unless types are asked for, Embed 4 always
// gives them by type (both recorded).
func (cohereEmbed) reply(rd *reading, a *Answer) object {
	p, inputs := rd.seen.Params, rd.seen.Turns[0].Content
	dimensions, _ := asInt(p["dimensions"])
	vectors := make([][]float64, len(inputs))
	texts := []string{}
	for i, b := range inputs {
		vectors[i] = vector(rd.model, renderBlock(rd.seen, b), map[string]any{"input_type": p["input_type"]}, dimensions)
		if b.Type == "text" {
			texts = append(texts, b.Text)
		}
	}
	types, _ := p["embedding_types"].([]string)
	if len(types) == 0 && isEmbed4(rd.model) {
		types = []string{"float"}
	}
	out := object{{"embeddings", vectors}, {"id", madeUUID(rd.seen)}, {"response_type", "embeddings_floats"}, {"texts", texts}}
	if len(types) > 0 {
		out[0].value, out[2].value = byType(vectors, types), "embeddings_by_type"
	}
	return out
}

func byType(vectors [][]float64, types []string) map[string]any {
	out := map[string]any{}
	for _, kind := range types {
		if kind == "float" {
			out[kind] = vectors
			continue
		}
		list := make([][]int, len(vectors))
		for i, v := range vectors {
			list[i] = quantized(v, kind)
		}
		out[kind] = list
	}
	return out
}
