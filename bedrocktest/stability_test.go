package bedrocktest_test

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

const (
	sd35      = "stability.sd3-5-large-v1:0"
	sdxlID    = "stability.stable-diffusion-xl-v1"
	stableOut = "us.stability.stable-outpaint-v1:0"
)

// stableServices are the thirteen image services, with a smallest body.
var stableServices = map[string]string{
	"stable-creative-upscale-v1:0":        `{"prompt":"p","image":"PNG1"}`,
	"stable-conservative-upscale-v1:0":    `{"prompt":"p","image":"PNG1"}`,
	"stable-fast-upscale-v1:0":            `{"image":"PNG1"}`,
	"stable-image-inpaint-v1:0":           `{"prompt":"p","image":"PNG1"}`,
	"stable-outpaint-v1:0":                `{"image":"PNG1","left":1}`,
	"stable-image-search-recolor-v1:0":    `{"prompt":"p","image":"PNG1","select_prompt":"s"}`,
	"stable-image-search-replace-v1:0":    `{"prompt":"p","image":"PNG1","search_prompt":"s"}`,
	"stable-image-erase-object-v1:0":      `{"image":"PNG1"}`,
	"stable-image-remove-background-v1:0": `{"image":"PNG1"}`,
	"stable-image-control-sketch-v1:0":    `{"prompt":"p","image":"PNG1"}`,
	"stable-image-control-structure-v1:0": `{"prompt":"p","image":"PNG1"}`,
	"stable-image-style-guide-v1:0":       `{"prompt":"p","image":"PNG1"}`,
	"stable-style-transfer-v1:0":          `{"init_image":"PNG1","style_image":"JPEG1"}`,
}

type stableReply struct {
	Seeds         []uint32
	FinishReasons []*string `json:"finish_reasons"`
	Images        [][]byte
}

// TestStableServices: each service takes its smallest body, by its id and by its
// profile, draws one image, and wants each required member.
func TestStableServices(t *testing.T) {
	srv := bedrocktest.New()
	for id, body := range stableServices {
		c := serve(t, srv, "us.stability."+id, "invoke", []byte(withMedia.Replace(body)))
		var reply stableReply
		if err := json.Unmarshal(c.Response, &reply); err != nil || c.Status != 200 {
			t.Errorf("%s: %d %v %s", id, c.Status, err, c.ErrorMessage)
			continue
		}
		if len(reply.Seeds) != 1 || len(reply.Images) != 1 || len(reply.FinishReasons) != 1 || reply.FinishReasons[0] != nil {
			t.Errorf("%s: %s", id, c.Response)
		}
		equalSeen(t, c, serve(t, srv, "stability."+id, "invoke", []byte(withMedia.Replace(body))))
		var members map[string]any
		if err := json.Unmarshal([]byte(withMedia.Replace(body)), &members); err != nil {
			t.Fatal(err)
		}
		for key := range members {
			less := map[string]any{}
			for k, v := range members {
				if k != key {
					less[k] = v
				}
			}
			if c := serve(t, srv, "stability."+id, "invoke", less); c.Status != 400 {
				t.Errorf("%s: taken without %s", id, key)
			}
		}
	}
}

// TestStableFormats: the image is in the format asked for, and a seed asked for
// is the one used.
func TestStableFormats(t *testing.T) {
	srv := bedrocktest.New()
	for format, magic := range map[string]string{"": "\x89PNG", "png": "\x89PNG", "jpeg": "\xff\xd8\xff", "webp": "RIFF"} {
		body := m{"prompt": "a cat", "seed": 4294967294}
		if format != "" {
			body["output_format"] = format
		}
		var reply stableReply
		c := serve(t, srv, sd35, "invoke", body)
		if err := json.Unmarshal(c.Response, &reply); err != nil {
			t.Fatalf("%v: %s", err, c.ErrorMessage)
		}
		if got := string(reply.Images[0][:len(magic)]); got != magic || reply.Seeds[0] != 4294967294 {
			t.Errorf("%q: begins with %q, seed %d", format, got, reply.Seeds[0])
		}
	}
}

