package verify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

// An Endpoint is where recorded calls are sent: the stand-in, a gateway or the service.
// The bodies are recorded bytes and go out as they are, so no client stands between.
type Endpoint struct {
	URL    string // "https://bedrock-runtime.us-east-1.amazonaws.com"
	Client *http.Client
	// Sign adds the credentials to a request with the given body.
	Sign func(ctx context.Context, req *http.Request, body []byte) error
	// Pause is how long to wait before a busy service is asked again, doubled each time.
	Pause time.Duration
}

// suffix is the last part of each operation's path.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html
var suffix = map[string]string{
	"InvokeModel":                   "invoke",
	"InvokeModelWithResponseStream": "invoke-with-response-stream",
	"Converse":                      "converse",
	"ConverseStream":                "converse-stream",
}

// response is an answer as it came.
type response struct {
	status int
	header http.Header
	body   []byte
}

// post makes one call. Answers of any status are results; an error means that there was
// no answer.
func (e Endpoint) post(ctx context.Context, operation, modelID string, header http.Header, body []byte) (*response, error) {
	target := e.URL + "/model/" + url.PathEscape(modelID) + "/" + suffix[operation]
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%s: %w; check -endpoint", e.URL, err)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("Content-Type", "application/json")
	if err := e.Sign(ctx, req, body); err != nil {
		return nil, fmt.Errorf("signing the request: %w; check the credentials", err)
	}
	resp, err := e.Client.Do(req)
	if err != nil {
		return nil, e.unreachable(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: reading the answer: %w", target, err)
	}
	return &response{resp.StatusCode, resp.Header, data}, nil
}

// unreachable says what to do about an endpoint that does not answer.
func (e Endpoint) unreachable(err error) error {
	var dns *net.DNSError
	if errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &dns) {
		return fmt.Errorf("%s: not reachable: %w; is it running? bedrockmigrate serve starts a stand-in and prints its address", e.URL, err)
	}
	return fmt.Errorf("%s: %w", e.URL, err)
}
