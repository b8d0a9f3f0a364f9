package bedrocktest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	imagepng "image/png"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

const (
	titanImage1 = "amazon.titan-image-generator-v1"
	titanImage2 = "amazon.titan-image-generator-v2:0"
	canvas      = "amazon.nova-canvas-v1:0"
)

// The images of these tests; they need no more than their first bytes.
var (
	onePNG    = base64.StdEncoding.EncodeToString(png)
	otherPNG  = base64.StdEncoding.EncodeToString(append(png[:len(png):len(png)], '!'))
	oneJPEG   = base64.StdEncoding.EncodeToString([]byte("\xff\xd8\xff pixels"))
	withMedia = strings.NewReplacer("PNG1", onePNG, "PNG2", otherPNG, "JPEG1", oneJPEG)
)

// media puts the images into a test's request and edits.
func media(tests []sensitive) []sensitive {
	for i := range tests {
		tests[i].body = withMedia.Replace(tests[i].body)
		for j, e := range tests[i].edits {
			tests[i].edits[j] = withMedia.Replace(e)
		}
	}
	return tests
}

func drawn(t *testing.T, c bedrocktest.Call) (reply struct {
	Images []string
	Mask   string `json:"maskImage"`
	Error  any
}, keys map[string]json.RawMessage) {
	t.Helper()
	if err := json.Unmarshal(c.Response, &reply); err != nil || c.Status != 200 {
		t.Fatalf("%d %v: %s", c.Status, err, c.ErrorMessage)
	}
	if err := json.Unmarshal(c.Response, &keys); err != nil {
		t.Fatal(err)
	}
	return reply, keys
}

// TestAmazonImages: as many images as asked for, all PNG and all different.
func TestAmazonImages(t *testing.T) {
	srv := bedrocktest.New()
	for model, hasError := range map[string]bool{titanImage1: true, titanImage2: true, canvas: false} {
		c := serve(t, srv, model, "invoke", m{"taskType": "INPAINTING",
			"inPaintingParams":      m{"image": onePNG, "maskPrompt": "sky", "returnMask": true},
			"imageGenerationConfig": m{"numberOfImages": 5}})
		reply, keys := drawn(t, c)
		known := map[string]bool{}
		for _, text := range append(reply.Images, reply.Mask) {
			data, err := base64.StdEncoding.DecodeString(text)
			if err != nil || known[text] {
				t.Fatalf("%s: %v, or an image twice", model, err)
			}
			if _, err := imagepng.Decode(bytes.NewReader(data)); err != nil {
				t.Fatalf("%s: %v", model, err)
			}
			known[text] = true
		}
		if _, given := keys["error"]; len(reply.Images) != 5 || given != hasError {
			t.Errorf("%s: %d images, error member %t", model, len(reply.Images), given)
		}
		if c.Answer.Text != "" || c.Answer.OutputTokens != 0 || len(c.Seen.Attachments) != 1 {
			t.Errorf("%s: answer %+v, seen %+v", model, c.Answer, c.Seen)
		}
	}
}

// TestAmazonImageDefaults: what is said and what is assumed are one.
func TestAmazonImageDefaults(t *testing.T) {
	srv := bedrocktest.New()
	for model, config := range map[string]string{
		titanImage2: `{"numberOfImages":1,"quality":"standard","cfgScale":8,"seed":42,"width":1408,"height":1408}`,
		canvas:      `{"numberOfImages":1,"quality":"standard","cfgScale":6.50,"seed":12,"width":1024,"height":1024}`,
	} {
		params := fmt.Sprintf(`"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a cat","conditionImage":%q`, onePNG)
		silent := serve(t, srv, model, "invoke", []byte("{"+params+`}}`))
		said := serve(t, srv, model, "invoke", []byte("{"+params+`,"controlMode":"CANNY_EDGE","controlStrength":0.7},"imageGenerationConfig":`+config+`}`))
		equalSeen(t, silent, said)
		if !bytes.Equal(silent.Response, said.Response) {
			t.Errorf("%s: other images", model)
		}
	}
}

