package converse

import (
	"fmt"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/catalog"
)

// Kimi begins its native text with its reasoning, which is a block of its own on
// Converse: the stand-in's two answers are one.
func TestMoonshotReasoning(t *testing.T) {
	srv := bedrocktest.New()
	for _, id := range []string{"moonshot.kimi-k2-thinking", "moonshotai.kimi-k2.5"} {
		m, f, _ := catalog.Default().ModelByID(id)
		if f == nil || f.Name != "moonshot" {
			t.Fatalf("%s is of family %v", id, f)
		}
		for i := range 50 {
			body := fmt.Sprintf(`{"messages":[{"role":"system","content":"Be %d."},{"role":"user","content":"Hello %d"}],"max_tokens":%d}`, i, i, 100+i)
			if !sameSeen(t, srv, id, f, m, []byte(body)).same {
				t.Errorf("%s is refused", body)
			}
		}
	}
}
