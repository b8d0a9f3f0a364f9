package verify

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNumberCalls(t *testing.T) {
	conversation := func(use1, use2, result1, result2 string) any {
		return decode([]byte(`[{"role":"user","content":[{"text":"a"}]},
			{"role":"assistant","content":[{"toolUse":{"toolUseId":"` + use1 + `"}},{"toolUse":{"toolUseId":"` + use2 + `"}}]},
			{"role":"user","content":[{"toolResult":{"toolUseId":"` + result1 + `"}},{"toolResult":{"toolUseId":"` + result2 + `"}}]}]`))
	}
	numbered := func(v any) any {
		numberCalls(v, map[string]string{})
		return v
	}
	want := conversation("call 1", "call 2", "call 1", "call 2")
	if diff := cmp.Diff(want, numbered(conversation("toolu_x", "toolu_y", "toolu_x", "toolu_y"))); diff != "" {
		t.Errorf("numbered (-want +got):\n%s", diff)
	}
	crossed := conversation("call 1", "call 2", "call 2", "call 1")
	if diff := cmp.Diff(crossed, numbered(conversation("tooluse_x", "tooluse_y", "tooluse_y", "tooluse_x"))); diff != "" {
		t.Errorf("numbered, results crossed (-want +got):\n%s", diff)
	}
}