func TestAmazonImageSensitivity(t *testing.T) {
	const config = `,"imageGenerationConfig":{"numberOfImages":2,"quality":"premium","cfgScale":5,"seed":7}`
	configured := []string{`"numberOfImages":2 => "numberOfImages":1`, `"quality":"premium", => `, `:5, => :5.5,`, `"seed":7 => "seed":8`, config + " => "}
	checkSensitive(t, media([]sensitive{
		{"titan text", titanImage1, `{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a cat","negativeText":"dog"},"imageGenerationConfig":{"width":768,"height":1152}}`, []string{
			`a cat => A cat`, `"negativeText":"dog" => `, `dog => dogs`, `768,"height":1152 => 1152,"height":768`, `,"height":1152 => ,"height":768`,
		}},
		{"canvas text", canvas, `{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a cat","style":"MAXIMALISM","conditionImage":"PNG1","controlMode":"SEGMENTATION","controlStrength":0.3}` + config + `}`, append([]string{
			`"style":"MAXIMALISM", => `, `MAXIMALISM => PHOTOREALISM`, `PNG1 => PNG2`, `PNG1 => JPEG1`, `SEGMENTATION => CANNY_EDGE`, `0.3 => 0.4`,
			`"style":"MAXIMALISM","conditionImage":"PNG1","controlMode":"SEGMENTATION","controlStrength":0.3 => `,
		}, configured...)},
		{"inpainting", titanImage2, `{"taskType":"INPAINTING","inPaintingParams":{"image":"PNG1","text":"t","negativeText":"n","maskPrompt":"sky"}` + config + `}`, append([]string{
			`PNG1 => PNG2`, `"text":"t", => `, `"negativeText":"n", => `, `sky => sea`, `"maskPrompt":"sky" => "maskImage":"PNG1"`, `"image" => "returnMask":true,"image"`,
			`"INPAINTING","inPaintingParams" => "OUTPAINTING","outPaintingParams"`,
		}, configured...)},
		{"outpainting", canvas, `{"taskType":"OUTPAINTING","outPaintingParams":{"image":"PNG1","text":"t","maskImage":"PNG2"}}`, []string{
			`"PNG1","text":"t","maskImage":"PNG2" => "PNG2","text":"t","maskImage":"PNG1"`, `"text" => "outPaintingMode":"PRECISE","text"`,
		}},
		{"variation", titanImage1, `{"taskType":"IMAGE_VARIATION","imageVariationParams":{"images":["PNG1","PNG2"],"similarityStrength":0.5,"text":"t"}}`, []string{
			`"PNG1","PNG2" => "PNG2","PNG1"`, `"PNG1", => `, `0.5 => 0.6`, `"similarityStrength":0.5, => `, `"text":"t" => "text":"u"`,
		}},
		{"colours", titanImage2, `{"taskType":"COLOR_GUIDED_GENERATION","colorGuidedGenerationParams":{"text":"t","colors":["#ff8800","#00FF00"],"referenceImage":"PNG1"}}`, []string{
			`#ff8800 => #ff8801`, `"#ff8800", => `, `,"referenceImage":"PNG1" => `, `PNG1 => PNG2`,
		}},
		{"background", canvas, `{"taskType":"BACKGROUND_REMOVAL","backgroundRemovalParams":{"image":"PNG1"}}`, []string{`PNG1 => JPEG1`}},
		{"try on", canvas, `{"taskType":"VIRTUAL_TRY_ON","virtualTryOnParams":{"sourceImage":"PNG1","referenceImage":"PNG2","maskType":"GARMENT","garmentBasedMask":{"garmentClass":"SHOES","garmentStyling":{"tuckingStyle":"TUCKED"}},"promptBasedMask":{"maskPrompt":"feet"}}}`, []string{
			`"PNG1","referenceImage":"PNG2" => "PNG2","referenceImage":"PNG1"`, `SHOES => BOOTS`, `"TUCKED" => "UNTUCKED"`, `GARMENT => PROMPT`, `feet => legs`,
			`"maskType" => "maskExclusions":{"preserveFace":"ON"},"maskType"`, `"maskType" => "mergeStyle":"DETAILED","maskType"`, `"maskType" => "returnMask":true,"maskType"`,
			`"garmentClass" => "maskShape":"CONTOUR","garmentClass"`,
		}},
	}))
}

