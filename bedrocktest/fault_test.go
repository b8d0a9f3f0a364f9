package bedrocktest_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

func converse(client *bedrockruntime.Client) error {
	_, err := client.Converse(context.Background(), &bedrockruntime.ConverseInput{ModelId: aws.String(titanID), Messages: user("hi")})
	return err
}

// heard is what a stream delivered.
type heard struct {
	events []string
	err    error // of the call or of the stream
}

func converseStream(client *bedrockruntime.Client) heard {
	out, err := client.ConverseStream(context.Background(), &bedrockruntime.ConverseStreamInput{ModelId: aws.String(sonnet), Messages: user("hi")})
	if err != nil {
		return heard{err: err}
	}
	stream := out.GetStream()
	defer stream.Close()
	var h heard
	for e := range stream.Events() {
		h.events = append(h.events, eventName(e))
	}
	h.err = stream.Err()
	return h
}

func eventName(e types.ConverseStreamOutput) string {
	switch e.(type) {
	case *types.ConverseStreamOutputMemberMessageStart:
		return "messageStart"
	case *types.ConverseStreamOutputMemberContentBlockDelta:
		return "contentBlockDelta"
	case *types.ConverseStreamOutputMemberContentBlockStop:
		return "contentBlockStop"
	case *types.ConverseStreamOutputMemberMessageStop:
		return "messageStop"
	case *types.ConverseStreamOutputMemberMetadata:
		return "metadata"
	case *types.UnknownUnionMember:
		return "unknown"
	}
	return "other"
}

// TestEveryException: each modelled exception arrives as the SDK's own type
// and is retried as the SDK retries it.
func TestEveryException(t *testing.T) {
	retried := map[string]int{"ThrottlingException": 3, "InternalServerException": 3, "ServiceUnavailableException": 3}
	for _, name := range []string{
		"AccessDeniedException", "InternalServerException", "ModelErrorException", "ModelNotReadyException",
		"ModelStreamErrorException", "ModelTimeoutException", "ResourceNotFoundException",
		"ServiceQuotaExceededException", "ServiceUnavailableException", "ThrottlingException", "ValidationException",
	} {
		t.Run(name, func(t *testing.T) {
			srv := bedrocktest.Start(t, bedrocktest.WithFaults(bedrocktest.Fault{Kind: bedrocktest.FaultError, Exception: name}))
			err := converse(srv.Client())
			var api smithy.APIError
			if !errors.As(err, &api) || api.ErrorCode() != name || api.ErrorMessage() == "" {
				t.Fatalf("got %v", err)
			}
			if want := max(retried[name], 1); len(srv.Calls()) != want {
				t.Errorf("%d attempts, want %d", len(srv.Calls()), want)
			}
			if c := srv.Calls()[0]; c.ErrorType != name || c.Seen != nil {
				t.Errorf("recorded %q, seen %v", c.ErrorType, c.Seen)
			}
		})
	}
}

func TestThrottle(t *testing.T) {
	srv := bedrocktest.Start(t, bedrocktest.WithFaults(bedrocktest.Throttle(2)))
	if err := converse(srv.Client()); err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, c := range srv.Calls() {
		got = append(got, c.Status)
	}
	if diff := cmp.Diff([]int{429, 429, 200}, got); diff != "" {
		t.Error(diff)
	}
	srv.Reset()
	if n := len(srv.Calls()); n != 0 {
		t.Errorf("%d calls after Reset", n)
	}
}

// TestBrokenStreams: how each damage looks to a program.
func TestBrokenStreams(t *testing.T) {
	tests := []struct {
		fault   string
		closing bool   // messageStop arrives
		err     string // part of the stream's error; "" for none
		unknown bool
	}{
		{fault: "end-early"},
		// The SDK takes a stream that breaks off for one that ends.
		{fault: "cut-frame,frame=3"},
		{fault: "truncate,frame=3"},
		{fault: "bad-crc,frame=2", err: "checksum mismatch"},
		{fault: "malformed,frame=2", err: "deserialize event"},
		{fault: "unknown-event,frame=2", closing: true, unknown: true},
		{fault: "slow=1ms", closing: true},
		{fault: "stream-exception=throttlingException,frame=3", err: "ThrottlingException"},
		{fault: "stream-exception=ValidationException", err: "ValidationException"},
		{fault: "stream-exception=ModelStreamErrorException,frame=1,message=broken", err: "broken"},
		{fault: "stream-error,frame=1,message=gone", err: "gone"},
	}
	for _, test := range tests {
		t.Run(test.fault, func(t *testing.T) {
			f, err := bedrocktest.ParseFault(test.fault)
			if err != nil {
				t.Fatal(err)
			}
			srv := bedrocktest.Start(t, bedrocktest.WithFaults(f))
			h := converseStream(srv.Client())
			events := strings.Join(h.events, " ")
			if strings.Contains(events, "messageStop") != test.closing {
				t.Errorf("events %s", events)
			}
			if strings.Contains(events, "unknown") != test.unknown {
				t.Errorf("events %s", events)
			}
			if test.err == "" && h.err != nil || test.err != "" && (h.err == nil || !strings.Contains(h.err.Error(), test.err)) {
				t.Errorf("error %v, want %q", h.err, test.err)
			}
			if n := len(srv.Calls()); n != 1 {
				t.Errorf("%d calls; a stream is not retried", n)
			}
		})
	}
}

