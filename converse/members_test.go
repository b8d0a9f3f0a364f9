package converse

import (
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/google/go-cmp/cmp"
)

const membersBody = `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}`

func TestMembersBothWays(t *testing.T) {
	f := catalog.Default().Family("anthropic-messages")
	members := Members{
		"GuardrailIdentifier": "gr-1", "GuardrailVersion": "2", "Trace": "ENABLED_FULL",
		"PerformanceConfigLatency": "optimized", "ServiceTier": "priority", "RequestMetadata": `{"team":"a"}`,
	}
	c, err := RequestWith(f, nil, []byte(membersBody), members)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Lossless() || len(c.Stated) != len(members) {
		t.Errorf("stated %v", c.Stated)
	}
	want := map[string]any{
		"guardrailConfig":   map[string]any{"guardrailIdentifier": "gr-1", "guardrailVersion": "2", "trace": "enabled_full"},
		"performanceConfig": map[string]any{"latency": "optimized"},
		"serviceTier":       map[string]any{"type": "priority"},
		"requestMetadata":   map[string]any{"team": "a"},
	}
	for k, v := range want {
		if diff := cmp.Diff(v, c.Value[k]); diff != "" {
			t.Errorf("%s: %s", k, diff)
		}
	}
	back, err := NativeRequest(f, nil, c.JSON())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(members, back.Members); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
	if string(back.JSON()) != string(Encode(mustDecode(t, membersBody))) || !back.Lossless() {
		t.Errorf("body %s, stated %v", back.JSON(), back.Stated)
	}
}

func mustDecode(t *testing.T, s string) map[string]any {
	t.Helper()
	v, err := Decode([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestMembersThatSayNothing(t *testing.T) {
	f := catalog.Default().Family("anthropic-messages")
	c, err := RequestWith(f, nil, []byte(membersBody), Members{"Accept": "*/*", "ContentType": "application/json", "Trace": "ENABLED"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Value["guardrailConfig"] != nil || len(c.Stated) != 1 || c.Stated[0].Path != "Trace" || !c.Lossless() {
		t.Errorf("%s, stated %v", c.JSON(), c.Stated)
	}
}

func TestMembersRefused(t *testing.T) {
	f := catalog.Default().Family("anthropic-messages")
	for _, test := range []struct{ name, value, want string }{
		{"guardrailId", "x", "guardrailId: InvokeModelInput has no such member; it has Accept, "},
		{"RequestMetadata", "team=a", "RequestMetadata: the string holds no JSON"},
		{"RequestMetadata", `["a"]`, "RequestMetadata: the string holds a JSON array, want an object"},
		{"RequestMetadata", `{"n":1}`, "RequestMetadata: n is a JSON integer, want a string"},
	} {
		_, err := RequestWith(f, nil, []byte(membersBody), Members{test.name: test.value})
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s=%s: error %v, want %s", test.name, test.value, err, test.want)
		}
	}
}

// Every member of the catalog has its transforms here.
func TestMemberTransforms(t *testing.T) {
	for _, m := range catalog.Default().InputMembers() {
		if _, ok := memberValues[m.Transform]; !ok && m.Transform != "" {
			t.Errorf("%s: transform %q is not implemented", m.Name, m.Transform)
		}
	}
}
