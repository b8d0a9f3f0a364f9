package callsite

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/spell"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// members judges the members of the input beside the body.
func (j *judge) members() {
	for _, name := range slices.Sorted(maps.Keys(j.site.Request.Members)) {
		m, ok := j.cat.InputMember(name)
		if !ok || m.Verdict != catalog.Lost {
			continue // those that move have the same meaning in their new place
		}
		j.add(RewriteWithNotes, rules.FieldLost, j.place(j.site.Request.Members[name].Origin()),
			"%s has no equivalent on Converse%s", name, detail(m.Note))
	}
}

// body judges what of the body could not be read.
func (j *judge) body() {
	body := j.site.Request.Body
	if u, ok := body.(*payload.Unknown); ok {
		j.add(Adapter, rules.CallUnknown, j.call(), "the body cannot be known from the source (%s); use the adapter", u.Reason)
		return
	}
	if len(alternatives(body)) == 0 {
		j.add(Adapter, rules.CallUnknown, j.call(), "the body is not a JSON object that can be read from the source; use the adapter")
		return
	}
	holes(body, j.site.Model.Family.Request, "", j.hole)
}

func (j *judge) hole(u *payload.Unknown, path string) {
	if path == "" {
		path = "part of the body"
	}
	j.add(Adapter, rules.CallPartial, j.place(u.Orig), "%s cannot be known from the source (%s); use the adapter, or move the call by hand", path, u.Reason)
}

// fields judges every member that the body can have.
func (j *judge) fields() {
	for _, f := range j.site.Fields {
		at := j.keyPlace(f.Field)
		switch f.Verdict {
		case catalog.Unknown:
			if sharedMember(f.Field) {
				continue
			}
			if j.site.onlyCase(f) {
				j.add(RewriteWithNotes, rules.FieldUnknown, at, "%s That is what a rewrite sends", j.unknownField(f))
				continue
			}
			j.add(Adapter, rules.FieldUnknown, at, "%s", j.unknownField(f))
		case catalog.Lost:
			if f.Shape.Field != nil {
				j.add(RewriteWithNotes, rules.FieldLost, at, "%s has no equivalent on Converse%s%s", f.Path, detail(f.Shape.Field.Note), unconfirmed(f.Shape.Field))
			}
		case catalog.Moves:
			if f.Shape.Field != nil {
				j.add(RewriteWithNotes, rules.FieldMoves, at, "%s%s", moveMessage(f), unconfirmed(f.Shape.Field))
			}
		}
	}
}

// unconfirmed says that the catalog found no documentation of a field.
func unconfirmed(f *catalog.Field) string {
	if !f.Unconfirmed {
		return ""
	}
	return " (unconfirmed: the provider's pages do not say so)"
}

// sharedMember reports whether a member is there because a type has it, one of several
// uses perhaps, and is left out while it is empty. Where the family does not know such a
// member, a program that works leaves it empty.
func sharedMember(f *payload.Field) bool {
	if f.Presence.OmitEmpty == nil {
		return false
	}
	_, known := f.Value.(*payload.Const)
	return !known
}

func moveMessage(f RequestField) string {
	to := f.Shape.Field.Converse
	if home, _, ok := strings.Cut(to, "."); ok && home == "additionalModelRequestFields" {
		return fmt.Sprintf("%s is not in Converse's inferenceConfig; it moves to additionalModelRequestFields", f.Path)
	}
	return fmt.Sprintf("%s moves to %s%s", f.Path, to, detail(f.Shape.Field.Note))
}

// nearest returns the member of shape that is spelt most like key, if any is close.
func nearest(key string, shape *catalog.Shape) string {
	if shape == nil {
		return ""
	}
	var names []string
	for _, s := range append([]*catalog.Shape{shape}, shape.Variants...) {
		for _, k := range s.Keys {
			names = append(names, k.Name)
		}
	}
	return spell.Nearest(key, names)
}

// defaults reports members that are absent, or may be, and whose native default is not
// that of Converse.
func (j *judge) defaults() {
	f := j.site.Model.Family
	for _, d := range f.LostDefaults(j.model()) {
		at, absent := j.maybeAbsent(d.Field.Path)
		switch {
		case absent && d.Known && d.Value != nil:
			j.add(RewriteWithNotes, rules.DefaultDiffers, at, "without %s, %s uses %v, a default that Converse does not share; write it out",
				d.Field.Path, f.Name, d.Value)
		case absent && !d.Known:
			j.add(RewriteWithNotes, rules.DefaultDiffers, at, "without %s, each model of %s uses a default of its own, which Converse does not share; set it",
				d.Field.Path, f.Name)
		}
	}
}

// maybeAbsent reports whether some body of the site lacks the member at path. The place
// is that of the member when it is there under a condition, else the call.
func (j *judge) maybeAbsent(path string) (at ast.Node, absent bool) {
	for _, o := range alternatives(j.site.Request.Body) {
		f := fieldAt(o, path)
		switch {
		case f == nil && o.Rest == nil:
			return j.call(), true
		case f != nil && !f.Presence.Always():
			return j.keyPlace(f), true
		}
	}
	return nil, false
}

// fieldAt follows a dotted path of object members.
func fieldAt(o *payload.Object, path string) *payload.Field {
	name, rest, more := strings.Cut(path, ".")
	for _, f := range o.Fields {
		if f.Key != name {
			continue
		}
		if !more {
			return f
		}
		if inner, ok := f.Value.(*payload.Object); ok {
			return fieldAt(inner, rest)
		}
	}
	return nil
}

func detail(note string) string {
	if note == "" {
		return ""
	}
	return ": " + note
}
