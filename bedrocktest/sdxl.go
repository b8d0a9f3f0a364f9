package bedrocktest

// sdxl is Stable Diffusion XL, which has an interface of its own: several
// weighted prompts, and artifacts for an answer. The model has left the
// documents; bounds and defaults are those of the former page, unconfirmed.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-stability-diffusion.html
type sdxl struct {
	notConversed
	notStreamed
}

func (sdxl) models(choices) []*model {
	var list []*model
	for _, id := range []string{"stability.stable-diffusion-xl", "stability.stable-diffusion-xl-v0", "stability.stable-diffusion-xl-v1", "stability.stable-diffusion-xl-v1:0"} {
		m := wordlessModel(id)
		m.regionOnly = true
		list = append(list, m)
	}
	return list
}

func sdxlSchema() *schema {
	side := integer(128, 1536).or(1024.0)
	return fields("text_prompts", map[string]*schema{
		"text_prompts": {kind: arrayKind, minLen: 1, items: fields("text", map[string]*schema{
			"text": text(0, 2000), "weight": number(-10, 10).or(1.0),
		})},
		"cfg_scale":            number(0, 35).or(7.0),
		"clip_guidance_preset": enum("FAST_BLUE", "FAST_GREEN", "NONE", "SIMPLE", "SLOW", "SLOWER", "SLOWEST").or("NONE"),
		"height":               side,
		"width":                side,
		"sampler": enum("DDIM", "DDPM", "K_DPMPP_SDE", "K_DPMPP_2M", "K_DPMPP_2S_ANCESTRAL", "K_DPM_2", "K_DPM_2_ANCESTRAL",
			"K_EULER", "K_EULER_ANCESTRAL", "K_HEUN", "K_LMS"),
		"samples":             integer(1, 1).or(1.0),
		"seed":                integer(0, 4294967295).or(0.0),
		"steps":               integer(10, 150).or(30.0),
		"style_preset":        stylePreset(),
		"extras":              {kind: objectKind, open: true},
		"init_image":          base64Of("image"),
		"init_image_mode":     enum("IMAGE_STRENGTH", "STEP_SCHEDULE"),
		"image_strength":      number(0, 1),
		"step_schedule_start": number(0, 1),
		"step_schedule_end":   number(0, 1),
		"mask_source":         enum("MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"),
		"mask_image":          base64Of("image"),
	})
}

func (sdxl) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	s := sdxlSchema()
	if err := malformed(s.check(body)); err != nil {
		return nil, err
	}
	seen := &Seen{Model: m.id}
	for i, v := range asArray(body["text_prompts"]) {
		if i > 0 {
			seen.Prompt += "\n"
		}
		seen.Prompt += asString(asObject(v)["text"])
	}
	p, err := s.effective(body, seen)
	if err != nil {
		return nil, err
	}
	seen.Params = p.(map[string]any)
	return &reading{model: m, seen: seen, userText: seen.Prompt}, nil
}

func (sdxl) reply(rd *reading, a *Answer) object {
	return object{{"result", "success"}, {"artifacts", []any{object{
		{"seed", seedOf(rd.seen)}, {"base64", picture("png", rd.seen)}, {"finishReason", "SUCCESS"},
	}}}}
}
