package verify

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// A Statement says beforehand what will differ, and so allows it: a note that the
// rewriter left at a call site, or a code that the user accepts.
type Statement struct {
	Code rules.Code
	// Path is the native field that the statement is about ("top_k",
	// "textGenerationConfig.maxTokenCount"). Empty means wherever the code applies by
	// itself.
	Path string
}

// kindOf names the rule whose statement could allow a difference, and is empty when
// nothing can. It looks at the difference alone, never at what was stated: a statement
// allows one kind of difference and must not excuse another that happens to be there.
func kindOf(d Difference, p Pair, l lookup) rules.Code {
	switch {
	case refused(p) && (d.Part == PartError || d.Part == PartRequest && turns(d)):
		return rules.FieldUnknown
	case d.Part == PartSeen && (attached(d.Path) || d.Path == "prompt" && renamed(p)):
		return rules.ValueDiffers
	case d.Part == PartSeen && d.Path == "prompt":
		return promptKind(p, l)
	case d.Part == PartRequest && d.Path == "prompt":
		return templateKind(d)
	case d.Part != PartRequest && d.Part != PartSeen:
		return ""
	case roundedToFloat32(d):
		return rules.ValueDiffers
	case parameter(d):
		return l.parameterKind(d, p)
	}
	return ""
}

// refused reports whether the native call failed for what is in its body. That Converse
// takes the same request is what a statement about a member unknown to the family says;
// there is no request before to compare with.
func refused(p Pair) bool {
	return !p.Before.Converse() && p.After.Converse() && p.Before.Status == http.StatusBadRequest
}

// attached reports whether a path is that of a document's name, or of the way in which the
// model is shown it.
func attached(path string) bool {
	return strings.HasPrefix(path, "attachments[") && (strings.HasSuffix(path, ".name") || strings.HasSuffix(path, ".mode"))
}

// documentName is the name of a document in the text that the stand-in renders.
var documentName = regexp.MustCompile(`<document name="[^"]*"`)

// renamed reports whether two prompts differ by the names of documents alone.
func renamed(p Pair) bool {
	before, after := promptOf(p.Before), promptOf(p.After)
	return before != after && documentName.ReplaceAllString(before, "") == documentName.ReplaceAllString(after, "")
}

// promptKind tells a prompt that differs by its chat template alone from one that changed.
func promptKind(p Pair, l lookup) rules.Code {
	switch {
	case p.Before.Converse() || !p.After.Converse() || p.Before.Bare == "":
		return ""
	case p.Before.Bare == p.After.Bare:
		return rules.PromptBare
	case l.respaced(p):
		return rules.ValueDiffers
	}
	return ""
}

// templateKind is promptKind for the canonical request, which says in words how the turns
// of a raw prompt reach the model: "bare", "templated", "templated, but …".
func templateKind(d Difference) rules.Code {
	switch {
	case d.After != `"templated"`:
		return ""
	case d.Before == `"bare"`:
		return rules.PromptBare
	case strings.HasPrefix(d.Before, `"templated, but `):
		return rules.ValueDiffers
	}
	return ""
}

// respaced reports whether the template that was made by hand differs from the one that
// Converse applies, and the turns in it do not: a newline too few, usually.
func (l lookup) respaced(p Pair) bool {
	if l.family == nil {
		return false
	}
	template, chat, err := l.family.ParsePrompt(l.model, p.Before.Bare)
	if err != nil || template == nil || chat.Exact {
		return false
	}
	proper, err := template.Render(chat)
	seen, _ := p.After.Seen.(map[string]any)
	prompt, _ := seen["prompt"].(string)
	// The token that opens every text may stand in the prompt or be the model's own.
	return err == nil && prompt != "" && (strings.HasSuffix(proper, prompt) || strings.HasSuffix(prompt, proper))
}

// roundedToFloat32 reports whether a number differs only because Converse carries it in
// 32 bits.
func roundedToFloat32(d Difference) bool {
	before, errB := strconv.ParseFloat(d.Before, 64)
	after, errA := strconv.ParseFloat(d.After, 64)
	return errB == nil && errA == nil && before != after && float32(before) == float32(after)
}

// parameterKind tells a parameter that was sent before and is not any more from one that
// never was, of which either API has a default of its own. A parameter that both sides
// send with other values is neither.
func (l lookup) parameterKind(d Difference, p Pair) rules.Code {
	field := l.field(d.Path)
	if field == nil {
		if d.After == "" {
			return rules.FieldLost
		}
		return ""
	}
	before, after := hasPath(p.Before.Native, field.Path), hasPath(p.After.Native, field.Converse)
	switch {
	case after:
		return ""
	case before:
		return rules.FieldLost
	case field.DefaultLost:
		return rules.DefaultDiffers
	}
	return ""
}

// field is the family's field that a difference is in, nil when it knows none.
func (l lookup) field(path string) *catalog.Field {
	if l.family == nil {
		return nil
	}
	for _, f := range fields(l.family.Request) {
		if names(path, f) {
			return f
		}
	}
	return nil
}

// parameter reports whether the difference is in a parameter of the inference and not
// in the conversation.
func parameter(d Difference) bool {
	if d.Part == PartSeen {
		return strings.HasPrefix(d.Path, "params.")
	}
	return strings.HasPrefix(d.Path, "inferenceConfig.") || strings.HasPrefix(d.Path, "additionalModelRequestFields.")
}

// about reports whether a difference is in the place that a statement names. One without
// a place is about all that its code can be about; what is lost for want of an equivalent
// then, and not what somebody forgot.
func (s Statement) about(d Difference, l lookup) bool {
	field := l.field(d.Path)
	switch {
	case s.Path == "" && s.Code == rules.FieldLost:
		return field != nil && field.Verdict == catalog.Lost
	case s.Path == "" || d.Path == "prompt" || attached(d.Path) || s.Code == rules.FieldUnknown:
		return true
	}
	return samePlace(d.Path, s.Path) || field != nil && index.ReplaceAllString(field.Path, "") == index.ReplaceAllString(s.Path, "")
}

// names reports whether path is where a field is found: in the native body, on Converse,
// or among the stand-in's parameters, which have names of their own making.
func names(path string, f *catalog.Field) bool {
	return samePlace(path, f.Path) || f.Converse != "" && samePlace(path, f.Converse)
}

var (
	index     = regexp.MustCompile(`\[[^]]*\]`)
	container = regexp.MustCompile(`^(params|inferenceConfig|additionalModelRequestFields|textGenerationConfig)\.`)
)

// samePlace compares paths without indexes, without the object that holds the
// parameters, and without the marks in which names differ (maxTokens, max_tokens).
func samePlace(a, b string) bool { return place(a) == place(b) }

func place(path string) string {
	path = container.ReplaceAllString(index.ReplaceAllString(path, ""), "")
	return strings.ToLower(strings.ReplaceAll(path, "_", ""))
}

// fields lists the fields of a shape and all below it.
func fields(s *catalog.Shape) []*catalog.Field {
	var all []*catalog.Field
	s.Walk(func(s *catalog.Shape) {
		if s.Field != nil {
			all = append(all, s.Field)
		}
	})
	return all
}

// hasPath reports whether a body has a member at a path of objects.
func hasPath(body any, path string) bool {
	for _, name := range strings.Split(path, ".") {
		object, ok := body.(map[string]any)
		if !ok {
			return false
		}
		if body, ok = object[name]; !ok {
			return false
		}
	}
	return true
}
