package bedrocktest

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// Server is the stand-in. It is an http.Handler, and listens by itself after
// Listen or Start. All methods are safe for concurrent use.
type Server struct {
	seed    uint64
	padding bool
	inBand  bool // of WithErrorsInStream
	aliases map[string]string
	choices choices
	models  *directory
	reduce  func(Seen, string) Seen // of WithAnswerFrom; nil for none

	mu     sync.Mutex
	calls  []*Call
	seq    int
	faults []*armedFault

	listener net.Listener
	http     *http.Server
	served   chan struct{}  // closed when the accept loop has ended
	done     chan struct{}  // closed by Close; ends delays
	handlers sync.WaitGroup // running requests
	closing  sync.Once
}

// New makes a stand-in that does not listen yet; use it as an http.Handler or
// call Listen.
func New(opts ...Option) *Server {
	s := &Server{seed: 1, padding: true, aliases: map[string]string{}, done: make(chan struct{})}
	for _, o := range opts {
		o(s)
	}
	s.models = newDirectory(s.aliases, s.choices)
	return s
}

// Start makes a stand-in that listens on a free loopback port until the test
// ends. It fails the test when AWS_BEARER_TOKEN_BEDROCK is set, for then the
// SDKs refuse to speak to a plain-HTTP endpoint at all.
func Start(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	if os.Getenv("AWS_BEARER_TOKEN_BEDROCK") != "" {
		tb.Fatal("bedrocktest: AWS_BEARER_TOKEN_BEDROCK is set, and AWS SDKs send no bearer token to a plain-HTTP endpoint; unset it, or use tb.Setenv to empty it")
	}
	s := New(opts...)
	if err := s.Listen(""); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("bedrocktest: close: %v", err)
		}
	})
	return s
}

// Listen serves HTTP/1.1 and unencrypted HTTP/2 on one address; the empty
// address is a free loopback port. It returns once connections are accepted.
func (s *Server) Listen(addr string) error {
	if s.listener != nil {
		return errors.New("bedrocktest: the server already listens on " + s.URL())
	}
	if addr == "" || addr == ":0" {
		addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	s.listener = l
	s.served = make(chan struct{})
	s.http = &http.Server{Handler: s, Protocols: &protocols, ReadHeaderTimeout: time.Minute}
	go func() {
		defer close(s.served)
		_ = s.http.Serve(l) // ends with ErrServerClosed
	}()
	return nil
}

// closeTimeout is how long Close lets running answers finish.
const closeTimeout = 2 * time.Second

// Close stops listening, ends delayed and stuck requests, and waits until none
// runs any more.
func (s *Server) Close() error {
	var err error
	s.closing.Do(func() {
		close(s.done)
		if s.http == nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		if err = s.http.Shutdown(ctx); errors.Is(err, context.DeadlineExceeded) {
			err = s.http.Close()
		}
		<-s.served
		s.handlers.Wait()
	})
	return err
}

// URL is the endpoint to give to an SDK, or "" before Listen.
func (s *Server) URL() string {
	if s.listener == nil {
		return ""
	}
	host, port, err := net.SplitHostPort(s.listener.Addr().String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return "http://" + net.JoinHostPort("127.0.0.1", port)
	}
	return "http://" + s.listener.Addr().String()
}

// Env is the environment, as KEY=VALUE, in which AWS SDKs of any language send
// Bedrock Runtime calls to this server and read no configuration of the
// machine. The variables that Unset names must be absent besides; a command is
// best run with [Server.Environ], which sees to both.
func (s *Server) Env() []string {
	return []string{
		"AWS_ENDPOINT_URL_BEDROCK_RUNTIME=" + s.URL(),
		"AWS_REGION=us-east-1",
		"AWS_DEFAULT_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=AKIDSTANDIN",
		"AWS_SECRET_ACCESS_KEY=standin",
		"AWS_SESSION_TOKEN=",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false",
		"AWS_USE_FIPS_ENDPOINT=false",
		"AWS_USE_DUALSTACK_ENDPOINT=false",
		"NO_PROXY=127.0.0.1,localhost",
		"no_proxy=127.0.0.1,localhost",
	}
}

// Unset names the variables that must not be set, not even to nothing. With an
// empty bearer token boto3 and the JavaScript SDK still choose bearer
// authorization, which they refuse over plain HTTP; an empty profile name is a
// profile that does not exist.
func (s *Server) Unset() []string {
	return []string{"AWS_BEARER_TOKEN_BEDROCK", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_AUTH_SCHEME_PREFERENCE"}
}

// Environ is base without any AWS variables of its own, and with Env.
func (s *Server) Environ(base []string) []string {
	var out []string
	for _, kv := range base {
		if !strings.HasPrefix(kv, "AWS_") && !strings.HasPrefix(strings.ToUpper(kv), "NO_PROXY=") {
			out = append(out, kv)
		}
	}
	return append(out, s.Env()...)
}

// Client is a client of this server. It signs with dummy credentials and does
// not wait between retries.
func (s *Server) Client(optFns ...func(*bedrockruntime.Options)) *bedrockruntime.Client {
	return bedrockruntime.New(bedrockruntime.Options{
		Region:               "us-east-1",
		BaseEndpoint:         aws.String(s.URL()),
		Credentials:          credentials.NewStaticCredentialsProvider("AKIDSTANDIN", "standin", ""),
		AuthSchemePreference: []string{"sigv4"},
		Retryer:              quickRetryer(),
	}, optFns...)
}

// Calls returns what has arrived so far, in order of arrival. A call still
// being read has only its place and path.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Call, len(s.calls))
	for i, c := range s.calls {
		out[i] = *c
	}
	return out
}

// Reset forgets all calls and faults.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls, s.seq, s.faults = nil, 0, nil
}

// arrive books a call's place in order of arrival.
func (s *Server) arrive(operation, modelID string, header http.Header) *Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq++
	c := &Call{Seq: s.seq, Operation: operation, ModelID: modelID, Header: header}
	s.calls = append(s.calls, c)
	return &Call{Seq: c.Seq, Operation: operation, ModelID: modelID, Header: header}
}

// record publishes a finished call. It happens before the last byte is sent,
// so that a client that has its answer finds the call.
func (s *Server) record(c *Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.calls) - 1; i >= 0; i-- { // the newest are the likeliest
		if s.calls[i].Seq == c.Seq {
			s.calls[i] = c
			return
		}
	}
}
