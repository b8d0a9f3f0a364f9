package verify

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// failure matches lines that tell of an error.
var failure = regexp.MustCompile(`(?i)\b(error|panic|no text)\b`)

// textExplains reports whether outputs differ in no more than what follows from answers
// that begin with no text: natively that was an empty text or an error, and on Converse the
// first text is read, the lack of which is an error. So each line that is new has the first
// text of such an answer, or tells of an error where there is none; and a line that is gone
// is blank or tells of an error, unless an error has kept the program from going on.
func textExplains(before, after []byte, pairs []PairResult) bool {
	var texts []string
	missing := 0
	for _, p := range pairs {
		if p.Before == nil || startsWithText(p.Before.Answer.Content) {
			continue
		}
		if text := strings.TrimSpace(firstText(p.Before.Answer.Content)); text != "" {
			texts = append(texts, text)
		} else {
			missing++
		}
	}
	failures := 0
	gone, added := changedLines(before, after)
	for _, line := range added {
		hasText := slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(line, firstLine(text)) })
		if !hasText {
			failures++
		}
		if !hasText && !failure.MatchString(line) {
			return false
		}
	}
	if failures > missing || len(texts) == 0 && failures == 0 {
		return false
	}
	return failures > 0 || !slices.ContainsFunc(gone, func(line string) bool {
		return strings.TrimSpace(line) != "" && !failure.MatchString(line)
	})
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// changedLines are the lines that only one of two texts has.
func changedLines(before, after []byte) (gone, added []string) {
	text := string(diff.Diff("before", before, "after", after))
	_, hunks, _ := strings.Cut(text, "\n@@")
	for line := range strings.Lines(hunks) {
		rest := strings.TrimSuffix(line[1:], "\n")
		switch line[0] {
		case '-':
			gone = append(gone, rest)
		case '+':
			added = append(added, rest)
		}
	}
	return gone, added
}
