package converse

import (
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Differs reports whether the model may read something else than it did natively: part
// of the body is lost or unknown, Converse puts a template around the prompt or builds
// it otherwise, or a document gets another name. It is stricter than what Lossless asks:
// what is converted under one of these is understood, but not the same.
func (ch Change) Differs() bool {
	switch {
	case ch.Verdict == catalog.Lost || ch.Verdict == catalog.Unknown:
		return true
	case ch.Code == rules.PromptBare:
		return true
	case ch.Code == rules.ValueDiffers && ch.Verdict == catalog.Maps:
		return !ch.merged()
	}
	return false
}

// merged reports whether the change is one message that became part of the one before:
// the model reads neighbouring messages of one role so anyway.
func (ch Change) merged() bool {
	return isMessage(ch.Path) && isMessage(ch.To)
}

// isMessage reports whether a path is that of one message: "messages[3]".
func isMessage(path string) bool {
	rest, ok := strings.CutPrefix(path, "messages[")
	return ok && strings.IndexByte(rest, ']') == len(rest)-1
}
