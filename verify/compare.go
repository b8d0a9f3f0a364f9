package verify

import (
	"fmt"
	"slices"
	"strings"
)

// alone is the difference of a call that has no partner.
func alone(p Pair) Difference {
	if p.After == nil {
		return Difference{Part: PartCall, Path: "call", Before: p.Before.Operation}
	}
	return Difference{Part: PartCall, Path: "call", After: p.After.Operation}
}

// differences lists all in which two calls differ, part by part.
func differences(p Pair) []Difference {
	b, a := p.Before, p.After
	all := diffScalar(PartCall, "modelId", b.ModelID, a.ModelID)
	all = append(all, diffScalar(PartCall, "operation", kind(b), kind(a))...)
	all = append(all, requestDifferences(b, a)...)
	if failed := errorDifferences(b, a); len(failed) > 0 {
		return append(all, failed...) // that one side saw and answered nothing follows from it
	}
	all = append(all, diffTrees(PartSeen, b.Seen, a.Seen)...)
	all = append(all, prefixed("content", diffTrees(PartAnswer, b.Answer.Content, a.Answer.Content))...)
	all = append(all, diffScalar(PartAnswer, "events", strings.Join(b.Answer.Events, " "), strings.Join(a.Answer.Events, " "))...)
	all = append(all, diffScalar(PartStop, "stopReason", b.Answer.StopReason, a.Answer.StopReason)...)
	return append(all, prefixed("usage", diffTrees(PartUsage, tree(b.Answer.Usage), tree(a.Answer.Usage)))...)
}

// requestDifferences compares the canonical requests. Where neither has one (a model that
// nobody knows, a body that both refuse) what the model saw and the error have to do.
func requestDifferences(b, a *Call) []Difference {
	if (b.Unread == "") != (a.Unread == "") {
		return diffScalar(PartRequest, "canonical form", b.Unread, a.Unread)
	}
	if b.Unread != "" && b.Operation != a.Operation {
		return nil
	}
	all := diffTrees(PartRequest, b.request(), a.request())
	if sameText(b, a) && slices.ContainsFunc(all, turns) {
		all = slices.DeleteFunc(all, func(d Difference) bool { return turns(d) || d.Path == "prompt" })
	}
	return all
}

// sameText reports whether a raw prompt and the turns that Converse was sent came to the
// model as one and the same text. Where its turns begin and end is a reading of it then,
// and so is what the template around them lacks: white space between two turns belongs to
// either, and what a user wrote may look like a turn.
func sameText(b, a *Call) bool {
	request, _ := b.Request.(map[string]any)
	if _, raw := request["prompt"]; !raw || b.Converse() || !a.Converse() {
		return false
	}
	before, after := promptOf(b), promptOf(a)
	return before != "" && before == after
}

// promptOf is the text that reached the model of a call, "" when it is not known.
func promptOf(c *Call) string {
	seen, _ := c.Seen.(map[string]any)
	prompt, _ := seen["prompt"].(string)
	return prompt
}

// turns reports whether a difference is in what is said, and not in a parameter.
func turns(d Difference) bool {
	root, _, _ := strings.Cut(strings.ReplaceAll(d.Path, "[", "."), ".")
	return root == "messages" || root == "system"
}

// kind tells streams from single answers: a caller that read pieces as they came and
// now waits for the end is another program, though it says the same.
func kind(c *Call) string {
	if c.Streaming() {
		return "stream"
	}
	return "unary"
}

// errorDifferences compares how calls failed. The messages are not compared: Converse has
// its own words for the same refusal.
func errorDifferences(b, a *Call) []Difference {
	all := diffScalar(PartError, "type", b.ErrorType, a.ErrorType)
	if b.Status != a.Status {
		all = append(all, Difference{Part: PartError, Path: "status", Before: fmt.Sprint(b.Status), After: fmt.Sprint(a.Status)})
	}
	return all
}

func diffScalar(part Part, path, before, after string) []Difference {
	if before == after {
		return nil
	}
	return []Difference{{Part: part, Path: path, Before: quoted(before), After: quoted(after)}}
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return compact(s)
}

// prefixed puts the name of the whole before the paths within.
func prefixed(name string, all []Difference) []Difference {
	for i := range all {
		sep := "."
		if all[i].Path == "" || strings.HasPrefix(all[i].Path, "[") {
			sep = ""
		}
		all[i].Path = name + sep + all[i].Path
	}
	return all
}
