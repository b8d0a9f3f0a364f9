package translate

import (
	"bytes"
	"errors"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/converse"
)

// translateStream translates a stream's answer, one JSON object a line.
func translateStream(o Options, data []byte) (*Result, error) {
	t := &translation{Options: o}
	if err := t.resolve(); err != nil {
		return nil, err
	}
	s, err := newStream(t)
	if err != nil {
		return nil, t.located(err)
	}
	out := []any{}
	for i, line := range bytes.Split(data, []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		got, err := s.next(line)
		if err != nil {
			return nil, onLine(i+1, err)
		}
		out = append(out, got...)
		s.note(i + 1)
	}
	rest, err := s.close()
	if err != nil {
		return nil, err
	}
	return &Result{Value: append(out, rest...), Notes: s.notes}, nil
}

// onLine is an error about one line of a stream.
func onLine(line int, err error) error {
	var e *converse.Error
	if errors.As(err, &e) {
		return &Error{Line: line, Path: e.Path, Err: e.Err}
	}
	return &Error{Line: line, Err: err}
}

// stream is either of converse's state machines.
type stream struct {
	next   func(line []byte) ([]any, error)
	close  func() ([]any, error)
	stated func() []converse.Change

	noted int // of what is stated
	notes []Note
}

// newStream begins a stream. Its family cannot be told from the chunks as a whole, so it
// is the model's first that streams.
func newStream(t *translation) (*stream, error) {
	f := t.families[0]
	for _, also := range t.families {
		if f.Stream == nil && also.Stream != nil {
			f = also
		}
	}
	if t.To == Converse {
		return eventStream(f, t.model)
	}
	return chunkStream(f, t.model)
}

func eventStream(f *catalog.Family, m *catalog.Model) (*stream, error) {
	e, err := converse.NewEvents(f, m)
	if err != nil {
		return nil, err
	}
	named := func(events []converse.Event) []any {
		var out []any
		for _, ev := range events {
			out = append(out, map[string]any{ev.Type: ev.Payload})
		}
		return out
	}
	return &stream{
		next: func(line []byte) ([]any, error) {
			events, err := e.Chunk(line)
			return named(events), err
		},
		close:  func() ([]any, error) { return named(e.Close()), nil },
		stated: e.Stated,
	}, nil
}

func chunkStream(f *catalog.Family, m *catalog.Model) (*stream, error) {
	c, err := converse.NewChunks(f, m)
	if err != nil {
		return nil, err
	}
	return &stream{
		next: func(line []byte) ([]any, error) {
			ev, err := eventOf(line)
			if err != nil {
				return nil, err
			}
			chunks, err := c.Event(ev)
			if err != nil {
				return nil, err
			}
			return decoded(chunks)
		},
		close: func() ([]any, error) {
			chunks, err := c.Close()
			if err != nil {
				return nil, err
			}
			return decoded(chunks)
		},
		stated: c.Stated,
	}, nil
}

// eventOf reads {"messageStart": {…}}.
func eventOf(line []byte) (converse.Event, error) {
	v, err := converse.Decode(line)
	if err != nil {
		return converse.Event{}, err
	}
	for k, payload := range v {
		if p, ok := payload.(map[string]any); ok && len(v) == 1 {
			return converse.Event{Type: k, Payload: p}, nil
		}
	}
	return converse.Event{}, errors.New(`not an event of ConverseStream; want one object a line with the event's name for its one member, such as {"messageStart":{"role":"assistant"}}`)
}

func decoded(chunks [][]byte) ([]any, error) {
	var out []any
	for _, c := range chunks {
		v, err := converse.Decode(c)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// note adds what has been stated since the last call.
func (s *stream) note(line int) {
	all := s.stated()
	for _, ch := range all[s.noted:] {
		n := noteOf(ch, nil)
		n.Line = line
		s.notes = append(s.notes, n)
	}
	s.noted = len(all)
}
