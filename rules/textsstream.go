package rules

// streamPages are the pages of mistakes in consuming event streams.
var streamPages = []*Doc{
	{
		Code: StreamErrUnread, Severity: Warning, Since: "v0.2.0",
		Title: "the error of an event stream is never read",
		Text: `Errors after the first byte (throttling, a model that fails, a refused request that is only
noticed while streaming) do not come back from the call: the channel of events is closed, and
the error is in the stream's Err. Code that does not read it takes a failure for the end of
the answer.

Read Err, or the result of Close, which is the same, when the events are over.`,
		Before: `for event := range stream.Events() {
	…
}
return text, nil`,
		After: `for event := range stream.Events() {
	…
}
return text, stream.Err()`,
		Sources: []string{docSDK + "#ConverseStreamEventStream", "https://github.com/aws-samples/aws-genai-llm-chatbot/issues/220"},
	},
	{
		Code: StreamOpen, Severity: Warning, Since: "v0.2.0",
		Title: "an event stream that is left early is never closed",
		Text: `A stream that is read to its end closes itself. One that is left before, by return or break,
keeps its connection and the goroutine that reads it until somebody closes it, and its
documentation asks for Close.`,
		Before: `stream := out.GetStream()
for event := range stream.Events() {
	if ctx.Err() != nil {
		return ctx.Err()
	}
}`,
		After: `stream := out.GetStream()
defer stream.Close()
for event := range stream.Events() {`,
		Sources: []string{docSDK + "#ConverseStreamEventStream.Close"},
	},
	{
		Code: StreamCut, Severity: Warning, Since: "v0.2.0",
		Title: "a stream that is cut off is taken for a whole answer",
		Text: `A connection that breaks between two events, or in the middle of one, ends the stream
without an error: since v1.63 of the SDK, Err is nil then. The only proof that an answer is whole
is the event that ends it: messageStop on ConverseStream; the stop reason, message_stop or
the chunk with amazon-bedrock-invocationMetrics on InvokeModelWithResponseStream. This code
looks for none of them, so half an answer counts as the answer.

Remember whether the event was seen, and treat its absence as an error.`,
		Before: `for event := range stream.Events() {
	if d, ok := event.(*types.ConverseStreamOutputMemberContentBlockDelta); ok {
		…
	}
}`,
		After: `whole := false
for event := range stream.Events() {
	switch event.(type) {
	case *types.ConverseStreamOutputMemberContentBlockDelta:
		…
	case *types.ConverseStreamOutputMemberMessageStop:
		whole = true
	}
}
if err := stream.Err(); err != nil {
	return err
}
if !whole {
	return io.ErrUnexpectedEOF
}`,
		Sources: []string{docInference, "https://github.com/earendil-works/pi/issues/4210"},
	},
	{
		Code: StreamOrder, Severity: Note, Since: "v0.2.0",
		Title: "these counts come in the last event on ConverseStream",
		Text: `The native stream has the count in one of its first chunks. On ConverseStream all counts come
last, in the metadata event after messageStop. Code that uses the count while the answer
arrives, or leaves the loop at the end of the message, has zero after a migration by hand.

The rewriter puts the reads where ConverseStream has them.`,
		Before: `case "message_start":
	inputTokens = chunk.Message.Usage.InputTokens`,
		After: `case *types.ConverseStreamOutputMemberMetadata:
	if u := v.Value.Usage; u != nil {
		inputTokens = aws.ToInt32(u.InputTokens)
	}`,
		Sources: []string{docInference, "https://github.com/maximhq/bifrost/pull/5811"},
	},
	{
		Code: MetadataMissed, Severity: Warning, Since: "v0.2.0",
		Title: "the stream is left at messageStop, before its metadata event",
		Text: `ConverseStream sends messageStop, and then one metadata event with the token counts and the
latency. A loop that returns at messageStop never reaches its own case for metadata, so the
counts stay zero. It reads no error of the stream either.

Go on until the channel is closed.`,
		Before: `case *types.ConverseStreamOutputMemberMessageStop:
	return text, nil
case *types.ConverseStreamOutputMemberMetadata:
	usage = v.Value.Usage`,
		After: `case *types.ConverseStreamOutputMemberMessageStop:
	stop = v.Value.StopReason
case *types.ConverseStreamOutputMemberMetadata:
	usage = v.Value.Usage`,
		Sources: []string{docInference, "https://github.com/maximhq/bifrost/pull/5811"},
	},
}
