package bedrocktest_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

var textOps = []string{"invoke", "invoke-with-response-stream", "converse", "converse-stream"}

// checkAnswered wants an answer in form to any request.
func checkAnswered(t *testing.T, c bedrocktest.Call) {
	t.Helper()
	switch {
	case c.Status == 200 && (c.Seen == nil || c.Answer == nil || c.Answer.InputTokens < 1 || c.Answer.OutputTokens < 0):
		t.Errorf("%s accepted, but seen %v and answer %+v", c.ModelID, c.Seen, c.Answer)
	case c.Status != 200 && (c.Status/100 != 4 || c.ErrorMessage == ""):
		t.Errorf("%s: status %d, %q for %s", c.ModelID, c.Status, c.ErrorMessage, c.Request)
	}
}

// FuzzFamilies sends any body to any operation of a model of each family.
func FuzzFamilies(f *testing.F) {
	models := []string{titanEmbed, "amazon.titan-embed-image-v1", cohereEmbed, novaEmbed}
	rng := rand.New(rand.NewPCG(5, 5))
	for i, s := range speakers {
		models = append(models, s.model)
		d := s.dialogue(rng)
		for op, body := range []m{s.native(d), s.native(d), s.converse(d)} {
			data, err := json.Marshal(body)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint8(4+i), uint8(op), string(data))
		}
	}
	f.Add(uint8(0), uint8(0), `{"inputText":"a","dimensions":256,"embeddingTypes":["binary"]}`)
	f.Add(uint8(2), uint8(0), `{"input_type":"image","inputs":[{"content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,"}}]}]}`)
	f.Add(uint8(3), uint8(0), `{"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"CLUSTERING","video":{"format":"mp4","source":{"bytes":""}}}}`)
	f.Fuzz(func(t *testing.T, model, op uint8, body string) {
		checkAnswered(t, serve(t, bedrocktest.New(), models[int(model)%len(models)], textOps[int(op)%len(textOps)], []byte(body)))
	})
}

// TestMutatedFamilies does for each speaker what TestMutatedBodies does for the
// first families.
func TestMutatedFamilies(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for _, s := range speakers {
		srv := bedrocktest.New()
		accepted := 0
		const rounds = 200
		for range rounds {
			srv.Reset()
			op, d := rng.IntN(len(textOps)), s.dialogue(rng)
			body := s.native(d)
			if op > 1 {
				body = s.converse(d)
			}
			data, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			var tree any
			if err := json.Unmarshal(data, &tree); err != nil {
				t.Fatal(err)
			}
			c := serve(t, srv, s.model, textOps[op], damage(rng, tree))
			if checkAnswered(t, c); c.Status == 200 {
				accepted++
			}
		}
		if accepted == 0 || accepted == rounds {
			t.Errorf("%s: %d of %d damaged bodies accepted", s.model, accepted, rounds)
		}
	}
}
