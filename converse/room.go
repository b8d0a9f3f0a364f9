package converse

import (
	"encoding/json"
	"slices"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// Room is memory for conversions: the objects and lists of decoded JSON, and what is on
// the way between the two forms. Code that converts one body after another, as the run-time
// adapter does on every call, gives each the room of the one before: a conversion then
// allocates the texts of the body and little else. The results are those of the functions
// of the same names.
//
// What a conversion gives is good until [Room.Reset]; bytes of [Converted.JSON] and texts
// of [Change] stay good. The zero Room is ready. It is not safe for concurrent use.
type Room struct {
	maps  []map[string]any
	taken int // of maps

	lists map[int][]*boxed // by length
	given []*boxed
	boxes int // that are free or given

	nodes []*[nodesTogether]node
	made  int // nodes in use

	items []any // elements of the lists that are being made, the inner ones last

	walk walk
	back back

	arrays   map[arrayOf][]string
	defaults map[defaultsOf][]catalog.LostDefault
}

// nodesTogether is how many nodes are made at once.
const nodesTogether = 16

// Rooms keep no more than this many of each kind: what one long conversation needed is
// not held for ever.
const mostKept = 1 << 10

// boxed is a list with the interface value that holds it, which so need not be made anew.
type boxed struct {
	list []any
	box  any
}

// arrayOf and defaultsOf are what a room remembers of the catalog.
type (
	arrayOf struct {
		elem  *catalog.Shape
		depth int
	}
	defaultsOf struct {
		f *catalog.Family
		m *catalog.Model
	}
)

// Reset takes back what the conversions so far have given.
func (r *Room) Reset() {
	r.resetMaps()
	r.resetLists()
	r.resetNodes()
	r.resetItems()
	r.walk.reset()
	r.back.reset()
}

// fewMembers is how many members a map has without growing; clearing more costs more than
// a new map.
const fewMembers = 8

func (r *Room) resetMaps() {
	kept := r.maps[:0]
	for _, m := range r.maps[:r.taken] {
		if len(m) <= fewMembers && len(kept) < mostKept {
			clear(m)
			kept = append(kept, m)
		}
	}
	for _, m := range r.maps[r.taken:] {
		if len(kept) < mostKept {
			kept = append(kept, m)
		}
	}
	clear(r.maps[len(kept):])
	if cap(r.maps) > 2*mostKept {
		kept = slices.Clone(kept)
	}
	r.maps, r.taken = kept, 0
}

func (r *Room) resetLists() {
	if len(r.given) > mostKept || r.boxes > 4*mostKept {
		r.lists, r.given, r.boxes = nil, nil, 0
		return
	}
	for _, l := range r.given {
		clear(l.list)
		r.lists[len(l.list)] = append(r.lists[len(l.list)], l)
	}
	r.given = r.given[:0]
}

func (r *Room) resetItems() {
	if cap(r.items) > mostKept {
		r.items = nil
	}
	clear(r.items[:cap(r.items)])
}

func (r *Room) resetNodes() {
	if r.made > mostKept {
		r.nodes = nil
	}
	for i := range min(r.made, len(r.nodes)*nodesTogether) {
		r.nodes[i/nodesTogether][i%nodesTogether].empty()
	}
	r.made = 0
}

// object returns an empty object.
func (r *Room) object() map[string]any {
	if r.taken == len(r.maps) {
		r.maps = append(r.maps, map[string]any{})
	}
	r.taken++
	return r.maps[r.taken-1]
}

// longList is the length from which lists are not kept: each would be of its own length.
const longList = 64

// list returns a list of the elements, as a decoded JSON value.
func (r *Room) list(elems []any) any {
	n := len(elems)
	if n == 0 || n > longList {
		return append(make([]any, 0, n), elems...)
	}
	if r.lists == nil {
		r.lists = map[int][]*boxed{}
	}
	var l *boxed
	if free := r.lists[n]; len(free) > 0 {
		l, r.lists[n] = free[len(free)-1], free[:len(free)-1]
	} else {
		l = &boxed{list: make([]any, n)}
		l.box = l.list
		r.boxes++
	}
	copy(l.list, elems)
	r.given = append(r.given, l)
	return l.box
}

// listFrom returns a list of the items from begin, and takes them away.
func (r *Room) listFrom(begin int) any {
	out := r.list(r.items[begin:])
	r.items = r.items[:begin]
	return out
}

// node returns an empty node.
func (r *Room) node() *node {
	if r.made == len(r.nodes)*nodesTogether {
		r.nodes = append(r.nodes, new([nodesTogether]node))
	}
	n := &r.nodes[r.made/nodesTogether][r.made%nodesTogether]
	n.room = r
	r.made++
	return n
}

// lostDefaults is [catalog.Family.LostDefaults], looked for once.
func (r *Room) lostDefaults(f *catalog.Family, m *catalog.Model) []catalog.LostDefault {
	key := defaultsOf{f, m}
	got, ok := r.defaults[key]
	if !ok {
		if r.defaults == nil {
			r.defaults = map[defaultsOf][]catalog.LostDefault{}
		}
		got = f.LostDefaults(m)
		r.defaults[key] = got
	}
	return got
}

// word is a text as a decoded value; those that most bodies have are made once.
func word(s string) any {
	switch s {
	case "":
		return ""
	case "user":
		return "user"
	case "assistant":
		return "assistant"
	case "system":
		return "system"
	case "text":
		return "text"
	case "message":
		return "message"
	case "object":
		return "object"
	case "string":
		return "string"
	case "end_turn":
		return "end_turn"
	case "stop":
		return "stop"
	}
	return s
}

// numeral is the same for numbers.
func numeral(s string) any {
	switch s {
	case "0":
		return json.Number("0")
	case "1":
		return json.Number("1")
	}
	return json.Number(s)
}
