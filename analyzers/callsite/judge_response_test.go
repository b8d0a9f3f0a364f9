package callsite

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/payload"
)

func TestShown(t *testing.T) {
	for reason, want := range map[string]bool{
		"passed to fmt.Println":                                   true,
		"passed to fmt.Errorf":                                    true,
		"passed to fmt.Fprintf":                                   false,
		"passed to fmt.Sprintf":                                   false,
		"passed to log.Printf":                                    true,
		"passed to (*log.Logger).Printf":                          true,
		"passed to log/slog.Debug":                                true,
		"passed to (*log/slog.Logger).Info":                       true,
		"passed to (*go.uber.org/zap.SugaredLogger).Debugf":       true,
		"passed to (github.com/sirupsen/logrus.FieldLogger).Info": true,
		"passed to (*testing.common).Logf":                        true,
		"passed to example.com/catalog.Put":                       false,
		"passed to a function value":                              false,
		"returned":                                                false,
	} {
		if got := Shown(payload.Escape{Reason: reason}); got != want {
			t.Errorf("Shown(%q) = %v, want %v", reason, got, want)
		}
	}
}
