package converse

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/catalog"
)

// wanted is how many requests of a family both calls must take and agree on, and
// wantedStreams how many streams.
const (
	wanted        = 500
	wantedStreams = 100
)

// tally counts what became of a family's generated requests.
type tally struct {
	same, streams   int
	repaired        int            // requests that were refused natively and sent again without the cause
	refused, stated map[string]int // reasons, see [outcome]
	models          map[string]int // requests that were taken, by model
	fields          map[string]int // requests that were taken, by native field
}

func (c *tally) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d same, %d streams, %d repaired, %d refused natively, %d refused by Converse as stated, %d models, %d fields",
		c.same, c.streams, c.repaired, sum(c.refused), sum(c.stated), len(c.models), len(c.fields))
	for _, why := range []map[string]int{c.refused, c.stated} {
		for _, reason := range slices.Sorted(maps.Keys(why)) {
			fmt.Fprintf(&b, "\n%5d × %s", why[reason], reason)
		}
	}
	return b.String()
}

func sum(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

// servedModels are the models of a family that both calls serve and the stand-in knows.
func servedModels(f *catalog.Family) []*catalog.Model {
	srv := bedrocktest.New()
	var out []*catalog.Model
	for _, m := range f.Models {
		if m.Invoke && m.Converse && ask(srv, m.ID, "converse", []byte(`{"messages":[{"role":"user","content":[{"text":"a"}]}]}`)).Seen != nil {
			out = append(out, m)
		}
	}
	return out
}

// compareCalls generates requests as truth describes them until so many were taken that
// both calls are known to agree under the mapping of f, or disagree.
func compareCalls(t testing.TB, truth, f *catalog.Family) *tally {
	c := &tally{refused: map[string]int{}, stated: map[string]int{}, models: map[string]int{}, fields: map[string]int{}}
	srv := bedrocktest.New()
	models := servedModels(truth)
	if len(models) == 0 {
		t.Errorf("%s has no model that the stand-in serves", f.Name)
		return c
	}
	for seed := uint64(0); seed < 4*wanted && !t.Failed(); seed++ {
		if c.same >= wanted && (c.streams >= wantedStreams || f.Framing == catalog.FramingNone) {
			break
		}
		g := &gen{Rand: rand.New(rand.NewPCG(seed, 3)), f: truth, m: models[seed%uint64(len(models))]}
		m := f.Models[slices.Index(truth.Models, g.m)]
		body := g.request()
		got := sameSeen(t, srv, m.ID, f, m, Encode(body))
		for range 5 {
			if got.refused == "" || !repair(body, got.refused) {
				break
			}
			c.repaired++
			got = sameSeen(t, srv, m.ID, f, m, Encode(body))
		}
		switch {
		case got.refused != "":
			c.refused[got.refused]++
		case got.stated != "":
			c.stated[got.stated]++
		case got.same:
			c.same++
			c.models[m.ID]++
			countFields(truth.Request, body, c.fields)
			if c.streams < wantedStreams && sameStream(t, srv, f, m, Encode(body)) {
				c.streams++
			}
		}
	}
	return c
}

// misfit is where a schema's words blame a part of a body that one model of a family has
// and another has not.
var misfit = regexp.MustCompile(`#(/[\w/]*)?: (?:extraneous key \[(\w+)\])?`)

// repair takes the parts out of a body that a refusal names, and reports whether there
// were any.
func repair(body map[string]any, refusal string) bool {
	before := len(Encode(body))
	for _, m := range misfit.FindAllStringSubmatch(refusal, -1) {
		path := strings.Split(strings.TrimPrefix(m[1]+"/"+m[2], "/"), "/")
		if path[len(path)-1] == "" {
			path = path[:len(path)-1]
		}
		if len(path) > 0 {
			remove(body, path)
		}
	}
	return len(Encode(body)) < before
}

// countFields counts the native fields that a body has. What a transform takes as a whole
// counts with everything below it.
func countFields(s *catalog.Shape, v any, fields map[string]int) {
	if s == nil {
		return
	}
	if f := s.Field; f != nil {
		fields[f.Path]++
		if t, _ := catalog.TransformNamed(f.Transform); t.Whole {
			s.Walk(func(n *catalog.Shape) {
				if n.Field != nil {
					fields[n.Field.Path]++
				}
			})
			return
		}
	}
	switch v := v.(type) {
	case map[string]any:
		if s.Discriminator != "" {
			s = s.Variant(text(v[s.Discriminator]))
		}
		for k, e := range v {
			countFields(s.Key(k), e, fields)
		}
	case []any:
		for _, e := range v {
			countFields(s.Elem, e, fields)
		}
	}
}

// What the catalog makes of a native request, the stand-in's model sees as it saw the
// native request, and both answers are one: for at least 500 generated requests of every
// family that the catalog knows, and 100 streams.
func TestStandInSeesTheSame(t *testing.T) {
	for _, f := range complete() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			c := compareCalls(t, f, f)
			t.Log(c)
			if c.same < wanted && !t.Failed() {
				t.Errorf("only %d requests were taken by both calls; %s", c.same, c)
			}
			if c.streams < wantedStreams && f.Framing != catalog.FramingNone && !t.Failed() {
				t.Errorf("only %d streams were compared", c.streams)
			}
			missing(t, f, c)
		})
	}
}

// missing logs the fields with a place on Converse that no request had: kinds of content
// that the conversations do not have, and what no model of the stand-in takes.
func missing(t *testing.T, f *catalog.Family, c *tally) {
	var paths []string
	f.Request.Walk(func(s *catalog.Shape) {
		if s.Field != nil && s.Field.Converse != "" && !s.Field.Alias && !strings.HasPrefix(s.Path, "amazon-bedrock-") && c.fields[s.Field.Path] == 0 {
			paths = append(paths, s.Field.Path)
		}
	})
	t.Log("not tried:", strings.Join(paths, " "))
}
