package bedrocktest

import (
	"encoding/base64"
)

// converse answers Converse and ConverseStream.
func (x *exchange) converse(stream bool) (*response, *apiError) {
	req, err := parseConverse(x.call.Request)
	if err != nil {
		return nil, err
	}
	rd, err := readConverse(x.model, req, stream)
	if err != nil {
		return nil, err
	}
	c := &conversation{request: req, reading: rd, answer: x.respond(rd)}
	if stream {
		return x.converseStream(c), nil
	}
	return &response{
		status: 200,
		header: map[string]string{"Content-Type": "application/json"},
		body:   mustMarshal(converseReply(c)),
	}, nil
}

// readConverse applies the service's rules and then the model's.
func readConverse(m *model, req *converseRequest, stream bool) (*reading, *apiError) {
	if err := checkConverse(m, req, stream); err != nil {
		return nil, onConverse(err)
	}
	rd, err := m.family.converse(m, req, stream)
	if err != nil {
		return nil, onConverse(err)
	}
	rd.seen.Guardrail, rd.seen.Service = guardedBy(req, stream), req.service
	return rd, nil
}

// guardedBy is the guardrail of a Converse request. With guardContent blocks
// it looks only at those.
func guardedBy(req *converseRequest, stream bool) *Guardrail {
	if req.guardrail == nil {
		return nil
	}
	g := *req.guardrail
	if !stream || g.Stream == "sync" {
		g.Stream = "" // the default
	}
	_ = req.each(func(_ place, p *part) *apiError {
		if p.kind == "guardContent" {
			g.Guarded = append(g.Guarded, p.text)
		}
		return nil
	})
	return &g
}

func (x *exchange) converseStream(c *conversation) *response {
	res := streamOf("ConverseStream", nil)
	pad := x.server.padder(x.call.Request)
	for _, e := range converseEvents(c) {
		res.frames = append(res.frames, event(e.name, mustMarshal(pad.add(e.payload))))
	}
	return res
}

// countTokens answers CountTokens, which takes a Converse request or a native
// body and, of the families here, only Claude without a Region prefix
// (recorded).
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html
func (x *exchange) countTokens() (*response, *apiError) {
	if !x.model.countTokens || x.regional {
		return nil, invalid("The provided model doesn't support counting tokens.")
	}
	v, err := parseJSON(x.call.Request)
	input := asObject(asObject(v)["input"])
	if err != nil || input == nil {
		return nil, invalid("1 validation error detected: Value at 'input' failed to satisfy constraint: Member must not be null")
	}
	rd, failure := x.countedReading(input)
	if failure != nil {
		return nil, failure
	}
	x.call.Seen, x.call.UserText = rd.seen, rd.userText
	return &response{
		status: 200,
		header: map[string]string{"Content-Type": "application/json"},
		body:   mustMarshal(map[string]any{"inputTokens": inputTokens(rd.seen)}),
	}, nil
}

func (x *exchange) countedReading(input map[string]any) (*reading, *apiError) {
	if o := asObject(input["converse"]); o != nil {
		req, err := parseConverseObject(o)
		if err != nil {
			return nil, err
		}
		return readConverse(x.model, req, false)
	}
	o := asObject(input["invokeModel"])
	if o == nil {
		return nil, invalid("1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have exactly one value set")
	}
	data, err := base64.StdEncoding.DecodeString(asString(o["body"]))
	if err != nil {
		return nil, serialization("the value at 'input.invokeModel.body' is not valid base64")
	}
	body, failure := nativeBody(data)
	if failure != nil {
		return nil, failure
	}
	return x.model.family.invoke(x.model, body, false)
}
