package bedrocktest

import "encoding/base64"

// novaEmbed is Amazon Nova Multimodal Embeddings; InvokeModel takes its
// single-embedding task only.
// https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html
type novaEmbed struct {
	notConversed
	notStreamed
}

func (novaEmbed) models(choices) []*model {
	m := embeddingModel("amazon.nova-2-multimodal-embeddings-v1:0")
	m.regionOnly = true
	return []*model{m}
}

// novaMedia are the kinds of input, exactly one of which is embedded.
var novaMedia = []string{"text", "image", "audio", "video"}

func novaEmbedSchema() *schema {
	source := fields("", map[string]*schema{
		"bytes":      str(),
		"s3Location": fields("uri", map[string]*schema{"uri": str(), "bucketOwner": str()}),
	})
	return fields("taskType singleEmbeddingParams", map[string]*schema{
		"schemaVersion": enum("nova-multimodal-embed-v1"),
		"taskType":      enum("SINGLE_EMBEDDING"),
		"singleEmbeddingParams": fields("embeddingPurpose", map[string]*schema{
			"embeddingPurpose": enum("GENERIC_INDEX", "GENERIC_RETRIEVAL", "TEXT_RETRIEVAL", "IMAGE_RETRIEVAL",
				"VIDEO_RETRIEVAL", "DOCUMENT_RETRIEVAL", "AUDIO_RETRIEVAL", "CLASSIFICATION", "CLUSTERING"),
			"embeddingDimension": oneOfInts(256, 384, 1024, 3072),
			"text": fields("truncationMode", map[string]*schema{
				"truncationMode": enum("START", "END", "NONE"), "value": {kind: stringKind, minLen: 1}, "source": source,
			}),
			"image": fields("format source", map[string]*schema{
				"detailLevel": enum("STANDARD_IMAGE", "DOCUMENT_IMAGE"), "format": enum("png", "jpeg", "gif", "webp"), "source": source,
			}),
			"audio": fields("format source", map[string]*schema{"format": enum("mp3", "wav", "ogg"), "source": source}),
			"video": fields("format source", map[string]*schema{
				"format":        enum("mp4", "mov", "mkv", "webm", "flv", "mpeg", "mpg", "wmv", "3gp"),
				"embeddingMode": enum("AUDIO_VIDEO_COMBINED", "AUDIO_VIDEO_SEPARATE"), "source": source,
			}),
		}),
	})
}

func (novaEmbed) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	if err := malformed(novaEmbedSchema().check(body)); err != nil {
		return nil, err
	}
	task := asObject(body["singleEmbeddingParams"])
	p := map[string]any{"purpose": task["embeddingPurpose"], "dimensions": 3072.0}
	if n := task["embeddingDimension"]; n != nil {
		p["dimensions"] = canonical(n)
	}
	seen := &Seen{Model: m.id, Params: p}
	given := 0
	for _, kind := range novaMedia {
		o := asObject(task[kind])
		if o == nil {
			continue
		}
		given++
		p["kind"] = kind
		for _, key := range []string{"truncationMode", "detailLevel", "embeddingMode"} {
			if v := o[key]; v != nil {
				p[key] = v
			}
		}
		if err := novaEmbedInput(seen, kind, o); err != nil {
			return nil, err
		}
	}
	if given != 1 {
		// Unconfirmed text.
		return nil, modelInvalid("Malformed input request: #/singleEmbeddingParams: exactly one of text, image, audio and video must be given, please reformat your input and try again.")
	}
	return &reading{model: m, seen: seen, userText: seen.Prompt}, nil
}

func novaEmbedInput(seen *Seen, kind string, o map[string]any) *apiError {
	if text := asString(o["value"]); text != "" {
		seen.Prompt = text
		return nil
	}
	source := asObject(o["source"])
	data := []byte(asString(asObject(source["s3Location"])["uri"]))
	if text, ok := source["bytes"].(string); ok {
		var err error
		if data, err = base64.StdEncoding.DecodeString(text); err != nil {
			return modelInvalid("Malformed input request: #/singleEmbeddingParams/%s/source/bytes: not valid base64, please reformat your input and try again.", kind) // unconfirmed text
		}
	}
	seen.Attachments = append(seen.Attachments, newAttachment(kind, asString(o["format"]), data))
	return nil
}

func (novaEmbed) reply(rd *reading, a *Answer) object {
	p := rd.seen.Params
	dimensions, _ := asInt(p["dimensions"])
	kinds := map[string]string{"text": "TEXT", "image": "IMAGE", "audio": "AUDIO", "video": "VIDEO"}
	types := []string{kinds[asString(p["kind"])]}
	switch p["embeddingMode"] {
	case "AUDIO_VIDEO_COMBINED":
		types = []string{"AUDIO_VIDEO_COMBINED"}
	case "AUDIO_VIDEO_SEPARATE":
		types = []string{"AUDIO", "VIDEO"}
	}
	list := make([]any, len(types))
	for i, kind := range types {
		v := vector(rd.model, []any{kind, rd.seen.Prompt, rd.seen.Attachments}, map[string]any{"purpose": p["purpose"]}, dimensions)
		list[i] = object{{"embedding", v}, {"embeddingType", kind}}
	}
	return object{{"embeddings", list}}
}
