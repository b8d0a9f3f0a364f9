package bedrocktest_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

const (
	titanEmbed  = "amazon.titan-embed-text-v2:0"
	cohereEmbed = "cohere.embed-v4:0"
	novaEmbed   = "amazon.nova-2-multimodal-embeddings-v1:0"
)

// embeddingAt reads the vector at a path of an answer's body.
func embeddingAt(t *testing.T, c bedrocktest.Call, path ...any) []float64 {
	t.Helper()
	var v any
	if err := json.Unmarshal(c.Response, &v); err != nil {
		t.Fatalf("%v: %s", err, c.ErrorMessage)
	}
	for _, step := range path {
		switch step := step.(type) {
		case string:
			v = v.(m)[step]
		case int:
			v = v.([]any)[step]
		}
	}
	var out []float64
	for _, x := range v.([]any) {
		out = append(out, x.(float64))
	}
	return out
}

func TestEmbeddings(t *testing.T) {
	srv := bedrocktest.New()
	nova := func(text string, more m) m {
		params := m{"embeddingPurpose": "GENERIC_INDEX", "text": m{"truncationMode": "END", "value": text}}
		for k, v := range more {
			params[k] = v
		}
		return m{"taskType": "SINGLE_EMBEDDING", "singleEmbeddingParams": params}
	}
	for _, test := range []struct {
		name, model string
		body        m
		path        []any
		dimensions  int
		norm        float64
	}{
		{"titan 1", "amazon.titan-embed-text-v1", m{"inputText": "a"}, []any{"embedding"}, 1536, 1},
		{"titan 2", titanEmbed, m{"inputText": "a"}, []any{"embedding"}, 1024, 1},
		{"titan 2 by type", titanEmbed, m{"inputText": "a", "dimensions": 256}, []any{"embeddingsByType", "float"}, 256, 1},
		{"titan 2 unnormalised", titanEmbed, m{"inputText": "a", "normalize": false, "dimensions": 512}, []any{"embedding"}, 512, 7.5},
		{"titan image", "amazon.titan-embed-image-v1", m{"inputText": "a", "inputImage": png, "embeddingConfig": m{"outputEmbeddingLength": 384}}, []any{"embedding"}, 384, 1},
		{"cohere 3", "cohere.embed-english-v3", m{"texts": []string{"a", "b"}, "input_type": "search_query"}, []any{"embeddings", 1}, 1024, 1},
		{"cohere 4", cohereEmbed, m{"texts": []string{"a"}, "input_type": "clustering", "output_dimension": 512}, []any{"embeddings", "float", 0}, 512, 1},
		{"nova", novaEmbed, nova("a", nil), []any{"embeddings", 0, "embedding"}, 3072, 1},
		{"nova small", novaEmbed, nova("a", m{"embeddingDimension": 256}), []any{"embeddings", 0, "embedding"}, 256, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := serve(t, srv, test.model, "invoke", test.body)
			v := embeddingAt(t, c, test.path...)
			norm := 0.0
			for _, x := range v {
				norm += x * x
			}
			if norm = math.Sqrt(norm); len(v) != test.dimensions || math.Abs(norm-test.norm) > 1e-3 {
				t.Errorf("%d dimensions of length %.4f, want %d of %.1f", len(v), norm, test.dimensions, test.norm)
			}
			if c.Answer.Text != "" || c.Answer.OutputTokens != 0 || c.Seen == nil {
				t.Errorf("answer %+v", c.Answer)
			}
		})
	}
}

// TestEmbeddingsTellInputsApart: a text has one embedding, whatever else is in
// the request, and another text, model or purpose gives another.
func TestEmbeddingsTellInputsApart(t *testing.T) {
	srv := bedrocktest.New()
	cohere := func(model, purpose string, texts ...string) bedrocktest.Call {
		return serve(t, srv, model, "invoke", m{"texts": texts, "input_type": purpose, "embedding_types": []string{"float"}})
	}
	at := []any{"embeddings", "float", 0}
	one := embeddingAt(t, cohere(cohereEmbed, "search_query", "a", "b"), at...)
	if diff := cmp.Diff(one, embeddingAt(t, cohere(cohereEmbed, "search_query", "a", "c"), at...)); diff != "" {
		t.Errorf("the same text is embedded differently:\n%.300s", diff)
	}
	for name, other := range map[string]bedrocktest.Call{
		"text":    cohere(cohereEmbed, "search_query", "z", "b"),
		"purpose": cohere(cohereEmbed, "clustering", "a", "b"),
		"model":   cohere("cohere.embed-multilingual-v3", "search_query", "a", "b"),
	} {
		if cmp.Equal(one, embeddingAt(t, other, at...)) {
			t.Errorf("another %s gives the same embedding", name)
		}
	}
}

