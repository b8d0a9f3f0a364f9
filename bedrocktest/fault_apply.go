package bedrocktest

import (
	"bytes"
	"strings"
	"time"
)

// abortPoint says where a connection is dropped.
type abortPoint int

const (
	noAbort abortPoint = iota
	beforeHeaders
	afterHeaders
)

// apply changes a response as the faults of its call ask. It returns where to
// drop the connection and the pause between frames.
func (res *response) apply(faults []Fault) (abortPoint, time.Duration) {
	var delay time.Duration
	for _, f := range faults {
		switch f.Kind {
		case FaultReset:
			return beforeHeaders, 0
		case FaultSlow:
			delay += f.Delay
		case FaultTruncate:
			res.truncate(f.Frame)
			return afterHeaders, delay
		default:
			if res.stream && res.spoil(f) {
				return noAbort, delay
			}
		}
	}
	return noAbort, delay
}

// truncate keeps the first frames of a stream, or half of a unary body under
// the full body's length.
func (res *response) truncate(frames int) {
	if res.stream {
		res.frames = res.frames[:min(frames, len(res.frames))]
		return
	}
	res.promised = len(res.body)
	res.body = res.body[:len(res.body)/2]
}

// spoil applies a fault inside a stream and reports whether it ended it.
func (res *response) spoil(f Fault) bool {
	at := min(f.Frame, len(res.frames))
	switch f.Kind {
	case FaultStreamException:
		res.frames = append(res.frames[:at:at], exceptionFrame(newException(f.Exception, f.Message)))
	case FaultStreamError:
		res.frames = append(res.frames[:at:at], errorFrame(f.Message))
	case FaultEndEarly:
		if f.Frame == 0 {
			at = closingFrame(res.frames)
		}
		res.frames = res.frames[:at]
	case FaultCutFrame:
		whole := res.frames[min(at, len(res.frames)-1)].encode()
		res.frames = append(res.frames[:at:at], frame{raw: whole[:len(whole)/2]})
	case FaultBadCRC:
		bad := bytes.Clone(res.frames[min(at, len(res.frames)-1)].encode())
		bad[len(bad)-1] ^= 0xff
		res.frames = append(res.frames[:at:at], frame{raw: bad})
	case FaultMalformed:
		res.insert(at, event(eventName(res.frames), []byte("this is not JSON")))
		return false
	case FaultUnknownEvent:
		res.insert(at, event("somethingNew", []byte(`{"from":"the future"}`)))
		return false
	default:
		return false
	}
	return true
}

func (res *response) insert(at int, f frame) {
	frames := append([]frame{}, res.frames[:at]...)
	res.frames = append(append(frames, f), res.frames[at:]...)
}

// eventName is the type of event to imitate: the stream's last.
func eventName(frames []frame) string {
	if n := len(frames); n > 0 && len(frames[n-1].headers) > 0 {
		return frames[n-1].headers[0].value
	}
	return "chunk"
}

// closingFrame is the index from which frames close the stream: messageStop on
// ConverseStream, the chunk with the stop reason's event or the metrics else.
func closingFrame(frames []frame) int {
	for i, f := range frames {
		if f.headers[0].value == "messageStop" || bytes.Contains(f.native, []byte(`"message_delta"`)) {
			return i
		}
	}
	return max(len(frames)-1, 0)
}

// exceptionFrame is an exception inside a stream. Its type is the member name
// of the stream's union, which begins in lower case.
func exceptionFrame(err *apiError) frame {
	payload := map[string]any{"message": err.message}
	if err.name == "ModelStreamErrorException" {
		payload["originalStatusCode"], payload["originalMessage"] = 500, err.message
	}
	return frame{
		headers: []pair{
			{":exception-type", strings.ToLower(err.name[:1]) + err.name[1:]},
			{":content-type", "application/json"},
			{":message-type", "exception"},
		},
		payload: mustMarshal(payload),
		failure: err,
	}
}

// errorFrame is the front end's way to end a stream: no payload, the reason in
// headers. No capture of one from Bedrock is known.
func errorFrame(message string) frame {
	if message == "" {
		message = "The stand-in was asked to end the stream with an error frame."
	}
	return frame{
		headers: []pair{{":error-code", "InternalFailure"}, {":error-message", message}, {":message-type", "error"}},
		failure: &apiError{name: "InternalFailure", message: message},
	}
}
