package adapter_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/adapter"
	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// invoke is what every caller writes.
func invoke(c *bedrockruntime.Client, s sample, optFns ...func(*bedrockruntime.Options)) (*bedrockruntime.InvokeModelOutput, error) {
	return c.InvokeModel(context.Background(), &bedrockruntime.InvokeModelInput{ModelId: aws.String(s.model), Body: []byte(s.body), ContentType: aws.String("application/json")}, optFns...)
}

// stream reads a whole stream: its chunks, and how it ended.
func stream(c *bedrockruntime.Client, s sample, optFns ...func(*bedrockruntime.Options)) (chunks []string, contentType string, err error) {
	out, err := c.InvokeModelWithResponseStream(context.Background(), &bedrockruntime.InvokeModelWithResponseStreamInput{ModelId: aws.String(s.model), Body: []byte(s.body), ContentType: aws.String("application/json")}, optFns...)
	if err != nil {
		return nil, "", err
	}
	events := out.GetStream()
	defer events.Close()
	for ev := range events.Events() {
		chunk, ok := ev.(*types.ResponseStreamMemberChunk)
		if !ok {
			continue
		}
		chunks = append(chunks, string(chunk.Value.Bytes))
	}
	return chunks, aws.ToString(out.ContentType), events.Err()
}

// With every family, the SDK's client gives the answer that the stand-in gives to
// InvokeModel, but for the normalisations that the package's documentation lists.
func TestParity(t *testing.T) {
	srv := bedrocktest.Start(t)
	plain := srv.Client()
	adapted := srv.Client(adapter.New(adapter.WithRoute(adapter.Converse())).ClientOption)
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			srv.Reset()
			want, err := invoke(plain, s)
			if err != nil {
				t.Fatal(err)
			}
			got, err := invoke(adapted, s)
			if err != nil {
				t.Fatal(err)
			}
			if calls := srv.Calls(); calls[1].Operation != "Converse" {
				t.Fatalf("the adapted call travelled as %s", calls[1].Operation)
			}
			if diff := cmp.Diff(normal(t, string(want.Body)), normal(t, string(got.Body))); diff != "" {
				t.Errorf("%s\nwant %s\ngot  %s", diff, want.Body, got.Body)
			}
			if aws.ToString(got.ContentType) != "application/json" {
				t.Errorf("content type %q", aws.ToString(got.ContentType))
			}
			wantCounts(t, rawHeader(t, want.ResultMetadata), rawHeader(t, got.ResultMetadata))
		})
	}
}

func TestStreamParity(t *testing.T) {
	srv := bedrocktest.Start(t)
	plain := srv.Client()
	adapted := srv.Client(adapter.New(adapter.WithRoute(adapter.Converse())).ClientOption)
	for _, s := range samples {
		if s.noStream {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			srv.Reset()
			want, _, err := stream(plain, s)
			if err != nil {
				t.Fatal(err)
			}
			got, contentType, err := stream(adapted, s)
			if err != nil {
				t.Fatal(err)
			}
			if calls := srv.Calls(); calls[1].Operation != "ConverseStream" {
				t.Fatalf("the adapted call travelled as %s", calls[1].Operation)
			}
			if contentType != "application/json" {
				t.Errorf("content type %q", contentType)
			}
			if diff := cmp.Diff(heard(t, want), heard(t, got)); diff != "" {
				t.Errorf("%s\nwant %s\ngot  %s", diff, strings.Join(want, "\n     "), strings.Join(got, "\n     "))
			}
		})
	}
}

// rawHeader is the header of the answer as code that reads it gets it.
func rawHeader(t *testing.T, md middleware.Metadata) http.Header {
	t.Helper()
	resp, ok := awsmiddleware.GetRawResponse(md).(*smithyhttp.Response)
	if !ok {
		t.Fatal("no raw response")
	}
	return resp.Header
}

func wantCounts(t *testing.T, want, got http.Header) {
	t.Helper()
	for _, name := range []string{"Input-Token-Count", "Output-Token-Count", "Invocation-Latency"} {
		name = "X-Amzn-Bedrock-" + name
		if want.Get(name) != got.Get(name) {
			t.Errorf("%s is %q, want %q", name, got.Get(name), want.Get(name))
		}
	}
}