func TestAmazonImageRefusals(t *testing.T) {
	const good = `{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a cat"}}`
	task := func(name, member, params string) string {
		return withMedia.Replace(fmt.Sprintf(`{"taskType":%q,%q:%s}`, name, member, params))
	}
	config := func(c string) string { return good[:len(good)-1] + `,"imageGenerationConfig":` + c + `}` }
	size := func(w, h int) string { return fmt.Sprintf(`{"width":%d,"height":%d}`, w, h) }
	const badSize = "#/imageGenerationConfig: %d x %d is not a supported resolution"
	checkRefused(t, []refused{
		{titanImage1, "invoke", `{}`, malformed("#: required key [taskType] not found")},
		{titanImage1, "invoke", `{"taskType":"PAINT"}`, malformed("#/taskType: PAINT is not a valid enum value")},
		{titanImage1, "invoke", `{"taskType":7}`, malformed("#/taskType: expected type: String, found: Integer")},
		{titanImage1, "invoke", `{"taskType":"COLOR_GUIDED_GENERATION"}`, malformed("#/taskType: COLOR_GUIDED_GENERATION is not a valid enum value")},
		{titanImage2, "invoke", `{"taskType":"VIRTUAL_TRY_ON"}`, malformed("#/taskType: VIRTUAL_TRY_ON is not a valid enum value")},
		{canvas, "invoke", `{"taskType":"TEXT_IMAGE","inPaintingParams":{}}`, malformed("#: required key [textToImageParams] not found#: extraneous key [inPaintingParams] is not permitted")},
		{canvas, "invoke", task("TEXT_IMAGE", "textToImageParams", `{"prompt":"a cat"}`), malformed("#/textToImageParams: required key [text] not found#/textToImageParams: extraneous key [prompt] is not permitted")},
		{titanImage1, "invoke", task("TEXT_IMAGE", "textToImageParams", `{"text":"`+strings.Repeat("x", 548)+`"}`), malformed("#/textToImageParams/text: expected maxLength: 512, actual: 548")},
		{titanImage1, "invoke", task("TEXT_IMAGE", "textToImageParams", `{"text":"t","conditionImage":"PNG1"}`), malformed("#/textToImageParams: extraneous key [conditionImage] is not permitted")},
		{titanImage2, "invoke", task("TEXT_IMAGE", "textToImageParams", `{"text":"t","style":"MAXIMALISM"}`), malformed("#/textToImageParams: extraneous key [style] is not permitted")},
		{canvas, "invoke", task("TEXT_IMAGE", "textToImageParams", `{"text":"t","controlStrength":1}`), malformed("#/textToImageParams: property [conditionImage] is required")},
		{canvas, "invoke", task("INPAINTING", "inPaintingParams", `{"image":"PNG1"}`), malformed("#/inPaintingParams: exactly one of maskPrompt and maskImage must be given")},
		{canvas, "invoke", task("OUTPAINTING", "outPaintingParams", `{"image":"PNG1","text":"t","maskPrompt":"sky","maskImage":"PNG1"}`), malformed("#/outPaintingParams: exactly one of maskPrompt and maskImage must be given")},
		{titanImage1, "invoke", task("OUTPAINTING", "outPaintingParams", `{"image":"PNG1","maskPrompt":"sky"}`), malformed("#/outPaintingParams: required key [text] not found")},
		{titanImage1, "invoke", task("IMAGE_VARIATION", "imageVariationParams", `{"images":[],"similarityStrength":0.1}`), malformed("#/imageVariationParams/images: expected minimum item count: 1, found: 0#/imageVariationParams/similarityStrength: 0.1 is not greater or equal to 0.2")},
		{titanImage1, "invoke", task("IMAGE_VARIATION", "imageVariationParams", `{"images":["aGVsbG8="]}`), malformed("#/imageVariationParams/images: not a valid base64-encoded image")},
		{canvas, "invoke", task("BACKGROUND_REMOVAL", "backgroundRemovalParams", `{"image":"?"}`), malformed("#/backgroundRemovalParams/image: not a valid base64-encoded image")},
		{canvas, "invoke", withMedia.Replace(`{"taskType":"BACKGROUND_REMOVAL","backgroundRemovalParams":{"image":"PNG1"},"imageGenerationConfig":{}}`), malformed("#: extraneous key [imageGenerationConfig] is not permitted")},
		{canvas, "invoke", task("COLOR_GUIDED_GENERATION", "colorGuidedGenerationParams", `{"text":"t","colors":["red"]}`), malformed("#/colorGuidedGenerationParams/colors: string [red] does not match pattern ^#[0-9A-Fa-f]{6}$")},
		{canvas, "invoke", task("VIRTUAL_TRY_ON", "virtualTryOnParams", `{"sourceImage":"PNG1","referenceImage":"PNG1","maskType":"IMAGE"}`), malformed("#/virtualTryOnParams: required key [imageBasedMask] not found")},
		{titanImage1, "invoke", config(`{"numberOfImages":6}`), malformed("#/imageGenerationConfig/numberOfImages: 6 is not less or equal to 5")},
		{titanImage1, "invoke", config(`{"cfgScale":1}`), malformed("#/imageGenerationConfig/cfgScale: 1 is not greater or equal to 1.1")},
		{titanImage1, "invoke", config(`{"seed":-1}`), malformed("#/imageGenerationConfig/seed: -1 is not greater or equal to 0")},
		{titanImage1, "invoke", config(`{"quality":"best"}`), malformed("#/imageGenerationConfig/quality: best is not a valid enum value")},
		{titanImage1, "invoke", config(size(512, 768)), malformed(fmt.Sprintf(badSize, 512, 768))},
		{canvas, "invoke", config(size(1000, 1024)), malformed(fmt.Sprintf(badSize, 1000, 1024))},
		{canvas, "invoke", config(size(320, 1296)), malformed(fmt.Sprintf(badSize, 320, 1296))},
		{canvas, "invoke", config(size(2048, 2048)), malformed(fmt.Sprintf(badSize, 2048, 2048))},
		{canvas, "invoke", converseBody(""), malformed("#: required key [taskType] not found")},
		{canvas, "invoke-with-response-stream", good, "The model is unsupported for streaming."},
		{canvas, "converse", converseBody(""), notConversable},
		{titanImage2, "converse-stream", converseBody(""), notConversable},
		{titanImage1, "count-tokens", `{}`, "The provided model doesn't support counting tokens."},
	})
}