// TestDroppedConnections: before headers the SDK tries again, within a body it
// does not.
func TestDroppedConnections(t *testing.T) {
	for fault, attempts := range map[bedrocktest.FaultKind]int{bedrocktest.FaultReset: 3, bedrocktest.FaultTruncate: 1} {
		t.Run(string(fault), func(t *testing.T) {
			srv := bedrocktest.Start(t, bedrocktest.WithFaults(bedrocktest.Fault{Kind: fault}))
			if err := converse(srv.Client()); err == nil || !errors.Is(err, io.ErrUnexpectedEOF) && !strings.Contains(err.Error(), "EOF") {
				t.Errorf("got %v", err)
			}
			if n := len(srv.Calls()); n != attempts {
				t.Errorf("%d attempts, want %d", n, attempts)
			}
		})
	}
}

func TestDelay(t *testing.T) {
	srv := bedrocktest.Start(t, bedrocktest.WithFaults(bedrocktest.Fault{Kind: bedrocktest.FaultDelay, Delay: time.Hour}))
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	_, err := srv.Client().Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String(titanID), Messages: user("hi")})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestFloats(t *testing.T) {
	srv := bedrocktest.Start(t, bedrocktest.WithFaults(bedrocktest.Fault{Kind: bedrocktest.FaultFloats}))
	_, body := post(t, srv, titanID, "invoke", `{"inputText":"Say this is a test"}`)
	if !strings.HasPrefix(body, `{"inputTextTokenCount":5.0,`) {
		t.Error(body)
	}
}

func TestGuardrailFault(t *testing.T) {
	guarded := converseBody(`"guardrailConfig":{"guardrailIdentifier":"g1","guardrailVersion":"1","trace":"enabled"}`)
	srv := bedrocktest.Start(t)
	_, quiet := post(t, srv, titanID, "converse", guarded)
	srv.Inject(bedrocktest.Fault{Kind: bedrocktest.FaultGuardrail})
	_, blocked := post(t, srv, titanID, "converse", guarded)
	if strings.Contains(quiet, "guardrail_intervened") || !strings.Contains(blocked, `"stopReason":"guardrail_intervened"`) {
		t.Errorf("without the fault %s\nwith it %s", quiet, blocked)
	}
	if !strings.Contains(quiet, `"outputAssessments":{"g1":[{`) {
		t.Errorf("no trace in %s", quiet)
	}
}

func TestParseFault(t *testing.T) {
	got, err := bedrocktest.ParseFault("stream-exception=throttlingException,frame=3,skip=1,times=2,operation=ConverseStream,model=m,message=slow down")
	if err != nil {
		t.Fatal(err)
	}
	want := bedrocktest.Fault{
		Kind: bedrocktest.FaultStreamException, Exception: "ThrottlingException", Frame: 3, Skip: 1, Times: 2,
		Operation: "ConverseStream", Model: "m", Message: "slow down",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for text, want := range map[string]string{
		"":                     `no kind ""`,
		"explode":              `no kind "explode"; have bad-crc, `,
		"error":                "name the exception",
		"error=NoSuch":         `no exception "NoSuch"; have AccessDeniedException, `,
		"delay=fast":           "invalid duration",
		"cut-frame=2":          "takes no argument",
		"cut-frame,frame=-1":   "not a whole number",
		"cut-frame,colour=red": "no such option",
	} {
		if _, err := bedrocktest.ParseFault(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestCloseLeavesNothing: after Close no goroutine of the server runs, stuck
// and half-read streams included.
func TestCloseLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	srv := bedrocktest.New(bedrocktest.WithFaults(bedrocktest.Fault{Kind: bedrocktest.FaultSlow, Delay: time.Hour}))
	if err := srv.Listen(""); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	out, err := srv.Client().ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{ModelId: aws.String(sonnet), Messages: user("hi")})
	if err != nil {
		t.Fatal(err)
	}
	<-out.GetStream().Events()
	if err := srv.Close(); err != nil {
		t.Fatal(err)
	}
	out.GetStream().Close()
	cancel()
	deadline := time.Now().Add(3 * time.Second)
	for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		buf := make([]byte, 1<<16)
		t.Errorf("%d goroutines, %d before:\n%s", n, before, buf[:runtime.Stack(buf, true)])
	}
}
