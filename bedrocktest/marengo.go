package bedrocktest

// marengo is TwelveLabs Marengo Embed. InvokeModel takes texts and images; audio
// and video are for StartAsyncInvoke.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-marengo-3.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-marengo.html
type marengo struct {
	notConversed
	notStreamed
}

// marengoTraits are what the generations differ in.
type marengoTraits struct {
	dimensions int
	inputs     map[string]*schema // body by inputType
}

func marengoOf(m *model) marengoTraits { return m.traits.(marengoTraits) }

func (marengo) models(choices) []*model {
	two, three := wordlessModel("twelvelabs.marengo-embed-2-7-v1:0"), wordlessModel("twelvelabs.marengo-embed-3-0-v1:0")
	two.traits = marengoTraits{1024, marengo2Bodies()}
	three.traits = marengoTraits{512, marengo3Bodies()}
	return []*model{two, three}
}

// marengo2Bodies are flat.
func marengo2Bodies() map[string]*schema {
	return map[string]*schema{
		"text":  fields("inputType inputText", map[string]*schema{"inputType": str(), "inputText": text(1, 0), "textTruncate": enum("end", "none").or("end")}),
		"image": fields("inputType mediaSource", map[string]*schema{"inputType": str(), "mediaSource": mediaFile("image")}),
		"audio": nil,
		"video": nil,
	}
}

// marengo3Bodies have the input in a member that is named as its type. The name
// of the request bears on nothing.
func marengo3Bodies() map[string]*schema {
	source := base64Of("image")
	inputs := map[string]*schema{
		"text":       fields("inputText", map[string]*schema{"inputText": text(1, 0)}),
		"image":      fields("mediaSource", map[string]*schema{"mediaSource": mediaFile("image")}),
		"text_image": fields("inputText mediaSource", map[string]*schema{"inputText": text(1, 0), "mediaSource": mediaFile("image")}),
		"multi_input": fields("mediaSources", map[string]*schema{
			"inputText": text(1, 0),
			"mediaSources": {kind: arrayKind, minLen: 1, items: fields("mediaType", map[string]*schema{
				"name": str(), "mediaType": enum("image"), "base64String": source, "s3Location": s3Location(),
			})},
		}),
	}
	bodies := map[string]*schema{"audio": nil, "video": nil}
	for kind, input := range inputs {
		bodies[kind] = fields("inputType "+kind, map[string]*schema{"inputType": str(), "inferenceId": str(), kind: input})
	}
	return bodies
}

// schema is the body's, which the input type decides. Without a known one there
// is only that to say.
func (t marengoTraits) schema(body map[string]any) *schema {
	if s := t.inputs[asString(body["inputType"])]; s != nil {
		return s
	}
	s := fields("inputType", map[string]*schema{"inputType": enum(sortedKeys(t.inputs)...)})
	s.open = true
	return s
}

func (marengo) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	t := marengoOf(m)
	s := t.schema(body)
	if err := malformed(s.check(body)); err != nil {
		return nil, err
	}
	kind := asString(body["inputType"])
	if t.inputs[kind] == nil { // unconfirmed text
		return nil, modelInvalid("Malformed input request: #/inputType: %s is not supported by InvokeModel, please reformat your input and try again.", kind)
	}
	if err := checkMarengoMedia(body, kind); err != nil {
		return nil, err
	}
	seen := &Seen{Model: m.id, Prompt: asString(body["inputText"])}
	if input := asObject(body[kind]); input != nil {
		seen.Prompt = asString(input["inputText"])
	}
	p, err := s.effective(body, seen)
	if err != nil {
		return nil, err
	}
	seen.Params = p.(map[string]any)
	delete(seen.Params, "inferenceId")
	return &reading{model: m, seen: seen, userText: seen.Prompt}, nil
}

// checkMarengoMedia wants each file in the body or in S3.
func checkMarengoMedia(body map[string]any, kind string) *apiError {
	if source := asObject(body["mediaSource"]); source != nil {
		return checkMediaFile(source, "#/mediaSource")
	}
	input := asObject(body[kind])
	if source := asObject(input["mediaSource"]); source != nil {
		return checkMediaFile(source, "#/"+kind+"/mediaSource")
	}
	for _, source := range asArray(input["mediaSources"]) {
		if err := checkMediaFile(asObject(source), "#/"+kind+"/mediaSources"); err != nil {
			return err
		}
	}
	return nil
}

// reply: the page shows an object where there is one vector; programs that work
// read a list.
func (marengo) reply(rd *reading, a *Answer) object {
	v := vector(rd.model, rd.seen, nil, marengoOf(rd.model).dimensions)
	return object{{"data", []any{object{{"embedding", v}}}}}
}
