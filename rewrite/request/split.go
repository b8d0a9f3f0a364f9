package request

import (
	"fmt"
	"go/format"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// splitHelper is the function that takes a prompt of a chat template apart, for prompts
// that are put together where the source does not show their turns.
func splitHelper(t *catalog.Template, q Names) Helper {
	name := "split"
	for _, word := range strings.Split(t.Name, "-") {
		name += strings.ToUpper(word[:1]) + word[1:]
	}
	markers, tokens := t.Markers()
	var list, none []string
	for _, m := range markers {
		list = append(list, fmt.Sprintf("{%q, %q},\n", m.Role, m.Text))
	}
	for _, token := range tokens {
		none = append(none, strconv.Quote(token)+`, ""`)
	}
	text := "turn"
	if len(none) > 0 {
		text = "STRINGS.NewReplacer(" + strings.Join(none, ", ") + ").Replace(turn)"
	}
	begin := ""
	if space := leadingSpace(markers); space != "" {
		begin = fmt.Sprintf("prompt = %q + prompt // the first marker may stand at the very beginning\n", space)
	}
	source := strings.NewReplacer(
		"BEGIN\n", begin, "LIST", strings.Join(list, ""), "TEXT", strings.ReplaceAll(text, "STRINGS", q.Import("strings", "strings")), "NAME", name, "TEMPLATE", t.Name,
		"STRINGS", q.Import("strings", "strings"), "TYPES", q.Import("github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types", "types"),
	).Replace(splitSource)
	const head = "package p\n\n"
	if out, err := format.Source([]byte(head + source)); err == nil {
		source = strings.TrimPrefix(string(out), head)
	}
	return Helper{Name: name, Source: source}
}

// leadingSpace is the longest white space that a marker begins with. Prompts are built
// without it at their beginning as often as with it.
func leadingSpace(markers []catalog.Marker) string {
	longest := ""
	for _, m := range markers {
		if space := m.Text[:len(m.Text)-len(strings.TrimLeft(m.Text, " \n"))]; len(space) > len(longest) {
			longest = space
		}
	}
	return longest
}

const splitSource = `// NAME takes a prompt of the TEMPLATE template apart into what Converse wants.
func NAME(prompt string) (system []TYPES.SystemContentBlock, messages []TYPES.Message) {
	markers := []struct{ role, text string }{
		LIST	}
BEGIN
	role := "system"
	for {
		next, at, marker := "", len(prompt), ""
		for _, m := range markers {
			if i := STRINGS.Index(prompt, m.text); i >= 0 && i < at {
				next, at, marker = m.role, i, m.text
			}
		}
		turn := prompt[:at]
		turn = STRINGS.TrimSpace(TEXT)
		switch {
		case turn == "":
		case role == "system" && (next != "" || len(messages) > 0):
			system = append(system, &TYPES.SystemContentBlockMemberText{Value: turn})
		default:
			if role == "system" {
				role = "user" // a prompt without markers
			}
			if n := len(messages); n == 0 || messages[n-1].Role != TYPES.ConversationRole(role) {
				messages = append(messages, TYPES.Message{Role: TYPES.ConversationRole(role)})
			}
			last := &messages[len(messages)-1] // roles must alternate
			last.Content = append(last.Content, &TYPES.ContentBlockMemberText{Value: turn})
		}
		if next == "" {
			return system, messages
		}
		role, prompt = next, prompt[at+len(marker):]
	}
}
`
