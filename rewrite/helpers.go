package rewrite

import (
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// The import paths that new code may need.
const (
	sdkPath      = "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	sdkTypesPath = sdkPath + "/types"
	awsPath      = "github.com/aws/aws-sdk-go-v2/aws"
)

// textHelper returns the name of a function that reads the text of an answer as the
// old code read the first content block: the first text block, which need not be
// block 0, since a reasoning block may stand before it.
func (u *unit) textHelper(n *names) string {
	return u.helper("converseText", "func(*bedrockruntime.ConverseOutput) (string, error)", n, func(name string, n *names) string {
		sdk, types := n.Import(sdkPath, "bedrockruntime"), n.Import(sdkTypesPath, "types")
		errorsPkg, fmtPkg := n.Import("errors", "errors"), n.Import("fmt", "fmt")
		return expand(`// NAME returns the first text block of a Converse answer.
func NAME(out *SDK.ConverseOutput) (string, error) {
	message, ok := out.Output.(*TYPES.ConverseOutputMemberMessage)
	if !ok {
		return "", FMT.Errorf("converse: unexpected output %T", out.Output)
	}
	for _, block := range message.Value.Content {
		if text, ok := block.(*TYPES.ContentBlockMemberText); ok {
			return text.Value, nil
		}
	}
	return "", ERRORS.New("converse: the answer holds no text")
}
`, "NAME", name, "SDK", sdk, "TYPES", types, "FMT", fmtPkg, "ERRORS", errorsPkg)
	})
}

// contentHelper returns the name of a function that gives the content blocks of an
// answer, none when the output is no message.
func (u *unit) contentHelper(n *names) string {
	return u.helper("converseContent", "func(*bedrockruntime.ConverseOutput) []types.ContentBlock", n, func(name string, n *names) string {
		sdk, types := n.Import(sdkPath, "bedrockruntime"), n.Import(sdkTypesPath, "types")
		return expand(`// NAME returns the content blocks of a Converse answer.
func NAME(out *SDK.ConverseOutput) []TYPES.ContentBlock {
	message, ok := out.Output.(*TYPES.ConverseOutputMemberMessage)
	if !ok {
		return nil
	}
	return message.Value.Content
}
`, "NAME", name, "SDK", sdk, "TYPES", types)
	})
}

// usageHelper returns the name of a function that gives the token counts of an
// answer, zeros when it has none: what decoding JSON without them gave.
func (u *unit) usageHelper(n *names) string {
	return u.helper("converseUsage", "func(*types.TokenUsage) types.TokenUsage", n, func(name string, n *names) string {
		types := n.Import(sdkTypesPath, "types")
		return expand(`// NAME returns the token counts of a Converse answer, none when it has none.
func NAME(usage *TYPES.TokenUsage) TYPES.TokenUsage {
	if usage == nil {
		return TYPES.TokenUsage{}
	}
	return *usage
}
`, "NAME", name, "TYPES", types)
	})
}

// stopHelper returns the name of a function that turns Converse's stop reason into
// the family's own word, for code that passes the word on: base or, where another family
// has that, one named after the provider. Pairs are Converse value, native value.
func (u *unit) stopHelper(n *names, base, title string, pairs [][2]string) string {
	second := base
	if title == catalog.SeveralProviders {
		title = "the model"
	} else {
		second = strings.ToLower(strings.Fields(title)[0]) + "StopReason"
	}
	candidates := func(yield func(string) bool) {
		if yield(base) {
			numbered(second)(yield)
		}
	}
	return u.ownHelperNamed(candidates, n, func(n *names) string {
		types := n.Import(sdkTypesPath, "types")
		var cases strings.Builder
		for _, p := range pairs {
			fmt.Fprintf(&cases, "\tcase %s.%s:\n\t\treturn %q\n", types, stopReasonConst(p[0]), p[1])
		}
		return expand(`// FILLER spells a Converse stop reason as TITLE does.
func FILLER(reason TYPES.StopReason) string {
	switch reason {
CASES	}
	return string(reason)
}
`, "TYPES", types, "TITLE", title, "CASES", cases.String())
	})
}

// stopReasonConst is the SDK's constant for a stop reason: StopReasonMaxTokens.
func stopReasonConst(value string) string {
	name := "StopReason"
	for word := range strings.SplitSeq(value, "_") {
		if word != "" {
			name += strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return name
}

// expand replaces the upper-case words of a declaration by their values.
func expand(text string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(text)
}
