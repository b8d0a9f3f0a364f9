package adapter_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/bedrocklint/bedrocklint/adapter"
	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// The option goes where the client is made; the calls stay as they are.
func Example() {
	srv := bedrocktest.New() // stands in for Bedrock
	if err := srv.Listen(""); err != nil {
		log.Fatal(err)
	}
	defer srv.Close()

	client := srv.Client(adapter.New().ClientOption)
	_, err := client.InvokeModel(context.Background(), &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		ContentType: aws.String("application/json"),
		Body:        []byte(`{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}`),
	})
	fmt.Println(err, srv.Calls()[0].Operation)
	// Output: <nil> Converse
}

// A careful move: compare first, then move one family, leave one model alone.
func ExampleNew() {
	a := adapter.New(
		adapter.WithRoute(adapter.Shadow(0.05)),
		adapter.WithFamilyRoute("amazon-nova", adapter.Canary(0.25)),
		adapter.WithModelRoute("anthropic.claude-3-haiku-20240307-v1:0", adapter.Invoke()),
		adapter.WithLogger(slog.Default()),
		adapter.WithComparisons(func(c adapter.Comparison) {
			if !c.Alike() {
				slog.Warn("answers differ", "model", c.ModelID, "differences", c.Differences, "error", c.Err)
			}
		}))
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	fmt.Println(a.Shutdown(ctx)) // drains the shadow calls when the program ends
	// Output: <nil>
}

// A route can come from the environment, so that a move needs no release.
func ExampleParseRoute() {
	os.Setenv("BEDROCK_ROUTE", "canary=0.1")
	defer os.Unsetenv("BEDROCK_ROUTE")
	route, err := adapter.ParseRoute(os.Getenv("BEDROCK_ROUTE"))
	fmt.Println(route, err)
	// Output: canary=0.1 <nil>
}

func ExampleCallRoute() {
	ask := func(ctx context.Context, client *bedrockruntime.Client, in *bedrockruntime.InvokeModelInput) error {
		_, err := client.InvokeModel(ctx, in, adapter.CallRoute(adapter.Invoke())) // not this one
		return err
	}
	_ = ask
}
