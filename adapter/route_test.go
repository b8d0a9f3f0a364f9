package adapter_test

import (
	"encoding/json"
	"testing"

	"github.com/bedrocklint/bedrocklint/adapter"
)

func TestParseRoute(t *testing.T) {
	for text, want := range map[string]adapter.Route{
		"":                    {},
		"invoke":              adapter.Invoke(),
		"converse":            adapter.Converse(),
		"fallback":            adapter.Fallback(),
		"canary=0.05":         adapter.Canary(0.05),
		"shadow=1":            adapter.Shadow(1),
		"shadow-converse=0.5": adapter.ShadowConverse(0.5),
	} {
		got, err := adapter.ParseRoute(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"canary", "canary=", "canary=2", "canary=-1", "canary=NaN", "invoke=1", "other", "=", "=0.5"} {
		if got, err := adapter.ParseRoute(text); err == nil {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestRouteInConfiguration(t *testing.T) {
	var c struct{ Routes map[string]adapter.Route }
	if err := json.Unmarshal([]byte(`{"Routes":{"meta-llama":"canary=0.25"}}`), &c); err != nil {
		t.Fatal(err)
	}
	if c.Routes["meta-llama"] != adapter.Canary(0.25) {
		t.Errorf("%v", c.Routes)
	}
	if err := json.Unmarshal([]byte(`{"Routes":{"meta-llama":"sometimes"}}`), &c); err == nil {
		t.Error("want an error")
	}
}

func TestSharesAreClamped(t *testing.T) {
	if got := adapter.Canary(7).String() + adapter.Shadow(-1).String(); got != "canary=1shadow=0" {
		t.Error(got)
	}
}

func FuzzParseRoute(f *testing.F) {
	for _, s := range []string{"invoke", "canary=0.1", "shadow=1e-3", "shadow-converse=0x1p-2", "=", "canary=+Inf"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := adapter.ParseRoute(text)
		if err != nil {
			return
		}
		again, err := adapter.ParseRoute(r.String())
		if err != nil || again != r {
			t.Errorf("%q: %v becomes %v, %v", text, r, again, err)
		}
	})
}
