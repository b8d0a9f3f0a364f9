package bedrocktest_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// keptModels has one model of each body that only InvokeModel takes, with a
// request that it answers.
var keptModels = []struct{ model, body string }{
	{cohereRerank, `{"query":"q","documents":["a","b"],"top_n":1,"api_version":2}`},
	{amazonRerank, `{"query":"q","documents":["a"]}`},
	{titanImage1, `{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"t"},"imageGenerationConfig":{"numberOfImages":2,"width":512,"height":512}}`},
	{titanImage2, `{"taskType":"COLOR_GUIDED_GENERATION","colorGuidedGenerationParams":{"text":"t","colors":["#001122"],"referenceImage":"PNG1"}}`},
	{canvas, `{"taskType":"VIRTUAL_TRY_ON","virtualTryOnParams":{"sourceImage":"PNG1","referenceImage":"PNG2","maskType":"PROMPT","promptBasedMask":{"maskPrompt":"feet"},"returnMask":true}}`},
	{sd35, `{"prompt":"p","mode":"image-to-image","image":"PNG1","strength":0.5,"output_format":"webp"}`},
	{stableOut, `{"image":"PNG1","left":1,"output_format":"jpeg"}`},
	{sdxlID, `{"text_prompts":[{"text":"a","weight":2}],"extras":{}}`},
	{pegasusID, `{"inputPrompt":"p","mediaSource":{"s3Location":{"uri":"s3://b/v"}},"responseFormat":{"type":"json_schema","jsonSchema":{"type":"object"}}}`},
	{marengo2, `{"inputType":"image","mediaSource":{"base64String":"PNG1"}}`},
	{marengo3, `{"inputType":"multi_input","multi_input":{"mediaSources":[{"mediaType":"image","base64String":"PNG1"}]}}`},
	{"luma.ray-v2:0", `{"prompt":"p"}`},
}

// FuzzKept sends any body to any operation of a model of each such family.
func FuzzKept(f *testing.F) {
	for i, k := range keptModels {
		for op := range textOps {
			f.Add(uint8(i), uint8(op), withMedia.Replace(k.body))
		}
	}
	f.Add(uint8(0), uint8(0), `{"query":"q","documents":["a"],"top_n":1e300,"api_version":1e300}`)
	f.Add(uint8(2), uint8(0), `{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"t"},"imageGenerationConfig":{"numberOfImages":1.0,"seed":null}}`)
	f.Add(uint8(10), uint8(0), `{"inputType":"image","image":null}`)
	f.Fuzz(func(t *testing.T, model, op uint8, body string) {
		checkAnswered(t, serve(t, bedrocktest.New(), keptModels[int(model)%len(keptModels)].model, textOps[int(op)%len(textOps)], []byte(body)))
	})
}

// TestKeptWithGuardrail: a guardrail and a latency reach the answer of these
// families as they do any other.
func TestKeptWithGuardrail(t *testing.T) {
	srv := bedrocktest.New()
	for _, k := range keptModels {
		if k.model == "luma.ray-v2:0" {
			continue
		}
		body := []byte(withMedia.Replace(k.body))
		plain := serve(t, srv, k.model, "invoke", body)
		guarded := serve(t, srv, k.model, "invoke", body, "X-Amzn-Bedrock-GuardrailIdentifier", "g", "X-Amzn-Bedrock-GuardrailVersion", "1")
		if plain.Status != 200 || guarded.Status != 200 || guarded.Seen.Guardrail == nil || string(plain.Response) == string(guarded.Response) {
			t.Errorf("%s: %s %s", k.model, plain.ErrorMessage, guarded.ErrorMessage)
		}
	}
}
