package verify

import (
	"maps"
	"strings"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/rules"
)

// sameness says what the stand-in is to overlook when it makes up an answer.
type sameness struct {
	models  Models
	bare    bool            // the template around a single text
	spacing bool            // how exactly a template made by hand keeps to the model's
	params  map[string]bool // parameters by name
}

// add takes in the differences in what the model saw that were allowed, and reports
// whether any was new.
func (s *sameness) add(r *Result) bool {
	before := *s
	before.params = maps.Clone(s.params)
	if s.params == nil {
		s.params = map[string]bool{}
	}
	for _, p := range r.Pairs {
		for _, d := range p.Differences {
			if d.Stated && d.Part == PartSeen {
				s.overlook(d)
			}
		}
	}
	return s.bare != before.bare || s.spacing != before.spacing || len(s.params) != len(before.params)
}

func (s *sameness) overlook(d Difference) {
	name, isParam := strings.CutPrefix(index.ReplaceAllString(d.Path, ""), "params.")
	name, _, _ = strings.Cut(name, ".")
	switch {
	case isParam:
		s.params[name] = true
	case d.Code == rules.PromptBare:
		s.bare = true
	case d.Code == rules.ValueDiffers:
		s.spacing = true
	}
}

// answerFrom reduces what the model saw to what its answer shall depend on. It knows
// one call only, never the partner, so it reduces both sides in the same way.
func (s *sameness) answerFrom(seen bedrocktest.Seen, userText string) bedrocktest.Seen {
	if s.bare || s.spacing {
		seen.Prompt = s.prompt(seen, userText)
	}
	seen.Params = maps.Clone(seen.Params)
	for name := range s.params {
		seen.Params[name] = anyValue
	}
	return seen
}

// prompt is a raw prompt with its template as the model has it or, where bare prompts are
// overlooked, a single text without any.
func (s *sameness) prompt(seen bedrocktest.Seen, userText string) string {
	l := s.models.lookup(seen.Model)
	if l.family == nil || l.family.Prompt == nil {
		return seen.Prompt
	}
	if text, ok := l.single(userText); ok && s.bare {
		return text
	}
	template, chat, err := l.family.ParsePrompt(l.model, seen.Prompt)
	if err != nil || template == nil || !s.spacing {
		return seen.Prompt
	}
	chat.NoBegin = false
	if proper, err := template.Render(chat); err == nil {
		return proper
	}
	return seen.Prompt
}

// single takes the template off a prompt that is one text and nothing else.
func (l lookup) single(prompt string) (text string, ok bool) {
	_, chat, err := l.family.ParsePrompt(l.model, prompt)
	switch {
	case prompt == "":
		return "", false
	case err != nil: // some tokens of a template, and no structure: sent as it is
		return prompt, true
	case len(chat.Turns) != 1 || chat.Turns[0].Role != "user" || chat.Prefill != "":
		return "", false
	}
	return chat.Turns[0].Text, true
}

// anyValue stands for whatever a parameter was, also for one that was not there. It is a
// number because a token limit has to stay one, and large enough to cut nothing off.
const anyValue = 1000.0