func TestStabilityDefaults(t *testing.T) {
	srv := bedrocktest.New()
	c := serve(t, srv, sd35, "invoke", m{"prompt": "a cat"})
	want := map[string]any{"prompt": "a cat", "mode": "text-to-image", "aspect_ratio": "1:1", "seed": 0.0, "output_format": "png"}
	if diff := cmp.Diff(want, c.Seen.Params); diff != "" || c.UserText != "a cat" {
		t.Errorf("%q\n%s", c.UserText, diff)
	}
}

// TestSDXL: one artifact, with the seed.
func TestSDXL(t *testing.T) {
	c := serve(t, bedrocktest.New(), sdxlID, "invoke", m{"text_prompts": []m{{"text": "a cat"}, {"text": "dog", "weight": -1}}, "seed": 7})
	var reply struct {
		Result    string
		Artifacts []struct {
			Seed         int
			Base64       string
			FinishReason string
		}
	}
	if err := json.Unmarshal(c.Response, &reply); err != nil || len(reply.Artifacts) != 1 {
		t.Fatalf("%v %s %s", err, c.Response, c.ErrorMessage)
	}
	a := reply.Artifacts[0]
	if _, err := base64.StdEncoding.DecodeString(a.Base64); err != nil || reply.Result != "success" || a.Seed != 7 || a.FinishReason != "SUCCESS" {
		t.Errorf("%v %+v", err, reply)
	}
	if c.UserText != "a cat\ndog" {
		t.Errorf("%q", c.UserText)
	}
}

func TestStabilitySensitivity(t *testing.T) {
	checkSensitive(t, media([]sensitive{
		{"sd3.5", sd35, `{"prompt":"a cat","aspect_ratio":"16:9","seed":7,"negative_prompt":"dog","output_format":"jpeg"}`, []string{
			`a cat => A cat`, `16:9 => 9:16`, `"aspect_ratio":"16:9", => `, `"seed":7 => "seed":8`, `"seed":7, => `, `dog => dogs`, `jpeg => webp`, `,"output_format":"jpeg" => `,
			`{"prompt" => {"image":"PNG1","strength":0.5,"prompt"`, `{"prompt" => {"image":"PNG1","strength":0.6,"prompt"`, `{"prompt" => {"image":"PNG2","strength":0.5,"prompt"`,
			`{"prompt" => {"mode":"image-to-image","image":"PNG1","strength":0.5,"prompt"`,
		}},
		{"core", "stability.stable-image-core-v1:1", `{"prompt":"a cat","style_preset":"anime"}`, []string{`anime => origami`, `,"style_preset":"anime" => `}},
		{"inpaint", "stability.stable-image-inpaint-v1:0", `{"prompt":"p","image":"PNG1","mask":"PNG2","grow_mask":3}`, []string{
			`"PNG1","mask":"PNG2" => "PNG2","mask":"PNG1"`, `"mask":"PNG2", => `, `:3 => :4`, `,"grow_mask":3 => `,
		}},
		{"outpaint", stableOut, `{"image":"PNG1","left":1,"up":2,"creativity":0.7}`, []string{
			`"left":1,"up":2 => "left":2,"up":1`, `"left" => "right"`, `"up" => "down"`, `0.7 => 0.8`, `,"creativity":0.7 => `, `"up":2, => `, `{"image" => {"prompt":"p","image"`,
		}},
		{"transfer", "stability.stable-style-transfer-v1:0", `{"init_image":"PNG1","style_image":"PNG2","composition_fidelity":0.5,"style_strength":0.5,"change_strength":0.5}`, []string{
			`"PNG1","style_image":"PNG2" => "PNG2","style_image":"PNG1"`, `"composition_fidelity":0.5, => `, `"style_strength":0.5 => "style_strength":0.6`, `,"change_strength":0.5 => `,
		}},
		{"sdxl", sdxlID, `{"text_prompts":[{"text":"a","weight":2},{"text":"b"}],"cfg_scale":9,"steps":40,"init_image":"PNG1","image_strength":0.3}`, []string{
			`"a" => "A"`, `,"weight":2 => `, `,{"text":"b"} => `, `:9 => :10`, `"steps":40, => `, `PNG1 => PNG2`, `0.3 => 0.4`, `"steps" => "sampler":"DDIM","steps"`,
			`"steps" => "style_preset":"anime","steps"`, `"steps" => "extras":{"x":1},"steps"`,
		}},
	}))
}

