package callsite

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// TestOnlyKnowing asks whose a body is that comes from outside, but for members that the
// code sets. Nothing of it is required of a whole body of any family.
func TestOnlyKnowing(t *testing.T) {
	r := &resolver{cat: catalog.Default()}
	for _, test := range []struct {
		name string
		open bool
		keys []string
		want []string
	}{
		{"members of one family", true, []string{"anthropic_version", "anthropic_beta"}, []string{"anthropic-messages"}},
		{"of several", true, []string{"temperature", "max_tokens"}, nil},
		{"of none", true, []string{"anthropic_version", "textGenerationConfig"}, nil},
		{"one alone", true, []string{"anthropic_beta"}, nil},
		{"all there is", false, []string{"anthropic_version", "anthropic_beta"}, nil},
	} {
		o := &payload.Object{}
		for _, k := range test.keys {
			o.Fields = append(o.Fields, &payload.Field{Key: k})
		}
		if test.open {
			o.Rest = &payload.Unknown{}
		}
		var got []string
		for _, f := range r.bestFits(o) {
			got = append(got, f.Name)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}
