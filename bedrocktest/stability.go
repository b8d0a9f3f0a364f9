package bedrocktest

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
)

// stability is Stability AI's models and image services. They share an answer
// and have each a flat body of members that mean the same in all of them.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-stability-diffusion.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-diffusion-3-5-large.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/stable-image-services.html
type stability struct {
	notConversed
	notStreamed
}

// stabilityBodies has the members of each body, the required ones with an
// exclamation mark. A colon sets apart members of one name that differ. The
// bodies of Core and Ultra 1:0 and of SD3 Large are unconfirmed, as is that Ultra
// took no image at first.
const stabilityBodies = `
sd3-large-v1:0                      prompt! mode:both aspect_ratio negative_prompt image strength seed output_format
sd3-5-large-v1:0                    prompt! mode:both aspect_ratio negative_prompt image strength seed output_format
stable-image-core-v1:0              prompt! mode:text aspect_ratio negative_prompt style_preset seed output_format
stable-image-core-v1:1              prompt! mode:text aspect_ratio negative_prompt style_preset seed output_format
stable-image-ultra-v1:0             prompt! mode:text aspect_ratio negative_prompt seed output_format
stable-image-ultra-v1:1             prompt! mode:both aspect_ratio negative_prompt image strength seed output_format
stable-creative-upscale-v1:0        prompt! image! creativity:0.3 negative_prompt seed output_format style_preset
stable-conservative-upscale-v1:0    prompt! image! creativity:0.35 negative_prompt seed output_format
stable-fast-upscale-v1:0            image! output_format
stable-image-inpaint-v1:0           prompt! image! mask grow_mask negative_prompt seed output_format style_preset
stable-outpaint-v1:0                prompt image! left right up down creativity:0.5 seed output_format style_preset
stable-image-search-recolor-v1:0    prompt! image! select_prompt! grow_mask negative_prompt seed output_format style_preset
stable-image-search-replace-v1:0    prompt! image! search_prompt! grow_mask negative_prompt seed output_format style_preset
stable-image-erase-object-v1:0      image! mask grow_mask seed output_format
stable-image-remove-background-v1:0 image! output_format
stable-image-control-sketch-v1:0    prompt! image! control_strength negative_prompt seed output_format style_preset
stable-image-control-structure-v1:0 prompt! image! control_strength negative_prompt seed output_format style_preset
stable-image-style-guide-v1:0       prompt! image! aspect_ratio fidelity negative_prompt seed output_format style_preset
stable-style-transfer-v1:0          init_image! style_image! prompt composition_fidelity style_strength change_strength negative_prompt seed output_format
`

// stabilityMembers are the members by their names in stabilityBodies.
func stabilityMembers() map[string]*schema {
	prompt, picture := text(0, 10000), base64Of("image")
	pixels := integer(0, 2000).or(0.0)
	return map[string]*schema{
		"prompt": prompt, "negative_prompt": prompt, "select_prompt": prompt, "search_prompt": prompt,
		"image": picture, "mask": picture, "init_image": picture, "style_image": picture,
		"left": pixels, "right": pixels, "up": pixels, "down": pixels,
		"mode:text":            enum("text-to-image").or("text-to-image"),
		"mode:both":            enum("text-to-image", "image-to-image").or("text-to-image"),
		"aspect_ratio":         enum("16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21").or("1:1"),
		"seed":                 integer(0, 4294967294).or(0.0),
		"output_format":        enum("jpeg", "png", "webp").or("png"),
		"strength":             number(0, 1),
		"creativity:0.3":       number(0.1, 0.5).or(0.3),
		"creativity:0.35":      number(0.1, 0.5).or(0.35),
		"creativity:0.5":       number(0.1, 1).or(0.5),
		"control_strength":     number(0, 1).or(0.7),
		"fidelity":             number(0, 1).or(0.5),
		"composition_fidelity": number(0, 1).or(0.9),
		"style_strength":       number(0, 1).or(1.0),
		"change_strength":      number(0.1, 1).or(0.9),
		"grow_mask":            number(0, 20).or(5.0),
		"style_preset":         stylePreset(),
	}
}

func stylePreset() *schema {
	return enum("3d-model", "analog-film", "anime", "cinematic", "comic-book", "digital-art", "enhance", "fantasy-art", "isometric",
		"line-art", "low-poly", "modeling-compound", "neon-punk", "origami", "photographic", "pixel-art", "tile-texture")
}

func (stability) models(choices) []*model {
	members := stabilityMembers()
	var list []*model
	for _, line := range strings.Split(strings.TrimSpace(stabilityBodies), "\n") {
		names := strings.Fields(line)
		m, body := wordlessModel("stability."+names[0]), fields("", map[string]*schema{})
		for _, name := range names[1:] {
			name, required := strings.CutSuffix(name, "!")
			key, _, _ := strings.Cut(name, ":")
			body.fields[key] = members[name]
			if required {
				body.required = append(body.required, key)
			}
		}
		m.traits = body
		list = append(list, m)
	}
	return list
}

func (stability) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	s := m.traits.(*schema)
	if err := malformed(s.check(body)); err != nil {
		return nil, err
	}
	if err := checkStability(s, body); err != nil {
		return nil, err
	}
	seen := &Seen{Model: m.id, Prompt: asString(body["prompt"])}
	p, err := s.effective(body, seen)
	if err != nil {
		return nil, err
	}
	seen.Params = p.(map[string]any)
	if seen.Params["image"] != nil && s.fields["strength"] != nil {
		delete(seen.Params, "aspect_ratio") // the image has one
	}
	return &reading{model: m, seen: seen, userText: seen.Prompt}, nil
}

// checkStability has the rules between members: an image and how far to leave it
// go together, and Outpaint needs a direction. The texts are unconfirmed.
func checkStability(s *schema, body map[string]any) *apiError {
	switch {
	case s.fields["strength"] != nil && (body["image"] != nil || body["mode"] == "image-to-image"):
		for _, key := range []string{"image", "strength"} {
			if body[key] == nil {
				return modelInvalid("Malformed input request: #: required key [%s] not found, please reformat your input and try again.", key)
			}
		}
	case s.fields["left"] != nil && !outpaints(body):
		return modelInvalid("Malformed input request: #: one of left, right, up and down must be greater than 0, please reformat your input and try again.")
	}
	return nil
}

func outpaints(body map[string]any) bool {
	for _, side := range []string{"left", "right", "up", "down"} {
		if n, _ := asFloat(body[side]); n > 0 {
			return true
		}
	}
	return false
}

func (stability) reply(rd *reading, a *Answer) object {
	p := rd.seen.Params
	images := []string{picture(asString(p["output_format"]), rd.seen)}
	return object{{"seeds", []uint32{seedOf(rd.seen)}}, {"finish_reasons", []any{nil}}, {"images", images}}
}

// seedOf is the seed that a request names; 0 asks for any.
func seedOf(seen *Seen) uint32 {
	if seed, _ := asInt(seen.Params["seed"]); seed != 0 {
		return uint32(seed)
	}
	sum := sha256.Sum256(mustMarshal(seen))
	return binary.BigEndian.Uint32(sum[:])
}
