package bedrocktest

import (
	"regexp"
	"strings"
)

// guardrailConfigKey is the body key with which InvokeModel steers a
// guardrail; it is the service's, not the model's.
// https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-tagging.html
const guardrailConfigKey = "amazon-bedrock-guardrailConfig"

// blockedText is a guardrail's default message.
const blockedText = "Sorry, the model cannot answer this question."

var tagSuffix = regexp.MustCompile(`^[a-zA-Z0-9]{1,20}$`)

// invokeGuardrail reads the guardrail of an InvokeModel call from headers and
// body, and takes its key and its tags off the body.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
// The error texts are unconfirmed; that these are errors is documented.
func invokeGuardrail(c *Call, body map[string]any, stream bool) (*Guardrail, *apiError) {
	g := &Guardrail{
		ID:      c.Header.Get("X-Amzn-Bedrock-GuardrailIdentifier"),
		Version: c.Header.Get("X-Amzn-Bedrock-GuardrailVersion"),
		Trace:   strings.ToLower(c.Header.Get("X-Amzn-Bedrock-Trace")),
	}
	if g.Trace == "disabled" {
		g.Trace = ""
	}
	config, hasConfig := body[guardrailConfigKey]
	delete(body, guardrailConfigKey)
	switch {
	case g.ID == "" && hasConfig:
		return nil, invalid("The guardrail identifier must be given when the request body has %s.", guardrailConfigKey)
	case g.ID == "":
		return nil, nil
	case g.Version == "":
		return nil, invalid("The guardrail version must be given with the guardrail identifier.")
	case !guardrailVersion.MatchString(g.Version):
		return nil, invalid("The guardrail version must be a number or DRAFT.")
	}
	if t := c.Header.Get("Content-Type"); t != "" && !strings.HasPrefix(t, "application/json") {
		return nil, invalid("The content type must be application/json when a guardrail is used.")
	}
	return g, g.readConfig(asObject(config), body, stream)
}

func (g *Guardrail) readConfig(config, body map[string]any, stream bool) *apiError {
	if stream && config["streamProcessingMode"] == "ASYNCHRONOUS" {
		g.Stream = "async"
	}
	suffix, ok := config["tagSuffix"]
	if !ok {
		return nil
	}
	if !tagSuffix.MatchString(asString(suffix)) {
		return invalid("The tagSuffix must have 1 to 20 alphanumeric characters.")
	}
	tag := "amazon-bedrock-guardrails-guardContent_" + asString(suffix)
	re := regexp.MustCompile("(?s)<" + tag + ">(.*?)</" + tag + ">")
	for _, key := range sortedKeys(body) {
		body[key] = g.untag(body[key], re)
	}
	return nil
}

// untag removes the tags around guarded text and notes the text.
func (g *Guardrail) untag(v any, re *regexp.Regexp) any {
	switch v := v.(type) {
	case string:
		for _, m := range re.FindAllStringSubmatch(v, -1) {
			g.Guarded = append(g.Guarded, m[1])
		}
		return re.ReplaceAllString(v, "$1")
	case []any:
		for i := range v {
			v[i] = g.untag(v[i], re)
		}
	case map[string]any:
		for _, k := range sortedKeys(v) {
			v[k] = g.untag(v[k], re)
		}
	}
	return v
}

// blocked is the answer that a guardrail puts in the place of a model's.
func blocked(a *Answer) *Answer {
	out := *a
	out.Content = []AnswerBlock{{Type: "text", Text: blockedText}}
	out.Text, out.StopReason, out.StopSequence = blockedText, "guardrail_intervened", ""
	return &out
}

// guarded adds the guardrail's outcome to a native answer. The service writes
// such an answer anew, with whole numbers as floats (recorded).
func (x *exchange) guarded(reply object, rd *reading, a *Answer) object {
	g := rd.seen.Guardrail
	if g != nil && !x.model.wholeNumbers || has(x.faults, FaultFloats) {
		reply = floats(reply).(object)
	}
	if g == nil {
		return reply
	}
	if g.Trace != "" {
		reply = append(reply, member{"amazon-bedrock-trace", object{{"guardrail", invokeTrace(g, rd.seen, a)}}})
	}
	return append(reply, member{"amazon-bedrock-guardrailAction", guardrailAction(a)})
}

// guardedEvent does the same for a chunk: the action on each, the trace on the
// last; absent values are left out (recorded).
func (x *exchange) guardedEvent(e object, rd *reading, a *Answer, last bool) object {
	g := rd.seen.Guardrail
	if g != nil && !x.model.wholeNumbers || has(x.faults, FaultFloats) {
		e = floats(e).(object)
	}
	if g == nil || len(e) == 1 && contentless[e[0].key] {
		return e
	}
	var out object
	for _, m := range e {
		if m.value != nil {
			out = append(out, m)
		}
	}
	out = append(out, member{"amazon-bedrock-guardrailAction", guardrailAction(a)})
	if last && g.Trace != "" {
		out = append(out, member{"amazon-bedrock-trace", object{{"guardrail", invokeTrace(g, rd.seen, a)}}})
	}
	return out
}

// contentless chunks carry no action (recorded).
var contentless = map[string]bool{"messageStart": true, "contentBlockStop": true, "messageStop": true}

func guardrailAction(a *Answer) string {
	if a.StopReason == "guardrail_intervened" {
		return "INTERVENED"
	}
	return "NONE"
}

// assessment is one side's part of a trace. The stand-in evaluates no policy,
// so it has only the metrics.
func assessment(guarded, total int) map[string]any {
	return map[string]any{"invocationMetrics": map[string]any{
		"guardrailProcessingLatency": 200,
		"guardrailCoverage":          map[string]any{"textCharacters": map[string]any{"guarded": guarded, "total": total}},
		"usage": map[string]any{
			"contentPolicyUnits": 1, "contextualGroundingPolicyUnits": 0, "sensitiveInformationPolicyFreeUnits": 0,
			"sensitiveInformationPolicyUnits": 1, "topicPolicyUnits": 1, "wordPolicyUnits": 1,
		},
	}}
}

func inputCoverage(g *Guardrail, seen *Seen) (guarded, total int) {
	total = len([]rune(seen.Prompt))
	if len(g.Guarded) == 0 {
		return total, total
	}
	for _, t := range g.Guarded {
		guarded += len([]rune(t))
	}
	return guarded, total
}

// invokeTrace and converseTrace say the same with different names: "input" and
// a list "outputs" on InvokeModel (recorded), "inputAssessment" and a map
// "outputAssessments" of lists on Converse (recorded).
func invokeTrace(g *Guardrail, seen *Seen, a *Answer) object {
	guarded, total := inputCoverage(g, seen)
	n := len([]rune(a.Text))
	return object{
		{"modelOutput", []any{a.Text}},
		{"input", map[string]any{g.ID: assessment(guarded, total)}},
		{"outputs", []any{map[string]any{g.ID: assessment(n, n)}}},
		{"actionReason", actionReason(a)},
	}
}

func converseTrace(g *Guardrail, seen *Seen, a *Answer) map[string]any {
	guarded, total := inputCoverage(g, seen)
	n := len([]rune(a.Text))
	return map[string]any{
		"actionReason":      actionReason(a),
		"inputAssessment":   map[string]any{g.ID: assessment(guarded, total)},
		"modelOutput":       []any{a.Text},
		"outputAssessments": map[string]any{g.ID: []any{assessment(n, n)}},
	}
}

func actionReason(a *Answer) string {
	if a.StopReason == "guardrail_intervened" {
		return "Guardrail blocked."
	}
	return "No action."
}
