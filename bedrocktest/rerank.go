package bedrocktest

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"sort"
	"strings"
)

// rerank is Cohere Rerank and Amazon Rerank, whose bodies differ only in that
// the first must name its version and the second must not.
// https://docs.cohere.com/reference/rerank
// https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-use.html
// https://github.com/genkit-ai/aws-bedrock-go-plugin/issues/190 (api_version, the answer of both)
type rerank struct {
	notConversed
	notStreamed
}

func (rerank) models(choices) []*model {
	list := []*model{wordlessModel("cohere.rerank-v3-5:0"), wordlessModel("amazon.rerank-v1:0")}
	for _, m := range list {
		m.regionOnly = true
	}
	return list
}

// maxRanked is how many documents the Rerank operation takes; that InvokeModel
// has the same limit is unconfirmed.
const maxRanked = 1000

func rerankSchema(m *model) *schema {
	s := fields("query documents", map[string]*schema{
		"query":     {kind: stringKind, minLen: 1},
		"documents": {kind: arrayKind, minLen: 1, maxItems: maxRanked, items: str()},
		"top_n":     integerFrom(1),
	})
	if strings.HasPrefix(m.id, "cohere.") {
		// https://github.com/cohere-ai/cohere-python/issues/613 (2 is the least)
		// https://github.com/langgenius/dify/issues/12640 (required)
		s.required = append(s.required, "api_version")
		s.fields["api_version"] = integerFrom(2)
		s.fields["max_tokens_per_doc"] = integerFrom(1).or(4096)
	}
	return s
}

func (rerank) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	s := rerankSchema(m)
	if err := malformed(s.check(body)); err != nil {
		return nil, err
	}
	query := asString(body["query"])
	seen := &Seen{Model: m.id, Params: map[string]any{}}
	seen.Turns = []Turn{{Role: "user", Content: []Block{{Type: "text", Text: query}}}}
	for _, d := range asStrings(body["documents"]) {
		seen.Turns[0].Content = append(seen.Turns[0].Content, Block{Type: "text", Text: d})
	}
	for _, key := range []string{"api_version", "top_n", "max_tokens_per_doc"} {
		if f := s.fields[key]; f != nil {
			seen.Params[key], _ = f.effective(body[key], seen) // a number: cannot fail
		}
	}
	if seen.Params["top_n"] == nil {
		seen.Params["top_n"] = float64(len(seen.Turns[0].Content) - 1)
	}
	seen.Prompt = renderBlocks(seen, seen.Turns[0].Content)
	return &reading{model: m, seen: seen, userText: query}, nil
}

// ranked is one result.
type ranked struct {
	index int
	score float64
}

// reply scores each document by itself: the same document has the same score for
// the same query, whatever else is ranked.
func (rerank) reply(rd *reading, a *Answer) object {
	p, content := rd.seen.Params, rd.seen.Turns[0].Content
	list := make([]ranked, len(content)-1)
	for i, d := range content[1:] {
		list[i] = ranked{i, fraction(rd.model.id, content[0].Text, d.Text, p["api_version"], p["max_tokens_per_doc"])}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].score > list[j].score })
	top, _ := asInt(p["top_n"])
	results := []any{}
	for _, r := range list[:min(top, len(list))] {
		results = append(results, object{{"index", r.index}, {"relevance_score", r.score}})
	}
	return object{{"results", results}}
}

// fraction is a made-up number from 0 to 1 with the eight digits that scores
// come with.
func fraction(of ...any) float64 {
	sum := sha256.Sum256(mustMarshal(of))
	return math.Round(float64(binary.BigEndian.Uint64(sum[:]))/math.MaxUint64*1e8) / 1e8
}
