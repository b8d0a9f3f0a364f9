package bedrocktest_test

import (
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// This file has what the tests of the families that only InvokeModel serves
// share: each has one table of good requests with changes to them, and one of
// refusals.

// notConversable is what Converse says to a model that it does not serve.
const notConversable = "This action doesn't support the model that you provided. Try again with a supported text or chat model."

func malformed(s string) string {
	return "Malformed input request: " + s + ", please reformat your input and try again."
}

// sensitive is a good request and changes to it, each "old => new".
type sensitive struct {
	name, model, body string
	edits             []string
}

// checkSensitive wants every request answered, the same one alike, and each
// change with another body.
func checkSensitive(t *testing.T, tests []sensitive) {
	t.Helper()
	srv := bedrocktest.New()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			body := func(text string) string {
				c := serve(t, srv, test.model, "invoke", []byte(text))
				if c.Status != 200 || c.Seen == nil || c.Answer == nil {
					t.Fatalf("%s\nrefused: %s", text, c.ErrorMessage)
				}
				return string(c.Response)
			}
			known := map[string]string{body(test.body): "the original"}
			if _, same := known[body(test.body)]; !same {
				t.Error("the same request has two answers")
			}
			for _, edit := range test.edits {
				from, to, _ := strings.Cut(edit, " => ")
				changed := strings.Replace(test.body, from, to, 1)
				if changed == test.body {
					t.Fatalf("edit %q does not apply", edit)
				}
				changed = strings.NewReplacer(",}", "}", "{,", "{").Replace(changed)
				answer := body(changed)
				if other, ok := known[answer]; ok {
					t.Errorf("edit %q gives the answer of %s", edit, other)
				}
				known[answer] = edit
			}
		})
	}
}

// refused is a request and what the service says to it.
type refused struct{ model, op, body, message string }

func checkRefused(t *testing.T, tests []refused) {
	t.Helper()
	srv := bedrocktest.New()
	for _, test := range tests {
		c := serve(t, srv, test.model, test.op, []byte(test.body))
		if c.Status != 400 || c.ErrorType != "ValidationException" || c.ErrorMessage != test.message {
			t.Errorf("%s %s %s: %d %s\n got %q\nwant %q", test.model, test.op, test.body, c.Status, c.ErrorType, c.ErrorMessage, test.message)
		}
		if c.Seen != nil || c.Answer != nil {
			t.Errorf("%s %s %s: refused, but seen", test.model, test.op, test.body)
		}
	}
}
