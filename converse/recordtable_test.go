package converse

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/catalog"
)

// share counts how many of all are as they should be.
type share struct{ good, all int }

func (s *share) add(err error) {
	s.all++
	if err == nil {
		s.good++
	}
}

func (s share) String() string {
	if s.all == 0 {
		return "–"
	}
	return fmt.Sprintf("%d of %d", s.good, s.all)
}

// row is what became of the recordings of one family.
type row struct {
	replayed                          share // the stand-in takes and refuses as the service did
	unknown                           int   // members that the catalog does not have
	requests, taken, answers, streams share // native, to Converse and back; taken by the stand-in's Converse
	conversed                         int   // exchanges of Converse's own operations
}

var operations = map[string]string{
	"InvokeModel": "invoke", "InvokeModelWithResponseStream": "invoke-with-response-stream",
	"Converse": "converse", "ConverseStream": "converse-stream", "CountTokens": "count-tokens",
}

// skipped are recordings that say nothing about a family, and why.
func (r recorded) skipped() string {
	switch {
	case strings.Contains(r.Model, ":sagemaker:"):
		return "a marketplace endpoint: its container has a body of its own"
	case strings.HasPrefix(string(r.Request.Body), `"`):
		return "the recorded request is not JSON"
	case operations[r.Operation] == "count-tokens":
		return "CountTokens"
	}
	return ""
}

// Every exchange with the real service is taken and refused by the stand-in as by the
// service; its native requests convert without an unknown member, the stand-in's Converse
// takes them, and they, the answers and the streams come back as they were. Run with -v
// for the table.
func TestRecordings(t *testing.T) {
	const profile = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/otnfa2ysixqd"
	srv := bedrocktest.New(bedrocktest.WithModel(profile, "amazon.titan-embed-text-v2:0"))
	table, left := map[string]*row{}, map[string]int{}
	for _, r := range allRecordings(t) {
		if why := r.skipped(); why != "" {
			left[why]++
			continue
		}
		if r.Model == profile {
			r.Model = "amazon.titan-embed-text-v2:0"
		}
		name := "unknown"
		f, m := r.known(t)
		if f != nil {
			name = f.Name
		}
		if table[name] == nil {
			table[name] = &row{}
		}
		table[name].exchange(t, srv, r, f, m)
	}
	t.Logf("%-20s %12s %8s %12s %12s %12s %12s %9s", "family", "replayed", "unknown", "requests", "taken", "answers", "streams", "Converse")
	for _, name := range slices.Sorted(maps.Keys(table)) {
		w := table[name]
		t.Logf("%-20s %12s %8d %12s %12s %12s %12s %9d", name, w.replayed, w.unknown, w.requests, w.taken, w.answers, w.streams, w.conversed)
	}
	for _, why := range slices.Sorted(maps.Keys(left)) {
		t.Log(left[why], "left out:", why)
	}
}

// known finds the family of an exchange, complete or not; nil for none.
func (r recorded) known(t *testing.T) (*catalog.Family, *catalog.Model) {
	if strings.HasPrefix(r.Operation, "Invoke") {
		if f, m := r.family(t); f != nil {
			return f, m
		}
	}
	m, f, _ := catalog.Default().ModelByID(r.Model)
	return f, m
}

func (w *row) exchange(t *testing.T, srv *bedrocktest.Server, r recorded, f *catalog.Family, m *catalog.Model) {
	srv.Reset()
	call := askWith(srv, r.headers(), r.Model, operations[r.Operation], r.body())
	var err error
	if call.Status != r.Status {
		err = fmt.Errorf("status %d, recorded %d: %s", call.Status, r.Status, call.ErrorMessage)
	}
	w.note(t, r, &w.replayed, err)
	switch {
	case strings.HasPrefix(r.Operation, "Converse"):
		w.conversed++
	case r.Status == 200 && f != nil && f.Served() && f.Complete:
		w.native(t, srv, r, f, m)
	}
}

// native checks what a text family's InvokeModel exchange converts to.
func (w *row) native(t *testing.T, srv *bedrocktest.Server, r recorded, f *catalog.Family, m *catalog.Model) {
	c, err := requestBack(f, m, r.Request.Body)
	w.note(t, r, &w.requests, err)
	if c != nil {
		w.unknown += unknown(c.Stated)
		call := ask(srv, r.Model, "converse", mended(c.JSON()))
		var refusal error
		if call.Seen == nil {
			refusal = fmt.Errorf("the stand-in's Converse refuses it: %s", call.ErrorMessage)
		}
		w.note(t, r, &w.taken, refusal)
	}
	if r.Operation == "InvokeModel" {
		c, err := answerBack(f, m, r.Response.Body)
		w.note(t, r, &w.answers, err)
		if c != nil {
			w.unknown += unknown(c.Stated)
		}
		if r.meta().OutputTokens == 0 {
			t.Errorf("%s: no token counts in the headers", r.name)
		}
		return
	}
	var native []json.RawMessage
	for _, fr := range r.Response.Frames {
		native = append(native, fr.Native)
	}
	w.note(t, r, &w.streams, streamBack(t, f, m, native))
}

// note counts a result and fails the test where it is not good.
func (w *row) note(t *testing.T, r recorded, s *share, err error) {
	t.Helper()
	s.add(err)
	if err != nil {
		t.Errorf("%s %s %s: %v", r.name, r.Operation, r.Model, err)
	}
}

func unknown(stated []Change) int {
	n := 0
	for _, ch := range stated {
		if ch.Verdict == catalog.Unknown {
			n++
		}
	}
	return n
}

// headers are the request's own: a guardrail, a tier, a trace.
func (r recorded) headers() map[string]string {
	out := map[string]string{}
	for k, v := range r.Request.Headers {
		if strings.HasPrefix(strings.ToLower(k), "x-amzn-bedrock") {
			out[k] = strings.TrimSuffix(strings.TrimPrefix(v, "b'"), "'") // how some recordings print it
		}
	}
	return out
}

func (r recorded) body() []byte { return mended(r.Request.Body) }

// cutString is base64 content that the recordings shortened.
var cutString = regexp.MustCompile(`"([A-Za-z0-9+/=]{20,})…[^"]*sha256[^"]*"`)

// mended makes shortened base64 content valid again; its first bytes tell its format.
func mended(body []byte) []byte {
	return cutString.ReplaceAllFunc(body, func(s []byte) []byte {
		data := cutString.FindSubmatch(s)[1]
		b, err := base64.StdEncoding.DecodeString(string(data[:len(data)/4*4]))
		if err != nil {
			return s
		}
		return []byte(`"` + base64.StdEncoding.EncodeToString(b) + `"`)
	})
}
