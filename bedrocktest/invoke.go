package bedrocktest

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
)

// invoke answers InvokeModel and InvokeModelWithResponseStream.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
func (x *exchange) invoke(stream bool) (*response, *apiError) {
	body, err := nativeBody(x.call.Request)
	if err != nil {
		return nil, err
	}
	service, err := invokeService(x.call)
	if err != nil {
		return nil, err
	}
	guardrail, err := invokeGuardrail(x.call, body, stream)
	if err != nil {
		return nil, err
	}
	if stream && x.model.noStream {
		// https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/112
		return nil, invalid("The model is unsupported for streaming.")
	}
	rd, err := x.model.family.invoke(x.model, body, stream)
	if err != nil {
		return nil, err
	}
	rd.seen.Guardrail, rd.seen.Service = guardrail, service
	answer := x.respond(rd)
	x.call.NativeStopReason = x.model.family.stopReason(rd, answer)
	if stream {
		return x.invokeStream(rd, answer), nil
	}
	return x.invokeUnary(rd, answer), nil
}

// respond makes the answer and notes it on the call.
func (x *exchange) respond(rd *reading) *Answer {
	a := x.answer(rd)
	if rd.seen.Guardrail != nil && has(x.faults, FaultGuardrail) {
		a = blocked(a)
	}
	x.call.Seen, x.call.Answer, x.call.UserText = rd.seen, a, rd.userText
	return a
}

// nativeBody decodes an InvokeModel body, which must be a JSON object.
func nativeBody(data []byte) (map[string]any, *apiError) {
	v, err := parseJSON(data)
	body, ok := v.(map[string]any)
	if err != nil || !ok {
		return nil, notJSON()
	}
	return body, nil
}

// invokeService reads what Converse has in performanceConfig, serviceTier and
// requestMetadata from headers.
func invokeService(c *Call) (*Service, *apiError) {
	s := Service{
		Latency: c.Header.Get("X-Amzn-Bedrock-PerformanceConfig-Latency"),
		Tier:    c.Header.Get("X-Amzn-Bedrock-Service-Tier"),
	}
	if text := c.Header.Get("X-Amzn-Bedrock-Request-Metadata"); text != "" {
		if err := json.Unmarshal([]byte(text), &s.Metadata); err != nil {
			// Unconfirmed text.
			return nil, invalid("The request metadata header is not a JSON object of strings.")
		}
	}
	return s.orNil(), nil
}

func (x *exchange) invokeUnary(rd *reading, a *Answer) *response {
	reply := x.model.family.reply(rd, a)
	reply = x.guarded(reply, rd, a)
	header := map[string]string{
		"Content-Type":                      "application/json",
		"X-Amzn-Bedrock-Input-Token-Count":  strconv.Itoa(a.InputTokens),
		"X-Amzn-Bedrock-Invocation-Latency": strconv.Itoa(a.LatencyMs),
	}
	if !x.model.wordless { // recorded: embeddings report no output
		header["X-Amzn-Bedrock-Output-Token-Count"] = strconv.Itoa(a.OutputTokens)
	}
	if x.model.caching {
		header["X-Amzn-Bedrock-Cache-Read-Input-Token-Count"] = "0"
		header["X-Amzn-Bedrock-Cache-Write-Input-Token-Count"] = strconv.Itoa(a.CacheWrite)
	}
	x.echoService(header, rd)
	return &response{status: 200, header: header, body: mustMarshal(reply)}
}

// echoService repeats latency and tier in the answer's headers. Modelled, not
// recorded.
func (x *exchange) echoService(header map[string]string, rd *reading) {
	if s := rd.seen.Service; s != nil {
		if s.Latency != "" {
			header["X-Amzn-Bedrock-PerformanceConfig-Latency"] = s.Latency
		}
		if s.Tier != "" {
			header["X-Amzn-Bedrock-Service-Tier"] = s.Tier
		}
	}
}

func (x *exchange) invokeStream(rd *reading, a *Answer) *response {
	events := x.model.family.events(rd, a)
	res := streamOf("InvokeModelWithResponseStream", nil)
	x.echoService(res.header, rd)
	pad := x.server.padder(x.call.Request)
	for i, e := range events {
		last := i == len(events)-1
		e = x.guardedEvent(e, rd, a, last)
		if last {
			e = append(e, member{"amazon-bedrock-invocationMetrics", x.metrics(a)})
		}
		native := mustMarshal(e)
		f := event("chunk", mustMarshal(pad.add(map[string]any{"bytes": base64.StdEncoding.EncodeToString(native)})))
		f.native = native
		res.frames = append(res.frames, f)
	}
	return res
}

// metrics ends the last chunk of every family's stream (recorded).
func (x *exchange) metrics(a *Answer) object {
	m := object{
		{"inputTokenCount", a.InputTokens},
		{"outputTokenCount", a.OutputTokens},
		{"invocationLatency", a.LatencyMs},
		{"firstByteLatency", a.LatencyMs / 2},
	}
	if x.model.caching {
		m = append(m, member{"cacheReadInputTokenCount", 0}, member{"cacheWriteInputTokenCount", a.CacheWrite})
	}
	return m
}

// floats writes whole numbers as floats, in place.
func floats(v any) any {
	switch v := v.(type) {
	case object:
		out := make(object, len(v))
		for i, m := range v {
			out[i] = member{m.key, floats(m.value)}
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = floats(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = floats(e)
		}
		return out
	case int:
		return json.Number(strconv.Itoa(v) + ".0")
	case float64:
		if s := strconv.FormatFloat(v, 'f', -1, 64); !strings.Contains(s, ".") {
			return json.Number(s + ".0")
		}
	}
	return v
}
