package verify

import (
	"cmp"
	"slices"
)

// A Pair is one call of the program before, and the call that stands for it after.
// One of the two is nil when the call went missing or is new.
type Pair struct {
	Before, After *Call
}

// costLimit bounds the pairings that are weighed against each other. Beyond it, which
// takes hundreds of calls that differ, calls are paired in order.
const costLimit = 250_000

// pairCalls finds for each call before the call after that means the same. Order alone
// would not do: one missing call would shift all others, and concurrent programs have
// none. So first calls with the same content are paired, repeated ones in order; what
// is left over differs somehow, and is paired by how much is in common. Calls with
// nothing in common stay alone. Pairs come in the order of the calls before; those that
// are new stand after the calls that they followed.
func pairCalls(before, after []*Call) []Pair {
	partner := make([]int, len(before)) // index into after, -1 for none
	taken := make([]bool, len(after))
	pairSame(before, after, partner, taken)
	pairAlike(before, after, partner, taken)
	return ordered(before, after, partner, taken)
}

// pairSame pairs calls with equal content: the k-th with the k-th.
func pairSame(before, after []*Call, partner []int, taken []bool) {
	waiting := map[string][]int{}
	for j, c := range after {
		key := fingerprint(c)
		waiting[key] = append(waiting[key], j)
	}
	for i, c := range before {
		partner[i] = -1
		key := fingerprint(c)
		if q := waiting[key]; len(q) > 0 {
			partner[i], taken[q[0]] = q[0], true
			waiting[key] = q[1:]
		}
	}
}

// fingerprint is equal for calls that ask the same of the same model.
func fingerprint(c *Call) string {
	return compact([]any{c.ModelID, c.Streaming(), c.request()})
}

// pairAlike pairs the rest, the most similar first and near ones before far ones.
func pairAlike(before, after []*Call, partner []int, taken []bool) {
	left, right := unpaired(partner, taken)
	if len(left)*len(right) > costLimit {
		for k := range min(len(left), len(right)) {
			partner[left[k]], taken[right[k]] = right[k], true
		}
		return
	}
	for _, c := range candidates(before, after, left, right) {
		if partner[c.i] < 0 && !taken[c.j] {
			partner[c.i], taken[c.j] = c.j, true
		}
	}
}

func unpaired(partner []int, taken []bool) (left, right []int) {
	for i, j := range partner {
		if j < 0 {
			left = append(left, i)
		}
	}
	for j, t := range taken {
		if !t {
			right = append(right, j)
		}
	}
	return left, right
}

// candidate is a possible pair. Distance counts the leaves that only one side has, as a
// share of all leaves.
type candidate struct {
	i, j     int
	distance float64
	shift    int // how far apart the calls stand among those left over
}

func candidates(before, after []*Call, left, right []int) []candidate {
	leaves := make([]map[string]int, len(right))
	for k, j := range right {
		leaves[k] = leafSet(after[j])
	}
	var all []candidate
	for n, i := range left {
		mine := leafSet(before[i])
		for k, j := range right {
			if d := distance(mine, leaves[k]); d < 1 {
				all = append(all, candidate{i, j, d, max(n-k, k-n)})
			}
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.shift, b.shift), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	return all
}

// leafSet counts the leaves of a call's request, its model and kind among them.
func leafSet(c *Call) map[string]int {
	set := map[string]int{"model " + c.ModelID: 1}
	if c.Streaming() {
		set["stream"] = 1
	}
	addLeaves(set, "", c.request())
	return set
}

func addLeaves(set map[string]int, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			addLeaves(set, path+"."+k, e)
		}
	case []any:
		// Without the index: a turn more or less must not make all later ones strange.
		for _, e := range v {
			addLeaves(set, path+"[]", e)
		}
	default:
		set[path+"="+compact(v)]++
	}
}

func distance(a, b map[string]int) float64 {
	common, all := 0, 0
	for k, n := range a {
		common += min(n, b[k])
		all += max(n, b[k])
	}
	for k, n := range b {
		if a[k] == 0 {
			all += n
		}
	}
	return 1 - float64(common)/float64(all)
}

// ordered lays the pairs out by the calls before, each new call right after the
// neighbour that it followed.
func ordered(before, after []*Call, partner []int, taken []bool) []Pair {
	position := make([]float64, len(after))
	for i, j := range partner {
		if j >= 0 {
			position[j] = float64(i)
		}
	}
	type placed struct {
		Pair
		at float64
	}
	var all []placed
	for i, j := range partner {
		p := placed{Pair{Before: before[i]}, float64(i)}
		if j >= 0 {
			p.After = after[j]
		}
		all = append(all, p)
	}
	at := -1.0
	for j, c := range after {
		if taken[j] {
			at = position[j]
			continue
		}
		all = append(all, placed{Pair{After: c}, at + 0.5})
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
	pairs := make([]Pair, len(all))
	for k, p := range all {
		pairs[k] = p.Pair
	}
	return pairs
}
