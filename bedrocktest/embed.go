package bedrocktest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strings"
)

// Embedding models are served by InvokeModel alone; this file has what their
// families share with each other, and with the models that rank or draw.

// embeddingModel is a model that makes embeddings.
func embeddingModel(id string) *model { return wordlessModel(id) }

// wordlessModel is a model that InvokeModel alone serves, in one piece, and that
// answers with something else than text.
func wordlessModel(id string) *model {
	return &model{id: id, invokeOnly: true, wordless: true, noStream: true, maxOutput: 1}
}

// notConversed is the converse method of families that Converse does not
// serve; checkServed has refused their requests before.
type notConversed struct{}

func (notConversed) converse(m *model, r *converseRequest, stream bool) (*reading, *apiError) {
	return nil, checkServed(m, r, stream)
}

// notStreamed is the rest of family for models that answer in one piece and
// give no stop reason.
type notStreamed struct{}

func (notStreamed) events(rd *reading, a *Answer) []object   { return nil }
func (notStreamed) stopReason(rd *reading, a *Answer) string { return "" }

// wordlessAnswer is the answer of a model that says nothing: counts, and no text.
// The vectors, scores or images are made by the family's reply.
func wordlessAnswer(seen *Seen) *Answer {
	sum := sha256.Sum256(mustMarshal(seen))
	return &Answer{Content: []AnswerBlock{}, InputTokens: inputTokens(seen), LatencyMs: 60 + int(sum[0])/2}
}

// vector is the made-up embedding of one input: a unit vector chosen by the
// model, the input and whatever else bears on its value. The same input has
// the same embedding whatever else is in its request.
func vector(m *model, input any, params map[string]any, dimensions int) []float64 {
	sum := sha256.Sum256(mustMarshal([]any{m.id, input, params}))
	rng := rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])))
	v := make([]float64, dimensions)
	norm := 0.0
	for i := range v {
		v[i] = rng.NormFloat64()
		norm += v[i] * v[i]
	}
	for i := range v {
		// Nine digits are what a float32 has; more would only be noise.
		v[i] = math.Round(v[i]/math.Sqrt(norm)*1e9) / 1e9
	}
	return v
}

// quantized gives a vector in another type: binary and ubinary pack eight signs
// into a byte, int8 and uint8 scale to a byte.
// https://docs.cohere.com/docs/embeddings#compression-levels
func quantized(v []float64, kind string) []int {
	out := []int{}
	switch kind {
	case "int8", "uint8":
		shift := 0
		if kind == "uint8" {
			shift = 128
		}
		for _, x := range v {
			out = append(out, int(math.Round(math.Max(-1, math.Min(x*8, 1))*127))+shift)
		}
	case "binary", "ubinary":
		for i := 0; i+8 <= len(v); i += 8 {
			b := 0
			for _, x := range v[i : i+8] {
				b <<= 1
				if x > 0 {
					b |= 1
				}
			}
			if kind == "binary" {
				b -= 128
			}
			out = append(out, b)
		}
	}
	return out
}

// signs is a vector with one 0 or 1 for each dimension.
func signs(v []float64) []int {
	out := make([]int, len(v))
	for i, x := range v {
		if x > 0 {
			out[i] = 1
		}
	}
	return out
}

// dataImage reads a data URI that holds an image.
func dataImage(uri string) (Attachment, bool) {
	head, data, ok := strings.Cut(uri, ";base64,")
	format, isImage := strings.CutPrefix(head, "data:image/")
	raw, err := base64.StdEncoding.DecodeString(data)
	if !ok || !isImage || err != nil {
		return Attachment{}, false
	}
	return newAttachment("image", format, raw), true
}