func TestEmbeddingTypes(t *testing.T) {
	srv := bedrocktest.New()
	c := serve(t, srv, titanEmbed, "invoke", m{"inputText": "a", "dimensions": 256, "embeddingTypes": []string{"binary"}})
	for _, bit := range embeddingAt(t, c, "embeddingsByType", "binary") {
		if bit != 0 && bit != 1 {
			t.Fatalf("bit %v", bit)
		}
	}
	var body m
	if err := json.Unmarshal(c.Response, &body); err != nil || body["embedding"] != nil {
		t.Errorf("float embedding although only binary was asked for: %v %v", body["embedding"], err)
	}
	c = serve(t, srv, cohereEmbed, "invoke", m{
		"texts": []string{"a"}, "input_type": "clustering", "output_dimension": 256,
		"embedding_types": []string{"int8", "uint8", "binary", "ubinary"},
	})
	for kind, want := range map[string]struct {
		n        int
		low, top float64
	}{"int8": {256, -128, 127}, "uint8": {256, 0, 255}, "binary": {32, -128, 127}, "ubinary": {32, 0, 255}} {
		v := embeddingAt(t, c, "embeddings", kind, 0)
		if len(v) != want.n {
			t.Errorf("%s: %d numbers, want %d", kind, len(v), want.n)
		}
		for _, x := range v {
			if x < want.low || x > want.top || x != math.Trunc(x) {
				t.Errorf("%s: %v", kind, x)
			}
		}
	}
}

func TestEmbeddingRefusals(t *testing.T) {
	srv := bedrocktest.New()
	converse := m{"messages": []m{{"role": "user", "content": []m{{"text": "a"}}}}}
	const unserved = "This action doesn't support the model that you provided. Try again with a supported text or chat model."
	malformed := func(s string) string {
		return "Malformed input request: " + s + ", please reformat your input and try again."
	}
	for _, test := range []struct {
		model, op string
		body      m
		want      string
	}{
		{titanEmbed, "converse", converse, unserved},
		{cohereEmbed, "converse-stream", converse, unserved},
		{novaEmbed, "converse", converse, unserved},
		{titanEmbed, "invoke-with-response-stream", m{"inputText": "a"}, "The model is unsupported for streaming."},
		{titanEmbed, "invoke", m{}, malformed("#: required key [inputText] not found")},
		{titanEmbed, "invoke", m{"inputText": "a", "dimensions": 100}, malformed("#/dimensions: 100 is not a valid enum value")},
		{"amazon.titan-embed-text-v1", "invoke", m{"inputText": "a", "normalize": true}, malformed("#: extraneous key [normalize] is not permitted")},
		{titanEmbed, "invoke", m{"inputText": "a", "textGenerationConfig": m{}}, malformed("#: extraneous key [textGenerationConfig] is not permitted")},
		{cohereEmbed, "invoke", m{"texts": []string{"a"}}, malformed("#: required key [input_type] not found")},
		{cohereEmbed, "invoke", m{"input_type": "clustering"}, malformed("#: required key [texts] not found")},
		{"us." + titanEmbed, "invoke", m{"inputText": "a"}, "The provided model identifier is invalid."},
	} {
		c := serve(t, srv, test.model, test.op, test.body)
		if c.Status != 400 || c.ErrorType != "ValidationException" || c.ErrorMessage != test.want {
			t.Errorf("%s %s %v: %d %s\n got %q\nwant %q", test.model, test.op, test.body, c.Status, c.ErrorType, c.ErrorMessage, test.want)
		}
	}
}
