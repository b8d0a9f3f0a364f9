package bedrocktest_test

import (
	"encoding/json"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

const (
	cohereRerank = "cohere.rerank-v3-5:0"
	amazonRerank = "amazon.rerank-v1:0"
)

type rerankReply struct {
	Results []struct {
		Index int
		Score float64 `json:"relevance_score"`
	}
}

func reranked(t *testing.T, c bedrocktest.Call) rerankReply {
	t.Helper()
	var r rerankReply
	if err := json.Unmarshal(c.Response, &r); err != nil || c.Status != 200 {
		t.Fatalf("%d %v: %s", c.Status, err, c.ErrorMessage)
	}
	return r
}

// TestRerank: the best come first, no more than are asked for, and a document's
// score depends on nothing else that is ranked.
func TestRerank(t *testing.T) {
	srv := bedrocktest.New()
	rank := func(body m) rerankReply { return reranked(t, serve(t, srv, cohereRerank, "invoke", body)) }
	all := rank(m{"query": "q", "documents": []string{"a", "b", "c", "d"}, "api_version": 2})
	if len(all.Results) != 4 {
		t.Fatalf("%+v", all)
	}
	scores := map[int]float64{}
	for i, r := range all.Results {
		scores[r.Index] = r.Score
		if r.Score < 0 || r.Score > 1 || i > 0 && r.Score > all.Results[i-1].Score {
			t.Errorf("result %d: %+v", i, all.Results)
		}
	}
	if len(scores) != 4 {
		t.Errorf("indexes: %+v", all.Results)
	}
	if best := rank(m{"query": "q", "documents": []string{"a", "b", "c", "d"}, "top_n": 1, "api_version": 2}); len(best.Results) != 1 || best.Results[0] != all.Results[0] {
		t.Errorf("best %+v of %+v", best, all)
	}
	if one := rank(m{"query": "q", "documents": []string{"c"}, "top_n": 9, "api_version": 2}); len(one.Results) != 1 || one.Results[0].Score != scores[2] {
		t.Errorf("alone %+v, among others %v", one, scores[2])
	}
}

func TestRerankSensitivity(t *testing.T) {
	checkSensitive(t, []sensitive{
		{"cohere", cohereRerank, `{"query":"q","documents":["a","b","c"],"top_n":2,"max_tokens_per_doc":100,"api_version":2}`, []string{
			`"q" => "Q"`, `"a","b" => "b","a"`, `"a", => `, `"c"] => "c","d"]`, `:100 => :101`, `"max_tokens_per_doc":100, => `, `"top_n":2 => "top_n":1`, `"top_n":2, => `,
		}},
		{"amazon", amazonRerank, `{"query":"q","documents":["a","b","c"],"top_n":2}`, []string{`"q" => "Q"`, `"b" => "B"`, `,"top_n":2 => `}},
	})
}

func TestRerankRefusals(t *testing.T) {
	const good = `{"query":"q","documents":["a"],"api_version":2}`
	checkRefused(t, []refused{
		{cohereRerank, "invoke", `{"prompt":"q","stream":true}`, malformed("#: required key [query] not found#: required key [documents] not found#: required key [api_version] not found#: extraneous key [prompt] is not permitted#: extraneous key [stream] is not permitted")},
		{cohereRerank, "invoke", `{"query":"q","documents":["a"],"api_version":1}`, malformed("#/api_version: 1 is not greater or equal to 2")},
		{amazonRerank, "invoke", good, malformed("#: extraneous key [api_version] is not permitted")},
		{cohereRerank, "invoke", `{"query":"q","documents":[],"api_version":2}`, malformed("#/documents: expected minimum item count: 1, found: 0")},
		{cohereRerank, "invoke", `{"query":"q","documents":[{"text":"a"}],"api_version":2}`, malformed("#/documents/0: expected type: String, found: JSONObject")},
		{amazonRerank, "invoke", `{"query":"q","documents":"a"}`, malformed("#/documents: expected type: JSONArray, found: String")},
		{amazonRerank, "invoke", `{"query":"q","documents":["a"],"top_n":0}`, malformed("#/top_n: 0 is not greater or equal to 1")},
		{amazonRerank, "invoke", `{"query":"","documents":["a"]}`, malformed("#/query: expected minLength: 1, actual: 0")},
		{cohereRerank, "invoke", `[]`, "Malformed input request, please reformat your input and try again."},
		{cohereRerank, "invoke-with-response-stream", good, "The model is unsupported for streaming."},
		{cohereRerank, "converse", converseBody(""), notConversable},
		{amazonRerank, "converse-stream", converseBody(""), notConversable},
		{"us." + cohereRerank, "invoke", good, "The provided model identifier is invalid."},
	})
}