func TestStabilityRefusals(t *testing.T) {
	image := withMedia.Replace
	checkRefused(t, []refused{
		{sd35, "invoke", `{}`, malformed("#: required key [prompt] not found")},
		{sd35, "invoke", `{"prompt":"p","text_prompts":[]}`, malformed("#: extraneous key [text_prompts] is not permitted")},
		{sd35, "invoke", `{"prompt":["p"]}`, malformed("#/prompt: expected type: String, found: JSONArray")},
		{sd35, "invoke", `{"prompt":"p","aspect_ratio":"4:3"}`, malformed("#/aspect_ratio: 4:3 is not a valid enum value")},
		{sd35, "invoke", `{"prompt":"p","seed":4294967295}`, malformed("#/seed: 4294967295 is not less or equal to 4294967294")},
		{sd35, "invoke", `{"prompt":"p","output_format":"gif"}`, malformed("#/output_format: gif is not a valid enum value")},
		{sd35, "invoke", `{"prompt":"p","mode":"image-to-image","strength":0.5}`, malformed("#: required key [image] not found")},
		{sd35, "invoke", image(`{"prompt":"p","image":"PNG1"}`), malformed("#: required key [strength] not found")},
		{sd35, "invoke", image(`{"prompt":"p","image":"PNG1","strength":2}`), malformed("#/strength: 2 is not less or equal to 1")},
		{sd35, "invoke", `{"prompt":"p","style_preset":"anime"}`, malformed("#: extraneous key [style_preset] is not permitted")},
		{"stability.stable-image-core-v1:1", "invoke", `{"prompt":"p","mode":"image-to-image"}`, malformed("#/mode: image-to-image is not a valid enum value")},
		{"stability.stable-creative-upscale-v1:0", "invoke", image(`{"prompt":"p","image":"PNG1","creativity":0.6}`), malformed("#/creativity: 0.6 is not less or equal to 0.5")},
		{"stability.stable-fast-upscale-v1:0", "invoke", image(`{"image":"PNG1","prompt":"p"}`), malformed("#: extraneous key [prompt] is not permitted")},
		{"stability.stable-image-erase-object-v1:0", "invoke", `{"image":"aGk="}`, malformed("#/image: not a valid base64-encoded image")},
		{stableOut, "invoke", image(`{"image":"PNG1","left":0}`), malformed("#: one of left, right, up and down must be greater than 0")},
		{stableOut, "invoke", image(`{"image":"PNG1","left":2001}`), malformed("#/left: 2001 is not less or equal to 2000")},
		{sdxlID, "invoke", `{"prompt":"p"}`, malformed("#: required key [text_prompts] not found#: extraneous key [prompt] is not permitted")},
		{sdxlID, "invoke", `{"text_prompts":[{"weight":1}]}`, malformed("#/text_prompts/0: required key [text] not found")},
		{sdxlID, "invoke", `{"text_prompts":[{"text":"p"}],"cfg_scale":36,"samples":2}`, malformed("#/cfg_scale: 36 is not less or equal to 35#/samples: 2 is not less or equal to 1")},
		{sd35, "invoke-with-response-stream", `{"prompt":"p"}`, "The model is unsupported for streaming."},
		{sd35, "converse", converseBody(""), notConversable},
		{stableOut, "converse-stream", converseBody(""), notConversable},
		{sdxlID, "converse", converseBody(""), notConversable},
		{"stability.sd3-9-large-v1:0", "invoke", `{}`, "This stand-in does not serve the model family of stability.sd3-9-large-v1:0 yet."},
	})
}
