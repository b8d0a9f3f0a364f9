// Package payload reads what a Go expression will marshal to, without running it:
// symbolic JSON, in which every value keeps the expression it was written as, the
// conditions under which it is sent, and whether that expression still gives the same
// value at the call. In the other direction it lists what code reads of a decoded
// response.
//
// # How requests are read
//
// An [Engine] is a small abstract interpreter over the typed syntax tree. It runs the
// function around a call forward from its start, in program order, over abstract Go
// values (goval.go) in a memory of numbered cells (state.go), until the call is
// reached; what the input argument leads to in that state is then taken apart. SSA
// would have been less work, but has lost what the rewriter needs: the source
// expression, its condition, its place.
//
//   - Branches are evaluated apart and merged cell by cell under their condition
//     (merge.go): map keys and slice elements become conditional, other values
//     alternatives. A branch that leaves the function needs no merging, which is why
//     "if err != nil { return }" costs nothing.
//   - Loops are evaluated until the state at their head is one that an iteration leads
//     back to (loop.go), those that a goto makes among them (goto.go). What only grows, by append or by writing to a builder, is what
//     it was plus what one iteration adds; whatever else changes is unknown.
//   - Functions with syntax are entered with their arguments bound, up to a bounded
//     depth; their returns are merged like branches, those that fail apart from the
//     others (returns.go). Calls of function values and through interfaces are followed
//     into everything that they can reach (dispatch.go). Library functions are rows of
//     one table (models.go). Anything else may have written whatever its arguments lead
//     to.
//   - Memory behind parameters and other opaque references gets a cell when it is first
//     touched, so that writes through pointers are seen by later reads.
//   - Encoding follows encoding/json (encode.go, fields.go), or encoding/json/v2
//     (jsonv2.go); text that is meant to be JSON is parsed with holes in it (holes.go).
//   - At the end every leaf is compared with the state at the call (stable.go): cells
//     carry the abstract time of their last write.
//
// What is not understood becomes an [Unknown] with reason and position, never a guess;
// Format prints any value on a line.
//
// # What it assumes
//
// Code that was not given a reference to some memory does not change it, unless it is
// part of the program and not followed. What is encoded can be encoded: the error of an
// encoder is nil. The implementations of an interface that only the program can name are
// those that it has, test doubles apart. A buffer out of a sync.Pool is empty. A body that
// is encoded from a pointer is encoded from a pointer that is not nil. A generic
// func[T any](T) *T without syntax returns a pointer to its argument.
//
// # What it costs
//
// The state is copied at every branch, so a request costs time proportional to
// branches × cells: milliseconds for the functions that people write. A step budget for
// the request and all callers that are evaluated for it bounds the rest; beyond it the
// request is unknown.
package payload
