// Command gateway puts Bedrock behind a plain HTTP endpoint of one's own:
//
//	POST /models/{id}
//
// forwards the body to the model as it is and returns the model's answer as it
// is. It listens on GATEWAY_ADDR; without that variable it sends itself one
// request and exits.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/smithy-go"
)

// maxBody is the largest request body accepted, in bytes.
const maxBody = 4 << 20

type gateway struct {
	client *bedrockruntime.Client
}

// invoke calls a model with a body that the gateway does not look into.
func (g *gateway) invoke(ctx context.Context, modelID string, body []byte) ([]byte, error) {
	out, err := g.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(modelID),
		ContentType: aws.String("application/json"),
		Accept:      aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return nil, err
	}
	return out.Body, nil
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	answer, err := g.invoke(r.Context(), r.PathValue("id"), body)
	if err != nil {
		http.Error(w, err.Error(), status(err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(answer)
}

// status maps Bedrock's errors to those of HTTP.
func status(err error) int {
	var api smithy.APIError
	switch {
	case !errors.As(err, &api):
		return http.StatusBadGateway
	case api.ErrorCode() == "ThrottlingException":
		return http.StatusTooManyRequests
	case api.ErrorFault() == smithy.FaultClient:
		return http.StatusBadRequest
	}
	return http.StatusBadGateway
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("gateway: ")

	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /models/{id}", &gateway{client: bedrockruntime.NewFromConfig(cfg)})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}

	if addr := os.Getenv("GATEWAY_ADDR"); addr != "" {
		server.Addr = addr
		log.Fatal(server.ListenAndServe())
	}

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go server.Serve(l)
	defer server.Close()
	if err := try("http://" + l.Addr().String()); err != nil {
		log.Fatal(err)
	}
}

// sample is a request as a client of the gateway would send it.
const sample = `{
	"anthropic_version": "bedrock-2023-05-31",
	"max_tokens": 100,
	"messages": [{"role": "user", "content": "Say hello."}]
}`

// try sends the sample to the gateway at base and prints the answer.
func try(base string) error {
	url := base + "/models/anthropic.claude-3-haiku-20240307-v1:0"
	resp, err := http.Post(url, "application/json", strings.NewReader(sample))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s: %s", resp.Status, answer)
	}
	fmt.Printf("%s\n", answer)
	return nil
}
