package edit

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// An Edit replaces the bytes [Start, End) by New.
type Edit struct {
	Start, End int
	New        string
}

// A Buffer collects edits to one text. The zero Buffer is of no use; see NewBuffer.
type Buffer struct {
	src   []byte
	eol   string
	edits []Edit
	lines []span // to be removed together with the lines that they leave empty
	owner func() string
	owned map[Edit]string // by whom edits are wanted
}

// span is the range of bytes [start, end).
type span struct{ start, end int }

// NewBuffer returns a Buffer without edits. It does not change src.
func NewBuffer(src []byte) *Buffer {
	return &Buffer{src: src, eol: lineEnding(src)}
}

// lineEnding is "\r\n" when the first line of src ends so, else "\n".
func lineEnding(src []byte) string {
	i := bytes.IndexByte(src, '\n')
	if i > 0 && src[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// Source returns the text before any edit.
func (b *Buffer) Source() []byte { return b.src }

// Changed reports whether the buffer holds any edit.
func (b *Buffer) Changed() bool { return len(b.edits)+len(b.lines) > 0 }

// OwnedBy lets owner say, whenever an edit is made, who wants it: a rule and a place. Errors
// about edits that contradict each other name the owners.
func (b *Buffer) OwnedBy(owner func() string) { b.owner, b.owned = owner, map[Edit]string{} }

// add takes in an edit.
func (b *Buffer) add(e Edit) {
	if b.owner != nil {
		b.owned[e] = b.owner()
	}
	b.edits = append(b.edits, e)
}

// Replace puts text in the place of [start, end). Newlines in text become the file's own.
func (b *Buffer) Replace(start, end int, text string) {
	if b.eol != "\n" {
		text = strings.ReplaceAll(text, "\n", b.eol)
	}
	b.add(Edit{start, end, text})
}

// Insert puts text before offset. Texts inserted at one offset keep their order.
func (b *Buffer) Insert(offset int, text string) { b.Replace(offset, offset, text) }

// Delete removes exactly [start, end).
func (b *Buffer) Delete(start, end int) { b.add(Edit{start, end, ""}) }

// DeleteLines removes [start, end) and, where nothing else stands there, the lines
// that it stood on and a blank line that has lost its purpose.
func (b *Buffer) DeleteLines(start, end int) { b.lines = append(b.lines, span{start, end}) }

// Edits returns all edits in order, disjoint, those of DeleteLines worked out.
// It fails when two edits contradict each other.
func (b *Buffer) Edits() ([]Edit, error) {
	all := slices.Clone(b.edits)
	for _, s := range b.wholeLines() {
		all = append(all, Edit{s.start, s.end, ""})
	}
	merged, err := Merge(all)
	var overlap *OverlapError
	if errors.As(err, &overlap) {
		overlap.Sides = [2]Side{b.side(overlap.First), b.side(overlap.Second)}
	}
	return merged, err
}

// side says where an edit is, and who wants it.
func (b *Buffer) side(e Edit) Side {
	line := func(offset int) int { return 1 + bytes.Count(b.src[:min(offset, len(b.src))], []byte("\n")) }
	return Side{Owner: b.owned[e], First: line(e.Start), Last: line(max(e.Start, e.End-1))}
}

// Bytes returns the text with all edits applied.
func (b *Buffer) Bytes() ([]byte, error) {
	edits, err := b.Edits()
	if err != nil {
		return nil, err
	}
	return Apply(b.src, edits)
}

// An OverlapError says that two edits want to change the same bytes.
type OverlapError struct {
	First, Second Edit
	Sides         [2]Side // of both, where the text is known; else they are zero
}

// A Side is where an edit is in its text, and who wants it.
type Side struct {
	Owner       string // as OwnedBy had it; may be empty
	First, Last int    // lines, from 1
}

func (s Side) String() string {
	lines := fmt.Sprintf("line %d", s.First)
	if s.Last > s.First {
		lines = fmt.Sprintf("lines %d to %d", s.First, s.Last)
	}
	if s.Owner == "" {
		return lines
	}
	return lines + " (" + s.Owner + ")"
}

func (e *OverlapError) Error() string {
	if e.Sides[0].First == 0 {
		return fmt.Sprintf("edit of bytes %d to %d overlaps edit of bytes %d to %d",
			e.First.Start, e.First.End, e.Second.Start, e.Second.End)
	}
	return fmt.Sprintf("the edit of %v overlaps the edit of %v", e.Sides[0], e.Sides[1])
}

// Merge sorts edits, keeps one of two that are equal, and joins removals that touch or
// overlap. An insertion at the very edge of a removal stands beside it. Anything else
// that overlaps is an *OverlapError.
func Merge(edits []Edit) ([]Edit, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(x, y Edit) int {
		if x.Start != y.Start {
			return x.Start - y.Start
		}
		// Insertions come before what removes the text that follows.
		return min(x.End-x.Start, 1) - min(y.End-y.Start, 1)
	})
	var out []Edit
	for _, e := range sorted {
		joined, err := join(out, e)
		if err != nil {
			return nil, err
		}
		out = joined
	}
	return out, nil
}

// join appends e to done, which is merged and starts no later than e.
func join(done []Edit, e Edit) ([]Edit, error) {
	if len(done) == 0 {
		return append(done, e), nil
	}
	last := &done[len(done)-1]
	switch {
	case *last == e && e.Start != e.End:
		return done, nil
	case last.New == "" && e.New == "" && e.Start <= last.End:
		last.End = max(last.End, e.End)
		return done, nil
	case e.Start < last.End:
		return nil, &OverlapError{First: *last, Second: e}
	}
	return append(done, e), nil
}

// Apply returns src with edits, which must be as Merge returns them, carried out.
func Apply(src []byte, edits []Edit) ([]byte, error) {
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		if e.Start < at || e.End < e.Start || e.End > len(src) {
			return nil, fmt.Errorf("edit of bytes %d to %d does not fit a text of %d bytes", e.Start, e.End, len(src))
		}
		out.Write(src[at:e.Start])
		out.WriteString(e.New)
		at = e.End
	}
	out.Write(src[at:])
	return out.Bytes(), nil
}
