package bedrocktest

// WithAnswerFrom has the stand-in make its answers up from what reduce makes of what the
// model saw, instead of from all of it. Two requests that reduce to the same are then
// answered alike, token counts included, although the model saw something different:
// what a caller makes of the answers can be compared apart from that difference.
// Call.Seen is not affected.
//
// reduce is given its own Seen, but must copy maps and slices before it changes them;
// userText is Call.UserText. It may be called by several requests at once.
func WithAnswerFrom(reduce func(seen Seen, userText string) Seen) Option {
	return func(s *Server) { s.reduce = reduce }
}

// answer makes up the answer to a reading.
func (x *exchange) answer(rd *reading) *Answer {
	if x.model.wordless {
		return wordlessAnswer(rd.seen)
	}
	seen := rd.seen
	if x.server.reduce != nil {
		reduced := x.server.reduce(*rd.seen, rd.userText)
		seen = &reduced
	}
	a := answerTo(seen)
	if x.model.keepsStops {
		keepStop(a)
	}
	return a
}

// keepStop puts the stop sequence back at the end of an answer, which then ends
// like any other (recorded on Nova).
func keepStop(a *Answer) {
	last := len(a.Content) - 1
	if a.StopReason != "stop_sequence" || last < 0 {
		return
	}
	a.Content[last].Text += a.StopSequence
	a.Text += a.StopSequence
	a.OutputTokens += countTokens(a.StopSequence)
	a.StopReason, a.StopSequence = "end_turn", ""
}
