package bedrocktest

// pegasus is TwelveLabs Pegasus, which answers in text about a video, at once or
// as a stream, and which Converse does not serve all the same.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-pegasus.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/models-api-compatibility.html
type pegasus struct{ notConversed }

func (pegasus) models(choices) []*model {
	return []*model{{id: "twelvelabs.pegasus-1-2-v1:0", invokeOnly: true, maxOutput: 4096}}
}

// mediaFile is a file in the body or in S3; exactly one is checked apart.
func mediaFile(kind string) *schema {
	return fields("", map[string]*schema{"base64String": base64Of(kind), "s3Location": s3Location()})
}

func s3Location() *schema {
	return fields("uri", map[string]*schema{"uri": text(1, 0), "bucketOwner": str()})
}

func checkMediaFile(o map[string]any, path string) *apiError {
	return exactlyOne(o, path, "base64String", "s3Location")
}

func pegasusSchema(m *model) *schema {
	return fields("inputPrompt mediaSource", map[string]*schema{
		"inputPrompt":     text(1, 0),
		"mediaSource":     mediaFile("video"),
		"temperature":     number(0, 1).or(0.2),
		"maxOutputTokens": integer(1, float64(m.maxOutput)).or(float64(m.maxOutput)),
		"responseFormat": fields("type jsonSchema", map[string]*schema{
			"type": enum("json_schema"), "jsonSchema": {kind: objectKind, open: true},
		}),
	})
}

func (pegasus) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	s := pegasusSchema(m)
	if err := malformed(s.check(body)); err != nil {
		return nil, err
	}
	if err := checkMediaFile(asObject(body["mediaSource"]), "#/mediaSource"); err != nil {
		return nil, err
	}
	seen := &Seen{Model: m.id, Prompt: asString(body["inputPrompt"])}
	v, err := s.effective(body, seen)
	if err != nil {
		return nil, err
	}
	p := v.(map[string]any)
	seen.Params = map[string]any{"temperature": p["temperature"], "max_tokens": p["maxOutputTokens"], "media": p["mediaSource"]}
	if format := asObject(asObject(p["responseFormat"])["jsonSchema"]); format != nil {
		seen.Params["output_config"] = map[string]any{"format": namedSchema(format)}
	}
	return &reading{model: m, seen: seen, userText: seen.Prompt}, nil
}

// namedSchema is a JSON schema with its name, or a bare one (unconfirmed).
func namedSchema(format map[string]any) map[string]any {
	if asObject(format["schema"]) != nil {
		return format
	}
	return map[string]any{"schema": format}
}

func (pegasus) reply(rd *reading, a *Answer) object {
	return object{{"message", a.Text}, {"finishReason", lengthOrStop(a)}}
}

// events: that a chunk has the members of an answer is unconfirmed.
func (f pegasus) events(rd *reading, a *Answer) []object {
	return chunked(a.Text, lengthOrStop(a), func(piece string, reason any) object {
		return object{{"message", piece}, {"finishReason", reason}}
	})
}

func (pegasus) stopReason(rd *reading, a *Answer) string { return lengthOrStop(a) }
