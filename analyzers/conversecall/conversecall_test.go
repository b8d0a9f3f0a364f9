package conversecall_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/analyzers/conversecall"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/payload"
)

// TestForms prints what every call of the test package can send, one line a form. A form
// may come twice: once for each call of the wrapper in the caller, for each caller.
func TestForms(t *testing.T) {
	var got []string
	for _, r := range linttest.Run(t, conversecall.Analyzer, "a") {
		for _, c := range r.Result.(*conversecall.Result).Calls {
			for _, f := range c.Forms {
				line := strings.TrimSpace(fmt.Sprintf("%s %s: %s", c.Decl.Name.Name, c.Operation(), describe(f)))
				if !slices.Contains(got, line) {
					got = append(got, line)
				}
			}
		}
	}
	want := []string{
		`literal Converse: ids [us.amazon.nova-micro-v1:0] all; InferenceConfig={"MaxTokens": 5, "StopSequences": null, "Temperature": null, "TopP": null} Messages=[Message{"Content": [ContentBlockMemberText{"Value": <q string>}], "Role": "user"}]`,
		`setting ConverseStream: ids [amazon.nova-micro-v1:0] some; Messages=[]`,
		`wrapper Converse: ids [one] all; Messages=[]`,
		`wrapper Converse: ids [two] all;`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("forms (-want +got):\n%s", diff)
	}
}

func describe(f *conversecall.Form) string {
	complete := map[bool]string{true: "all", false: "some"}[f.Complete]
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(f.Members)) {
		if name != "ModelId" {
			parts = append(parts, name+"="+format(f.Members[name]))
		}
	}
	return fmt.Sprintf("ids %v %s; %s", f.IDs, complete, strings.Join(parts, " "))
}

// format is payload.Format with the SDK's type before the objects of messages.
func format(v payload.Value) string {
	s := payload.Format(v)
	for _, name := range []string{"Message", "ContentBlockMemberText"} {
		conversecall.Objects(v, name, func(o *payload.Object) {
			s = strings.Replace(s, payload.Format(o), name+payload.Format(o), 1)
		})
	}
	return s
}
