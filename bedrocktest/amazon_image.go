package bedrocktest

import (
	"regexp"
	"strings"
)

// amazonImage is Titan Image Generator and Nova Canvas: one body for many tasks,
// each of which has its parameters in a member of its own.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-image.html
// https://docs.aws.amazon.com/nova/latest/userguide/image-gen-req-resp-structure.html
type amazonImage struct {
	notConversed
	notStreamed
}

// amazonImaging says what a generation of the models knows and assumes.
type amazonImaging struct {
	maxText       int // characters of a prompt
	color, canvas bool
	side          float64 // width and height where the body names none
	cfgScale      float64
	seed          float64
}

func amazonImagingOf(m *model) amazonImaging { return m.traits.(amazonImaging) }

func (amazonImage) models(choices) []*model {
	titan1 := amazonImaging{maxText: 512, side: 1408, cfgScale: 8, seed: 42}
	titan2 := titan1
	titan2.color = true
	canvas := amazonImaging{maxText: 1024, color: true, canvas: true, side: 1024, cfgScale: 6.5, seed: 12}
	var list []*model
	for _, e := range []struct {
		id     string
		traits amazonImaging
	}{
		{"amazon.titan-image-generator-v1", titan1},
		{"amazon.titan-image-generator-v2:0", titan2},
		{"amazon.nova-canvas-v1:0", canvas},
	} {
		m := wordlessModel(e.id)
		m.regionOnly, m.traits = true, e.traits
		list = append(list, m)
	}
	return list
}

// imageTask is one taskType: the member with its parameters, and their schema.
type imageTask struct {
	member string
	schema *schema
}

// schema is the body's, which the task decides. Without a known task there is
// only that to say.
func (t amazonImaging) schema(body map[string]any) *schema {
	tasks := t.tasks()
	task, known := tasks[asString(body["taskType"])]
	if !known {
		s := fields("taskType", map[string]*schema{"taskType": enum(sortedKeys(tasks)...)})
		s.open = true
		return s
	}
	s := fields("taskType "+task.member, map[string]*schema{"taskType": str(), task.member: task.schema})
	if task.member != "backgroundRemovalParams" {
		s.fields["imageGenerationConfig"] = t.config()
	}
	return s
}

func (t amazonImaging) config() *schema {
	side := integer(320, 1408)
	if t.canvas {
		side = integer(320, 4096)
	}
	return fields("", map[string]*schema{
		"numberOfImages": integer(1, 5).or(1.0),
		"quality":        enum("standard", "premium").or("standard"),
		"cfgScale":       number(1.1, 10).or(t.cfgScale),
		"seed":           integer(0, 2147483646).or(t.seed),
		"width":          side.or(t.side),
		"height":         side.or(t.side),
	}).or(map[string]any{})
}

func (amazonImage) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	t := amazonImagingOf(m)
	s := t.schema(body)
	if err := malformed(s.check(body)); err != nil {
		return nil, err
	}
	member := t.tasks()[asString(body["taskType"])].member
	given := asObject(body[member])
	if err := t.checkTask(member, given); err != nil {
		return nil, err
	}
	if err := t.checkSize(asObject(body["imageGenerationConfig"])); err != nil {
		return nil, err
	}
	seen := &Seen{Model: m.id, Prompt: asString(given["text"])}
	p, err := s.effective(body, seen)
	if err != nil {
		return nil, err
	}
	seen.Params = p.(map[string]any)
	conditioned(asObject(seen.Params[member]))
	return &reading{model: m, seen: seen, userText: seen.Prompt}, nil
}

// conditioned fills in how a condition image is followed, where there is one.
func conditioned(params map[string]any) {
	if params["conditionImage"] == nil {
		return
	}
	for key, absent := range map[string]any{"controlMode": "CANNY_EDGE", "controlStrength": 0.7} {
		if params[key] == nil {
			params[key] = absent
		}
	}
}

var hexColor = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// checkTask has the rules between the members of a task. The texts are
// unconfirmed.
func (t amazonImaging) checkTask(member string, o map[string]any) *apiError {
	path := "#/" + member
	switch member {
	case "inPaintingParams", "outPaintingParams":
		return exactlyOne(o, path, "maskPrompt", "maskImage")
	case "textToImageParams":
		for _, key := range []string{"controlMode", "controlStrength"} {
			if o[key] != nil && o["conditionImage"] == nil {
				return modelInvalid("Malformed input request: %s: property [conditionImage] is required, please reformat your input and try again.", path)
			}
		}
	case "colorGuidedGenerationParams":
		for _, c := range asStrings(o["colors"]) {
			if !hexColor.MatchString(c) {
				return modelInvalid("Malformed input request: %s/colors: string [%s] does not match pattern %s, please reformat your input and try again.", path, c, hexColor)
			}
		}
	case "virtualTryOnParams":
		mask := strings.ToLower(asString(o["maskType"])) + "BasedMask"
		if o[mask] == nil {
			return modelInvalid("Malformed input request: %s: required key [%s] not found, please reformat your input and try again.", path, mask)
		}
	}
	return nil
}

// titanSizes are the sizes that Titan draws, and the default, which the page has
// although it is not among them.
var titanSizes = strings.Fields(`1024x1024 768x768 512x512 768x1152 384x576 1152x768 576x384 768x1280 384x640
	1280x768 640x384 896x1152 448x576 1152x896 576x448 768x1408 384x704 1408x768 704x384 640x1408 320x704
	1408x640 704x320 1152x640 1173x640 1408x1408`)

// checkSize is about sizes given in full: Canvas draws any of whole sixteens in
// 1:4 to 4:1 and less than four megapixels. The text is unconfirmed.
// https://docs.aws.amazon.com/nova/latest/userguide/image-gen-access.html#image-gen-resolutions
func (t amazonImaging) checkSize(config map[string]any) *apiError {
	w, hasWidth := asInt(config["width"])
	h, hasHeight := asInt(config["height"])
	if !hasWidth || !hasHeight {
		return nil
	}
	fits := contains(titanSizes, jsonInt(w).String()+"x"+jsonInt(h).String())
	if t.canvas {
		fits = w%16 == 0 && h%16 == 0 && w <= 4*h && h <= 4*w && w*h < 4194304
	}
	if !fits {
		return modelInvalid("Malformed input request: #/imageGenerationConfig: %d x %d is not a supported resolution, please reformat your input and try again.", w, h)
	}
	return nil
}

// reply: Titan names an error that there is not, Canvas leaves it out.
func (amazonImage) reply(rd *reading, a *Answer) object {
	t, p := amazonImagingOf(rd.model), rd.seen.Params
	n, given := asInt(asObject(p["imageGenerationConfig"])["numberOfImages"])
	if !given {
		n = 1
	}
	images := make([]string, n)
	for i := range images {
		images[i] = picture("png", rd.seen, i)
	}
	out := object{{"images", images}}
	if asBool(asObject(p[t.tasks()[asString(p["taskType"])].member])["returnMask"]) {
		out = append(out, member{"maskImage", picture("png", rd.seen, "mask")})
	}
	if !t.canvas {
		out = append(out, member{"error", nil})
	}
	return out
}
