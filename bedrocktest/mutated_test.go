package bedrocktest_test

import (
	"encoding/json"
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// TestMutatedBodies damages valid bodies at random places of their JSON trees:
// values of another type, lost and doubled members. Byte-wise fuzzing seldom
// gets past the JSON parser; this does.
func TestMutatedBodies(t *testing.T) {
	srv := bedrocktest.New()
	rng := rand.New(rand.NewPCG(3, 3))
	accepted := 0
	const rounds = 6000
	for range rounds {
		srv.Reset()
		d := randomDialogue(rng)
		var body any = d.native()
		op := []string{"invoke", "invoke-with-response-stream"}[rng.IntN(2)]
		if rng.IntN(2) == 0 {
			body, op = d.converse(), []string{"converse", "converse-stream"}[rng.IntN(2)]
		}
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal(data, &tree); err != nil {
			t.Fatal(err)
		}
		for range 1 + rng.IntN(2) {
			tree = damage(rng, tree)
		}
		c := serve(t, srv, d.model, op, tree)
		if c.Status == 200 {
			accepted++
		} else if c.Status/100 != 4 || c.ErrorMessage == "" {
			t.Fatalf("%s: status %d, %q for %s", op, c.Status, c.ErrorMessage, c.Request)
		}
	}
	if accepted < rounds/20 || accepted > rounds*19/20 {
		t.Errorf("%d of %d damaged bodies accepted: the damage is too great or too small", accepted, rounds)
	}
}

// damage changes one random node.
func damage(rng *rand.Rand, v any) any {
	switch v := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		if len(keys) == 0 || rng.IntN(6) == 0 {
			break
		}
		k := keys[rng.IntN(len(keys))]
		switch rng.IntN(8) {
		case 0:
			delete(v, k)
		case 1:
			v["extra"] = v[k]
		default:
			v[k] = damage(rng, v[k])
		}
		return v
	case []any:
		if len(v) == 0 || rng.IntN(6) == 0 {
			break
		}
		i := rng.IntN(len(v))
		switch rng.IntN(6) {
		case 0:
			return append(v[:i:i], v[i+1:]...)
		case 1:
			return append(v, v[i])
		}
		v[i] = damage(rng, v[i])
		return v
	}
	return []any{nil, "", " ", "text", 0, -1, 1.5, 1e30, true, []any{}, []any{nil}, map[string]any{}, map[string]any{"type": "text"}}[rng.IntN(13)]
}
