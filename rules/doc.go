package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says how much a diagnostic matters. The values are those of SARIF's levels.
type Severity string

// The severities.
const (
	Note    Severity = "note"    // good to know; nothing has to be done
	Warning Severity = "warning" // a migration has to take care of it
	Error   Severity = "error"   // wrong already today, whether or not the call is moved
)

// Doc is the page of one code.
type Doc struct {
	Code     Code
	Title    string // one line, lower-case, no full stop
	Text     string // paragraphs, separated by blank lines; Markdown, without headings
	Before   string // Go code that is reported; "" when there is none to show
	After    string // the same code as it should be; "" when the text says it all
	Severity Severity
	Since    string // version of bedrocklint that first reported the code

	// Off says that the code is reported only when it is asked for: it is about good
	// practice, which many programs follow elsewhere (a proxy, a shared configuration).
	Off     bool
	Sources []string // addresses of the documents that the page rests on
}

// docs holds the page of every code, by code.
var docs = byCode(invokePages, bodyPages, streamPages, conversePages, answerPages, operationPages, policyPages)

func byCode(pages ...[]*Doc) []*Doc {
	all := slices.Concat(pages...)
	slices.SortFunc(all, func(a, b *Doc) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return all
}

// URL is the address of the page of a code.
func URL(c Code) string {
	return "https://github.com/bedrocklint/bedrocklint/blob/main/docs/rules/" + string(c) + ".md"
}

// All returns every page, by code.
func All() []*Doc {
	out := make([]*Doc, len(docs))
	copy(out, docs)
	return out
}

// Lookup returns the page of a code. Codes are matched without regard to case.
func Lookup(code string) (*Doc, error) {
	for _, d := range docs {
		if strings.EqualFold(string(d.Code), code) {
			return d, nil
		}
	}
	return nil, fmt.Errorf("no rule has the code %q; the codes are %s", code, codeList())
}

// Known reports whether a code exists.
func Known(c Code) bool {
	for _, d := range docs {
		if d.Code == c {
			return true
		}
	}
	return false
}

// OnByDefault reports whether a code is reported without being asked for.
func OnByDefault(c Code) bool {
	for _, d := range docs {
		if d.Code == c {
			return !d.Off
		}
	}
	return false
}

func codeList() string {
	codes := make([]string, len(docs))
	for i, d := range docs {
		codes[i] = string(d.Code)
	}
	return strings.Join(codes, ", ")
}

// Explain is the page as plain text, for a terminal.
func (d *Doc) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s\n\n%s\n", d.Code, d.Severity, d.Title, d.Text)
	if d.Before != "" {
		fmt.Fprintf(&b, "\nBefore:\n\n%s\n", indent(d.Before))
	}
	if d.After != "" {
		fmt.Fprintf(&b, "\nAfter:\n\n%s\n", indent(d.After))
	}
	if d.Off {
		fmt.Fprintf(&b, "\n%s\n", offText)
	}
	for _, s := range d.Sources {
		fmt.Fprintf(&b, "\nSource: %s", s)
	}
	fmt.Fprintf(&b, "\n%s\n", URL(d.Code))
	return b.String()
}

// offText is part of the page of a code that is off.
const offText = "This code is off unless it is asked for."

// Markdown is the page as it stands in docs/rules.
func (d *Doc) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", d.Code, d.Title)
	fmt.Fprintf(&b, "Severity: %s. Since: %s. Group: %s.\n\n", d.Severity, d.Since, d.Code.Group())
	b.WriteString(d.Text + "\n")
	if d.Off {
		fmt.Fprintf(&b, "\n%s\n", offText)
	}
	if d.Before != "" {
		fmt.Fprintf(&b, "\n## Before\n\n```go\n%s\n```\n", d.Before)
	}
	if d.After != "" {
		fmt.Fprintf(&b, "\n## After\n\n```go\n%s\n```\n", d.After)
	}
	if len(d.Sources) > 0 {
		b.WriteString("\n## Sources\n\n- " + strings.Join(d.Sources, "\n- ") + "\n")
	}
	fmt.Fprintf(&b, "\n## Silence it\n\n```go\n//bedrocklint:ignore %s reason\n```\n\n"+
		"on any line of the call or the line above it. The reason is required.\n", d.Code)
	return b.String()
}

// Table is the Markdown table of all rules. link makes the target of a code's link.
func Table(link func(Code) string) string {
	var b strings.Builder
	b.WriteString("| code | severity | meaning |\n|---|---|---|\n")
	for _, d := range docs {
		severity := string(d.Severity)
		if d.Off {
			severity += ", off by default"
		}
		fmt.Fprintf(&b, "| [%s](%s) | %s | %s |\n", d.Code, link(d.Code), severity, d.Title)
	}
	return b.String()
}

// Index is docs/rules/README.md.
func Index() string {
	return "# Rules\n\nEvery diagnostic of bedrocklint has a stable code. `bedrocklint -explain CODE` prints the same pages.\n\n" +
		Table(func(c Code) string { return string(c) + ".md" })
}

// Group is what the code's first digit stands for.
func (c Code) Group() string {
	groups := map[byte]string{'1': "call sites", '2': "request fields", '3': "prompts", '4': "models", '5': "responses and streams",
		'6': "calls of Converse", '7': "operation"}
	if len(c) < 3 {
		return ""
	}
	return groups[c[2]]
}

func indent(s string) string {
	return "    " + strings.ReplaceAll(s, "\n", "\n    ")
}
