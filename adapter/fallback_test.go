package adapter_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/adapter"
	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

func refuse(operation string) bedrocktest.Fault {
	return bedrocktest.Fault{Kind: bedrocktest.FaultError, Exception: "ValidationException", Operation: operation}
}

func TestFallback(t *testing.T) {
	srv := bedrocktest.Start(t)
	srv.Inject(refuse("Converse"))
	var l logs
	client := srv.Client(adapter.New(adapter.WithLogger(l.logger())).ClientOption)
	s := sampleOf(t, "claude")
	var bodies []string
	for range 2 {
		out, err := invoke(client, s)
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, string(out.Body))
	}
	want, err := invoke(srv.Client(), s)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{string(want.Body), string(want.Body)}, bodies); diff != "" {
		t.Error(diff)
	}
	// The second call goes to InvokeModel at once, another model's does not.
	if got := operations(srv); got != "Converse InvokeModel InvokeModel InvokeModel" {
		t.Error(got)
	}
	if _, err := invoke(client, sampleOf(t, "nova")); err != nil {
		t.Error(err)
	}
	if got := operations(srv); !strings.HasSuffix(got, "Converse InvokeModel") {
		t.Error(got)
	}
	if n := strings.Count(l.String(), "Converse refused the request"); n != 2 {
		t.Errorf("%d refusals in the log: %s", n, l.String())
	}
}

func TestFallbackForgets(t *testing.T) {
	for expiry, want := range map[time.Duration]string{
		0:               "Converse InvokeModel Converse InvokeModel",
		time.Nanosecond: "Converse InvokeModel Converse InvokeModel",
		time.Hour:       "Converse InvokeModel InvokeModel",
	} {
		srv := bedrocktest.Start(t)
		srv.Inject(refuse("Converse"))
		client := srv.Client(adapter.New(adapter.WithFallbackExpiry(expiry)).ClientOption)
		for range 2 {
			if _, err := invoke(client, sampleOf(t, "claude")); err != nil {
				t.Fatal(err)
			}
		}
		if got := operations(srv); got != want {
			t.Errorf("%v: %s", expiry, got)
		}
	}
}

// What both refuse is the caller's mistake: InvokeModel's error is seen, and the model
// is not held to refuse.
func TestFallbackRefusedTwice(t *testing.T) {
	srv := bedrocktest.Start(t)
	srv.Inject(refuse(""))
	client := srv.Client(adapter.New().ClientOption)
	for range 2 {
		_, err := invoke(client, sampleOf(t, "claude"))
		var invalid *types.ValidationException
		if !errors.As(err, &invalid) {
			t.Errorf("%v", err)
		}
	}
	if got := operations(srv); got != "Converse InvokeModel Converse InvokeModel" {
		t.Error(got)
	}
}

// What is no refusal is not sent again.
func TestNoFallback(t *testing.T) {
	for _, exception := range []string{"AccessDeniedException", "ThrottlingException", "ModelTimeoutException"} {
		srv := bedrocktest.Start(t)
		srv.Inject(bedrocktest.Fault{Kind: bedrocktest.FaultError, Exception: exception})
		if _, err := invoke(srv.Client(adapter.New().ClientOption), sampleOf(t, "claude")); err == nil {
			t.Error("want an error")
		}
		if got := operations(srv); strings.Contains(got, "InvokeModel") {
			t.Errorf("%s: %s", exception, got)
		}
	}
}

func TestFallbackOfStreams(t *testing.T) {
	inBand := bedrocktest.Fault{Kind: bedrocktest.FaultStreamException, Exception: "ValidationException", Operation: "ConverseStream"}
	for name, fault := range map[string]bedrocktest.Fault{"refused": refuse("ConverseStream"), "refused in the first message": inBand} {
		t.Run(name, func(t *testing.T) {
			srv := bedrocktest.Start(t)
			srv.Inject(fault)
			s := sampleOf(t, "claude")
			client := srv.Client(adapter.New().ClientOption)
			got, _, err := stream(client, s)
			if err != nil {
				t.Fatal(err)
			}
			want, _, err := stream(srv.Client(), s)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if got := operations(srv); got != "ConverseStream InvokeModelWithResponseStream InvokeModelWithResponseStream" {
				t.Error(got)
			}
		})
	}
}

// Once a byte was delivered there is no way back: the caller sees the exception.
func TestStreamExceptionLater(t *testing.T) {
	srv := bedrocktest.Start(t)
	srv.Inject(bedrocktest.Fault{Kind: bedrocktest.FaultStreamException, Exception: "ValidationException", Frame: 2, Operation: "ConverseStream"})
	chunks, _, err := stream(srv.Client(adapter.New().ClientOption), sampleOf(t, "claude"))
	var invalid *types.ValidationException
	if !errors.As(err, &invalid) || len(chunks) == 0 {
		t.Errorf("%d chunks, %v", len(chunks), err)
	}
	if got := operations(srv); got != "ConverseStream" {
		t.Error(got)
	}
}
