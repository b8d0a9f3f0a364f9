package converse

import (
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Members are InvokeModelInput's own string members beside ModelId and Body, by Go name:
// GuardrailIdentifier, Trace, ServiceTier … On the wire they are headers; on Converse
// they are members of the request.
// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
type Members map[string]string

// RequestWith is [Request] for a body that is sent with members of InvokeModelInput: they
// go to their homes in the Converse request. An *Error names a member that
// InvokeModelInput does not have, or whose value Converse cannot hold.
func RequestWith(f *catalog.Family, m *catalog.Model, body []byte, members Members) (*Converted, error) {
	return new(Room).RequestWith(f, m, body, members)
}

// RequestWith is the function [RequestWith] in the room.
func (r *Room) RequestWith(f *catalog.Family, m *catalog.Model, body []byte, members Members) (*Converted, error) {
	c, err := r.request(f, m, body)
	if err != nil {
		return nil, err
	}
	in := &intake{into: c, room: r}
	for _, name := range sortedKeys(members) {
		if err := in.member(name, members[name]); err != nil {
			return nil, err
		}
	}
	in.guardrail()
	sortChanges(c.Stated)
	return c, nil
}

// intake puts members into a converted request.
type intake struct {
	into  *Converted
	room  *Room
	trace bool // Trace was among them
}

func (in *intake) member(name, value string) error {
	m, ok := catalog.Default().InputMember(name)
	if !ok {
		return &Error{Path: name, Err: fmt.Errorf("InvokeModelInput has no such member; it has %s", memberNames())}
	}
	if m.Converse == "" {
		return nil // Accept and ContentType: Converse speaks JSON
	}
	v, err := memberTo(m.Transform, value)
	if err != nil {
		return &Error{Path: name, Err: err}
	}
	at := in.room.node()
	at.set(m.Converse, nil, v)
	tree, _ := at.value()
	merge(in.into.Value, tree.(map[string]any))
	in.trace = in.trace || m.Converse == "guardrailConfig.trace"
	in.state(rules.FieldMoves, catalog.Moves, name, m.Converse, "%s moves to %s", name, m.Converse)
	return nil
}

func (in *intake) state(code rules.Code, v catalog.Verdict, path, to, format string, args ...any) {
	in.into.Stated = append(in.into.Stated, Change{Code: code, Path: path, To: to, Verdict: v, Message: fmt.Sprintf(format, args...)})
}

// guardrail takes out a guardrailConfig that names no guardrail: Converse refuses it, and
// natively a trace without a guardrail says nothing.
func (in *intake) guardrail() {
	guard, ok := in.into.Value["guardrailConfig"].(map[string]any)
	if !ok || guard["guardrailIdentifier"] != nil {
		return
	}
	delete(in.into.Value, "guardrailConfig")
	var kept []Change
	for _, ch := range in.into.Stated {
		if !strings.HasPrefix(ch.To, "guardrailConfig.") {
			kept = append(kept, ch)
		}
	}
	in.into.Stated = kept
	if in.trace {
		in.state(rules.ValueDiffers, catalog.Drops, "Trace", "", "Trace is left out: Converse takes it beside a guardrail only, and there is none")
	}
}

func memberNames() string {
	var names []string
	for _, m := range catalog.Default().InputMembers() {
		names = append(names, m.Name)
	}
	return strings.Join(names, ", ")
}

// memberTo is a member's value as Converse has it.
func memberTo(transform, value string) (any, error) {
	if transform == "" {
		return value, nil
	}
	t, ok := memberValues[transform]
	if !ok {
		return nil, fmt.Errorf("transform %q is not implemented", transform)
	}
	return t.to(value)
}

// memberValues are the transforms of members: functions of the value alone. They are
// those of [conversions]; a test holds them to the catalog.
var memberValues = map[string]struct{ to, from func(any) (any, error) }{
	"lower-case": {onString(strings.ToLower), onString(strings.ToUpper)},
	"string-map": {stringMap, printJSON},
}

func stringMap(v any) (any, error) {
	got, err := parseJSON(v)
	if err != nil {
		return nil, err
	}
	m, ok := got.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the string holds a JSON %s, want an object", kind(got))
	}
	for k, e := range m {
		if _, ok := e.(string); !ok {
			return nil, fmt.Errorf("%s is a JSON %s, want a string", k, kind(e))
		}
	}
	return m, nil
}

// members fetches what InvokeModel takes beside the body.
func (b *back) members() (Members, error) {
	var out Members
	for _, m := range catalog.Default().InputMembers() {
		if m.Converse == "" {
			continue
		}
		v, ok := b.get(m.Converse, nil)
		if !ok {
			continue
		}
		value, err := memberFrom(m.Transform, v)
		if err != nil {
			return nil, &Error{Path: m.Converse, Err: err}
		}
		if out == nil {
			out = Members{}
		}
		out[m.Name] = value
		b.state(rules.FieldMoves, catalog.Moves, m.Converse, m.Name, "%s is not part of the body: InvokeModel takes it as %s (%s)", m.Converse, m.Name, m.Header)
	}
	return out, nil
}

func memberFrom(transform string, v any) (string, error) {
	if transform != "" {
		got, err := memberValues[transform].from(v)
		if err != nil {
			return "", err
		}
		v = got
	}
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("a JSON %s, want a string", kind(v))
	}
	return s, nil
}
