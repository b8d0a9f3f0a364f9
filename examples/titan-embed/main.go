// Command titan-embed compares sentences by their Titan embeddings.
//
// Embedding models have no Converse call, so this program keeps InvokeModel.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const embedModel = "amazon.titan-embed-text-v2:0"

type embedRequest struct {
	InputText  string `json:"inputText"`
	Dimensions int    `json:"dimensions"`
	Normalize  bool   `json:"normalize"`
}

type embedResponse struct {
	Embedding           []float64 `json:"embedding"`
	InputTextTokenCount int       `json:"inputTextTokenCount"`
}

type embedder struct {
	client *bedrockruntime.Client
	dims   int
}

func (e embedder) embed(ctx context.Context, text string) ([]float64, error) {
	body, err := json.Marshal(embedRequest{InputText: text, Dimensions: e.dims, Normalize: true})
	if err != nil {
		return nil, err
	}
	out, err := e.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(embedModel),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return nil, fmt.Errorf("embed %q: %w", text, err)
	}
	var resp embedResponse
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return nil, fmt.Errorf("decode embedding: %w", err)
	}
	return resp.Embedding, nil
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "titan-embed:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	e := embedder{client: bedrockruntime.NewFromConfig(cfg), dims: 256}

	query, err := e.embed(ctx, "a boat that carries cars")
	if err != nil {
		return err
	}
	for _, text := range []string{"ferry", "lighthouse", "omelette"} {
		v, err := e.embed(ctx, text)
		if err != nil {
			return err
		}
		fmt.Printf("%-12s %+.3f\n", text, cosine(query, v))
	}
	return nil
}

// cosine returns the cosine of the angle between a and b, 0 if one is empty.
func cosine(a, b []float64) float64 {
	var dot, na, nb float64
	for i := range min(len(a), len(b)) {
		dot += a[i] * b[i]
		na += a[i] * a[i]
		nb += b[i] * b[i]
	}
	if na == 0 || nb == 0 {
		return 0
	}
	return dot / math.Sqrt(na*nb)
}
