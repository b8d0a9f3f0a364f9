package bedrocktest

import "encoding/base64"

// titanEmbed is Amazon Titan Text Embeddings and Titan Multimodal Embeddings.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html
type titanEmbed struct {
	notConversed
	notStreamed
}

// titanEmbedding says which of the three bodies a model takes.
type titanEmbedding struct {
	dimensions int  // where the body names none
	byType     bool // v2: dimensions, normalize and embeddingTypes
	images     bool // multimodal
}

func titanEmbeddingOf(m *model) titanEmbedding { return m.traits.(titanEmbedding) }

func (titanEmbed) models(choices) []*model {
	v1 := titanEmbedding{dimensions: 1536}
	list := []*model{
		embeddingModel("amazon.titan-embed-text-v1"),
		embeddingModel("amazon.titan-embed-g1-text-02"),
		embeddingModel("amazon.titan-embed-text-v2:0"),
		embeddingModel("amazon.titan-embed-image-v1"),
	}
	for i, traits := range []titanEmbedding{
		v1, v1, {dimensions: 1024, byType: true}, {dimensions: 1024, images: true},
	} {
		list[i].traits, list[i].regionOnly = traits, true
	}
	return list
}

func titanEmbedSchema(t titanEmbedding) *schema {
	s := fields("", map[string]*schema{"inputText": {kind: stringKind, minLen: 1}})
	switch {
	case t.images:
		s.fields["inputImage"] = str()
		s.fields["embeddingConfig"] = fields("", map[string]*schema{"outputEmbeddingLength": oneOfInts(256, 384, 1024)})
	case t.byType:
		s.required = []string{"inputText"}
		s.fields["dimensions"] = oneOfInts(256, 512, 1024)
		s.fields["normalize"] = boolean()
		s.fields["embeddingTypes"] = &schema{kind: arrayKind, minLen: 1, items: enum("float", "binary")}
	default:
		s.required = []string{"inputText"}
	}
	return s
}

func (titanEmbed) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	t := titanEmbeddingOf(m)
	if err := malformed(titanEmbedSchema(t).check(body)); err != nil {
		return nil, err
	}
	text := asString(body["inputText"])
	seen := &Seen{Model: m.id, Prompt: text, Params: titanEmbedParams(t, body)}
	if err := titanEmbedImage(seen, body); err != nil {
		return nil, err
	}
	return &reading{model: m, seen: seen, userText: text}, nil
}

func titanEmbedParams(t titanEmbedding, body map[string]any) map[string]any {
	p := map[string]any{"dimensions": float64(t.dimensions)}
	if n := body["dimensions"]; n != nil {
		p["dimensions"] = canonical(n)
	}
	if n := asObject(body["embeddingConfig"])["outputEmbeddingLength"]; n != nil {
		p["dimensions"] = canonical(n)
	}
	if !t.byType {
		return p
	}
	p["normalize"], p["embedding_types"] = true, []string{"float"}
	if v, ok := body["normalize"].(bool); ok {
		p["normalize"] = v
	}
	if types := asStrings(body["embeddingTypes"]); len(types) > 0 {
		p["embedding_types"] = types
	}
	return p
}

// titanEmbedImage reads the image of a multimodal body, which must have text,
// an image or both. Unconfirmed texts.
func titanEmbedImage(seen *Seen, body map[string]any) *apiError {
	data := asString(body["inputImage"])
	switch {
	case data == "" && seen.Prompt == "":
		return modelInvalid("Malformed input request: #: required key [inputText] not found, please reformat your input and try again.")
	case data == "":
		return nil
	}
	raw, err := base64.StdEncoding.DecodeString(data)
	format := sniffImage(raw)
	if err != nil || format == "" {
		return modelInvalid("Could not process image")
	}
	seen.Attachments = []Attachment{newAttachment("image", format, raw)}
	return nil
}

// unnormalized is the length of the vectors that normalize=false gives.
const unnormalized = 7.5

func (titanEmbed) reply(rd *reading, a *Answer) object {
	t, p := titanEmbeddingOf(rd.model), rd.seen.Params
	dimensions, _ := asInt(p["dimensions"])
	v := vector(rd.model, []any{rd.seen.Prompt, rd.seen.Attachments}, nil, dimensions)
	if p["normalize"] == false {
		for i := range v {
			v[i] *= unnormalized
		}
	}
	out := object{{"embedding", v}, {"inputTextTokenCount", countTokens(rd.seen.Prompt)}}
	switch {
	case t.images:
		return append(out, member{"message", nil})
	case !t.byType:
		return out
	}
	byType := object{}
	types := p["embedding_types"].([]string)
	for _, kind := range types {
		if kind == "binary" {
			byType = append(byType, member{kind, signs(v)})
		} else {
			byType = append(byType, member{kind, v})
		}
	}
	out = append(out, member{"embeddingsByType", byType})
	if !contains(types, "float") {
		out = out[1:] // documented: only float vectors stand at the top
	}
	return out
}
