package payload

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"strings"
	"testing"
)

var (
	seed     = flag.Uint64("seed", 1, "`seed` of the programs that TestGenerated makes")
	programs = flag.Int("programs", 1000, "`number` of programs that TestGenerated makes")
	keep     = flag.String("keep", "", "`folder` in which TestGenerated leaves what it made")
	real     = flag.Bool("real", false, "use the JSON libraries themselves, which are downloaded, and not what stands in for them")
	withV2   = flag.Bool("v2", false, "encode every second body by encoding/json/v2, with GOEXPERIMENT=jsonv2")
)

// maxUnknown is the share of programs of which something may be unknown. It is what is
// reached, and a little more: a higher one means that the engine understands less.
const maxUnknown = 0.41

// TestGenerated is the check of soundness: it makes some programs, runs them, and
// compares what they really sent with what the engine predicted from their source. A
// prediction may say "unknown", but nothing wrong. That holds for an engine with too
// small a budget as well, which has to give up somewhere in the middle.
func TestGenerated(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs a program")
	}
	gen := generate(*seed, *programs)
	prog, pkg := gen.check(t)
	out := gen.run(t)
	t.Run("whole", func(t *testing.T) {
		predicted := predictions(pkg, New(prog), func() int { return maxSteps })
		wantKnown(t, predicted)
		bodies, exact, loose := gen.compare(t, out, predicted)
		if bodies < len(predicted)*3 || exact < 2*loose/3 {
			t.Errorf("too little was checked: %d bodies, %d exact, %d loose", bodies, exact, loose)
		}
	})
	t.Run("starved", func(t *testing.T) {
		r := rand.New(rand.NewPCG(*seed, 0))
		gen.compare(t, out, predictions(pkg, New(prog), func() int { return 1 + r.IntN(1+r.IntN(4000)) }))
	})
}

// predictions are what the functions of a package send, by name, says an engine that has
// some steps for each.
func predictions(pkg *Package, e *Engine, budget func() int) map[string]Value {
	out := make(map[string]Value)
	for _, f := range pkg.Files {
		for _, call := range invocations(f) {
			name := strings.Trim(exprText(call.Args[0]), `"`)
			e.budget = budget()
			out[name] = e.Request(pkg, call, call.Args[1]).Body
		}
	}
	return out
}

// wantKnown limits the share of functions of which something is unknown.
func wantKnown(t *testing.T, predicted map[string]Value) {
	t.Helper()
	unknown := 0
	for _, v := range predicted {
		if hasUnknown(v) {
			unknown++
		}
	}
	share := float64(unknown) / float64(len(predicted))
	t.Logf("something is unknown of %d of %d programs (%.1f %%)", unknown, len(predicted), 100*share)
	if share > maxUnknown {
		t.Errorf("something is unknown of %.1f %% of the programs; it was at most %.1f %%", 100*share, 100*maxUnknown)
	}
}

// hasUnknown reports whether anything in v is not known.
func hasUnknown(v Value) bool {
	found := false
	Walk(v, func(v Value) {
		switch v := v.(type) {
		case *Unknown:
			found = true
		case *Object:
			found = found || v.Rest != nil
		case *Array:
			found = found || v.Rest != nil
		}
	})
	return found
}

// compare compares every body that was sent with its prediction. It counts the bodies,
// and the leaves and conditions that were checked exactly and loosely.
func (p *generatedProgram) compare(t *testing.T, out []byte, predicted map[string]Value) (bodies, exact, loose int) {
	t.Helper()
	var env map[string]any
	failed := make(map[string]bool)
	scan := bufio.NewScanner(bytes.NewReader(out))
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		line := scan.Text()
		if rest, ok := strings.CutPrefix(line, "ENV "); ok {
			env = nil
			if err := json.Unmarshal([]byte(rest), &env); err != nil {
				t.Fatal(err)
			}
			continue
		}
		rest, ok := strings.CutPrefix(line, "BODY ")
		if !ok {
			continue
		}
		name, text, _ := strings.Cut(rest, " ")
		var body any
		if err := json.Unmarshal([]byte(text), &body); err != nil {
			continue // text templates can come out as no JSON at all
		}
		bodies++
		m := &matcher{env: env}
		if reason := m.match(predicted[name], body); reason != "" && !failed[name] {
			failed[name] = true
			if len(failed) <= 8 {
				t.Errorf("%s: %s\nsent %s\nwith %v\npredicted %s\n%s", name, reason, text, env, Format(predicted[name]), p.sources[name])
			}
		}
		exact += m.exact
		loose += m.loose
	}
	t.Logf("%d bodies of %d functions; %d leaves and conditions checked exactly, %d loosely; %d wrong", bodies, len(predicted), exact, loose, len(failed))
	return bodies, exact, loose
}
