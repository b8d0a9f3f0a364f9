package translate

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/converse"
	"github.com/bedrocklint/bedrocklint/rewrite/request/gocode"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Target is the API whose JSON comes out.
type Target string

// The targets.
const (
	Converse Target = "converse"
	Native   Target = "native"
)

// Options say what the input is and what is wanted.
type Options struct {
	Catalog *catalog.Catalog
	// Model is the model id, inference profile or ARN that the body goes to. When it is
	// empty and the body is a Converse request with modelId, that counts.
	Model string
	// Family names the native format where the model does not tell it: an ARN, a custom
	// model. It outranks the model's own.
	Family string
	To     Target
	// Response says that the body is an answer, not a request.
	Response bool
	// Stream says that the body is a stream's answer as JSON lines: native chunks, or
	// Converse events each as an object with the event's name for its one member.
	Stream bool
	// Members are InvokeModelInput's members that go with a native request.
	Members converse.Members
}

// Result is the translated body.
type Result struct {
	// Value is the body, or for a stream the list of chunks or events.
	Value any
	// Members are InvokeModelInput's members that a native request goes with; nil for none.
	Members converse.Members
	Notes   []Note // in the order of lines
}

// Lossless reports whether nothing was lost. What moved to another place, or was written
// out because the other API has another default, is not lost.
func (r *Result) Lossless() bool {
	for _, n := range r.Notes {
		if n.lost() {
			return false
		}
	}
	return true
}

// Note is one thing that a reader of the result must know.
type Note struct {
	Line    int        `json:"line"` // in the input, from 1
	Code    rules.Code `json:"code"`
	Path    string     `json:"path"`
	To      string     `json:"to,omitempty"` // where in the result
	Verdict string     `json:"verdict"`      // maps, moves, drops, lost or unknown
	Message string     `json:"message"`
}

func (n Note) lost() bool {
	return n.Verdict == string(catalog.Lost) || n.Verdict == string(catalog.Unknown)
}

// Error is an input that is not a body of the model.
type Error struct {
	Line int    // from 1; 0 when the input's text is not at fault
	Path string // "" for the whole body
	Err  error
}

func (e *Error) Error() string {
	if e.Path == "" {
		return e.Err.Error()
	}
	return e.Path + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Translate translates one body, or one stream's answer. Its error is an *Error, or one
// about the options.
func Translate(o Options, data []byte) (*Result, error) {
	switch {
	case o.To != Converse && o.To != Native:
		return nil, fmt.Errorf("no target %q; want converse or native", o.To)
	case o.Stream && !o.Response:
		return nil, errors.New("a request is no stream; leave -stream out, or add -response")
	case len(o.Members) > 0 && (o.Response || o.To == Native):
		return nil, errors.New("members of InvokeModelInput go with a native request; leave them out")
	}
	if o.Stream {
		return translateStream(o, data)
	}
	v, err := converse.Decode(data)
	if err != nil {
		return nil, syntax(data, err)
	}
	t := &translation{Options: o, data: data, lines: linesOf(data), value: v}
	if o.To == Native && !o.Response {
		if err := t.takeModelID(); err != nil {
			return nil, err
		}
	}
	if err := t.resolve(); err != nil {
		return nil, err
	}
	return t.run()
}

// translation is one body on its way.
type translation struct {
	Options
	data     []byte
	lines    lines
	value    map[string]any
	model    *catalog.Model
	families []*catalog.Family // that the body may be of, likeliest first
}

// takeModelID takes modelId out of a Converse request: it is no part of a native body.
func (t *translation) takeModelID() error {
	v, ok := t.value["modelId"]
	if !ok {
		return nil
	}
	id, ok := v.(string)
	switch {
	case !ok:
		return &Error{Line: t.lines.of("modelId"), Path: "modelId", Err: errors.New("want a string")}
	case t.Model != "" && id != t.Model:
		return &Error{Line: t.lines.of("modelId"), Path: "modelId", Err: fmt.Errorf("is %s, and -model is %s; leave one of them out", id, t.Model)}
	}
	t.Model = id
	t.value = maps.Clone(t.value)
	delete(t.value, "modelId")
	return nil
}

// run tries the families that the body may be of, and keeps the first that loses nothing,
// or else the first.
func (t *translation) run() (*Result, error) {
	if p := t.misfit(); p != nil {
		return nil, p
	}
	var first *Result
	var firstErr error
	for _, f := range t.families {
		got, err := t.convert(f)
		switch {
		case err != nil && firstErr == nil:
			firstErr = err
		case err == nil && got.Lossless():
			return got, nil
		case err == nil && first == nil:
			first = got
		}
	}
	if first != nil {
		return first, nil
	}
	return nil, firstErr
}

// misfit checks a Converse request against the SDK's types.
func (t *translation) misfit() error {
	if t.To != Native || t.Response {
		return nil
	}
	p := gocode.Check(gocode.ConverseStreamInput, t.value)
	if p == nil {
		return nil
	}
	msg := strings.ReplaceAll(p.Message, "ConverseStreamInput", "a Converse request")
	if p.Known != nil {
		msg += remedy(p.Path[strings.LastIndexByte(p.Path, '.')+1:], p.Known)
	}
	return &Error{Line: t.lines.of(p.Path), Path: p.Path, Err: errors.New(msg)}
}

// convert converts the body as one of family f.
func (t *translation) convert(f *catalog.Family) (*Result, error) {
	got, err := t.converted(f, converse.Encode(t.value))
	if err != nil {
		return nil, t.located(err)
	}
	r := &Result{Value: got.Value, Members: got.Members}
	for _, ch := range got.Stated {
		if ch.Verdict == catalog.Unknown && !t.Response {
			return nil, &Error{Line: t.lines.of(ch.Path), Path: ch.Path, Err: fmt.Errorf("is not a field of %s, and Bedrock refuses fields that it does not know%s", f.Name, meant(ch.Near))}
		}
		r.Notes = append(r.Notes, noteOf(ch, t.lines))
	}
	if t.To == Converse && !t.Response && t.Model != "" {
		got.Value["modelId"] = t.Model
	}
	sortNotes(r.Notes)
	return r, nil
}

func (t *translation) converted(f *catalog.Family, body []byte) (*converse.Converted, error) {
	switch {
	case t.Response && t.To == Converse:
		return converse.Response(f, t.model, body, converse.Meta{})
	case t.Response:
		return converse.NativeResponse(f, t.model, body)
	case t.To == Converse:
		return converse.RequestWith(f, t.model, body, t.Members)
	}
	return converse.NativeRequest(f, t.model, body)
}

// located gives an error of the conversion its line.
func (t *translation) located(err error) error {
	var e *converse.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Code == rules.ModelStays || e.Code == rules.CallUnknown {
		return &Error{Err: e.Err} // about the family, not about the text
	}
	return &Error{Line: t.lines.of(e.Path), Path: e.Path, Err: e.Err}
}
