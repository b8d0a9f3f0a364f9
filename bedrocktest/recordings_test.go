package bedrocktest_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// exchange is one line of a recordings file: a request to the real service and
// what came back.
type exchange struct {
	Source, Operation, Model string
	Request                  struct {
		Headers map[string]string
		Body    json.RawMessage
	}
	Status   int
	Response struct {
		Headers map[string]string
		Body    json.RawMessage
		Frames  []recordedFrame
	}
}

type recordedFrame struct {
	Headers map[string]string
	Payload json.RawMessage
	Native  json.RawMessage
}

// TestRecordings replays exchanges with the real service, from the directory
// in BEDROCK_RECORDINGS. What the service accepted must be accepted, what it
// refused must be refused in its words, and answers must have the same shape.
func TestRecordings(t *testing.T) {
	dir := os.Getenv("BEDROCK_RECORDINGS")
	if dir == "" {
		t.Skip("BEDROCK_RECORDINGS is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings in %s (%v)", dir, err)
	}
	// An application inference profile does not name its model; the recorded body and
	// vector are those of Titan's second text embedding.
	srv := bedrocktest.Start(t, bedrocktest.WithModel("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/otnfa2ysixqd", "amazon.titan-embed-text-v2:0"))
	played, skipped := 0, map[string]int{}
	for _, file := range files {
		for line, ex := range readExchanges(t, file) {
			t.Run(fmt.Sprintf("%s:%d", filepath.Base(file), line+1), func(t *testing.T) {
				if reason := replay(t, srv, ex); reason != "" {
					skipped[reason]++
				} else {
					played++
				}
			})
		}
	}
	names := make([]string, 0, len(skipped))
	total := 0
	for name, n := range skipped {
		names = append(names, fmt.Sprintf("%s %d", name, n))
		total += n
	}
	sort.Strings(names)
	t.Logf("%d recordings replayed, %d not: %s", played, total, strings.Join(names, ", "))
}

func readExchanges(t *testing.T, file string) []exchange {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []exchange
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 16<<20)
	for sc.Scan() {
		var ex exchange
		if err := json.Unmarshal(sc.Bytes(), &ex); err != nil {
			t.Fatalf("%s:%d: %v", file, len(out)+1, err)
		}
		out = append(out, ex)
	}
	return out
}

// replay sends one request and compares the answer. It returns why it does not, which
// is the model's name when the stand-in does not serve it.
func replay(t *testing.T, srv *bedrocktest.Server, ex exchange) (why string) {
	t.Helper()
	if strings.HasPrefix(ex.Operation, "Converse") && bytes.HasPrefix(ex.Request.Body, []byte(`"`)) {
		// An SDK sends JSON: whoever edited this exchange by hand left a brace out.
		return "(request mangled)"
	}
	if strings.Contains(ex.Model, ":sagemaker:") {
		return "(marketplace endpoint: its container has a body of its own)"
	}
	res, body := send(t, srv, ex)
	if res.StatusCode == 400 && (bytes.Contains(body, []byte("does not serve the model family")) || bytes.Contains(body, []byte("cannot tell which model"))) {
		return ex.Model
	}
	if res.StatusCode != ex.Status {
		t.Fatalf("%s %s: status %d, recorded %d\nanswer  %.300s\nrequest %.600s", ex.Operation, ex.Model, res.StatusCode, ex.Status, body, ex.Request.Body)
	}
	c := &shapes{t: t}
	c.headers(ex.Response.Headers, res.Header)
	calls := srv.Calls()
	call := calls[len(calls)-1]
	switch {
	case ex.Status != 200:
		compareError(t, ex, res, body)
	case ex.Response.Frames != nil:
		c.stream(ex.Response.Frames, call.Frames)
	case len(call.Frames) == 0 && !bytes.Equal(ex.Response.Body, []byte("null")):
		c.compare("", decode(t, ex.Response.Body), decode(t, body))
	}
	return ""
}

func compareError(t *testing.T, ex exchange, res *http.Response, body []byte) {
	t.Helper()
	var want, got struct{ Message string }
	if json.Unmarshal(ex.Response.Body, &want) != nil || json.Unmarshal(body, &got) != nil || want != got {
		t.Errorf("%s %s: message\n     got %q\nrecorded %q", ex.Operation, ex.Model, got.Message, want.Message)
	}
	if kind := ex.Response.Headers["x-amzn-errortype"]; kind != "" && kind != res.Header.Get("X-Amzn-ErrorType") {
		t.Errorf("error type %q, recorded %q", res.Header.Get("X-Amzn-ErrorType"), kind)
	}
}

var paths = map[string]string{
	"InvokeModel": "invoke", "InvokeModelWithResponseStream": "invoke-with-response-stream",
	"Converse": "converse", "ConverseStream": "converse-stream", "CountTokens": "count-tokens",
}

func send(t *testing.T, srv *bedrocktest.Server, ex exchange) (*http.Response, []byte) {
	t.Helper()
	body := []byte(mended(ex.Request.Body))
	var text string
	if bytes.Equal(body, []byte("null")) {
		body = nil
	} else if json.Unmarshal(body, &text) == nil {
		body = []byte(text)
	}
	target := srv.URL() + "/model/" + url.PathEscape(ex.Model) + "/" + paths[ex.Operation]
	req, err := http.NewRequest("POST", strings.ReplaceAll(target, ":O/", "%3AO/"), bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range ex.Request.Headers {
		if k != "content-length" {
			req.Header.Set(k, pythonBytes.ReplaceAllString(v, "$1"))
		}
	}
	sign(req)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, out
}

// sign gives a request a well-formed signature.
func sign(req *http.Request) {
	req.Header.Set("X-Amz-Date", "20261124T000000Z")
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261124/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=0123abcd")
}

// pythonBytes is how some recordings print a header value.
var pythonBytes = regexp.MustCompile(`^b'(.*)'$`)

// cutString is content that the recordings shortened.
var cutString = regexp.MustCompile(`"([A-Za-z0-9+/=]{20,})…[^"]*sha256[^"]*"`)

// mended makes shortened base64 content valid again. Its first bytes, which
// tell a picture's format, are there.
func mended(body json.RawMessage) string {
	return cutString.ReplaceAllStringFunc(string(body), func(s string) string {
		data := cutString.FindStringSubmatch(s)[1]
		b, err := base64.StdEncoding.DecodeString(data[:len(data)/4*4])
		if err != nil {
			return s
		}
		return `"` + base64.StdEncoding.EncodeToString(b) + `"`
	})
}

func decode(t *testing.T, data []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v in %.200s", err, data)
	}
	return v
}
