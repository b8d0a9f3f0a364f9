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
	name, isParam := strings.CutPrefix(d.Path, "params.")
	switch {
	case isParam:
		s.params[name] = true
	case d.Code == rules.PromptBare:
		s.bare = true
	case d.Code == rules.TemplateDoubled:
		s.spacing = true
	}
}

// answerFrom reduces what the model saw to what its answer shall depend on. It knows
// one call only, never the partner, so it reduces both sides in the same way.
func (s sameness) answerFrom(seen bedrocktest.Seen, userText string) bedrocktest.Seen {
	if s.bare && userText != "" && len(seen.Turns) == 0 { // a model that takes turns has no raw prompt
		seen.Prompt = userText
	}
	if s.spacing {
		seen.Prompt = s.proper(seen.Model, seen.Prompt)
	}
	seen.Params = maps.Clone(seen.Params)
	for name := range s.params {
		seen.Params[name] = anyValue
	}
	return seen
}

// proper is a prompt with its template as the model has it.
func (s sameness) proper(model, prompt string) string {
	l := s.models.lookup(model)
	if l.family == nil || l.family.Prompt == nil {
		return prompt
	}
	template, chat, err := l.family.ParsePrompt(l.model, prompt)
	if err != nil {
		return prompt
	}
	chat.NoBegin = false
	if rendered, err := template.Render(chat); err == nil {
		return rendered
	}
	return prompt
}

// anyValue stands for whatever a parameter was, also for one that was not there. It is a
// number because a token limit has to stay one, and large enough to cut nothing off.
const anyValue = 1000.0
