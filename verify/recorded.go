package verify

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// A Recorded is one InvokeModel call that was recorded, or is made up: a body and the
// model that it is for.
type Recorded struct {
	Line    int // in the file, from 1
	ModelID string
	Stream  bool
	Header  http.Header // guardrail and trace, which InvokeModel takes as headers
	Body    json.RawMessage
}

// recordedLine is a line in either of the two forms that are read: the short one, and
// the one of a recorded exchange.
type recordedLine struct {
	ModelID string          `json:"modelId"`
	Body    json.RawMessage `json:"body"`

	Operation string `json:"operation"`
	Model     string `json:"model"`
	Request   struct {
		Headers map[string]string `json:"headers"`
		Body    json.RawMessage   `json:"body"`
	} `json:"request"`
}

// ReadRecorded reads calls, one JSON object a line: {"modelId": …, "body": {…}}, where
// "operation" may say that it is a stream, or a whole exchange with "operation", "model"
// and "request". Lines of other operations are passed over; notes say how many.
func ReadRecorded(r io.Reader) (calls []Recorded, notes []string, err error) {
	in := bufio.NewReader(r)
	var f recordedFile
	for number := 1; ; number++ {
		text, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, nil, err
		}
		if bad := f.line(number, bytes.TrimSpace(text)); bad != nil {
			return nil, nil, bad
		}
		if err != nil {
			return f.calls, f.allNotes(), nil
		}
	}
}

// recordedFile is what has been read of a file.
type recordedFile struct {
	calls []Recorded
	notes []string
	other int // lines of other operations
}

func (f *recordedFile) line(number int, text []byte) error {
	if len(text) == 0 {
		return nil
	}
	call, err := parseRecorded(text)
	switch {
	case errors.Is(err, errOtherOperation):
		f.other++
	case errors.Is(err, errCut), errors.Is(err, errNoBody):
		f.notes = append(f.notes, fmt.Sprintf("line %d: passed over: %v", number, err))
	case err != nil:
		return fmt.Errorf("line %d: %w", number, err)
	default:
		call.Line = number
		f.calls = append(f.calls, *call)
	}
	return nil
}

func (f *recordedFile) allNotes() []string {
	switch f.other {
	case 0:
		return f.notes
	case 1:
		return append(f.notes, "1 line passed over: not InvokeModel")
	}
	return append(f.notes, fmt.Sprintf("%d lines passed over: not InvokeModel", f.other))
}

var (
	errOtherOperation = errors.New("another operation")
	errCut            = errors.New("the body was shortened when it was recorded")
	errNoBody         = errors.New("its body was not recorded")
)

func parseRecorded(text []byte) (*Recorded, error) {
	var line recordedLine
	if err := json.Unmarshal(text, &line); err != nil {
		return nil, fmt.Errorf("not a JSON object of a recorded call: %w", err)
	}
	call := &Recorded{ModelID: line.ModelID, Body: line.Body}
	if line.Request.Body != nil {
		call.ModelID, call.Body = line.Model, line.Request.Body
	}
	switch line.Operation {
	case "", "InvokeModel":
	case "InvokeModelWithResponseStream":
		call.Stream = true
	default:
		return nil, errOtherOperation
	}
	call.Header = guardrailHeader(line.Request.Headers)
	call.Body = unquoted(call.Body)
	switch {
	case call.ModelID == "":
		return nil, errors.New(`no model id; a line needs "modelId" and "body"`)
	case string(line.Request.Body) == "null":
		return nil, errNoBody
	case len(call.Body) == 0 || call.Body[0] != '{':
		return nil, errors.New(`no JSON object as body; a line needs "modelId" and "body"`)
	case bytes.Contains(call.Body, []byte(" characters, sha256 ")):
		return nil, errCut
	}
	return call, nil
}

// unquoted is the body itself where a recorder wrote it down as a string.
func unquoted(body json.RawMessage) json.RawMessage {
	var text string
	if len(body) > 0 && body[0] == '"' && json.Unmarshal(body, &text) == nil {
		return bytes.TrimSpace([]byte(text))
	}
	return body
}

// guardrailHeader keeps of the recorded headers those that change what is asked.
func guardrailHeader(recorded map[string]string) http.Header {
	header := http.Header{}
	for name, value := range recorded {
		switch strings.ToLower(name) {
		case "x-amzn-bedrock-guardrailidentifier", "x-amzn-bedrock-guardrailversion", "x-amzn-bedrock-trace":
			header.Set(name, value)
		}
	}
	return header
}
