// Package service keeps its client behind an interface, in a struct, and hands it through
// constructors.
package service

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type invoker interface {
	InvokeModel(context.Context, *bedrockruntime.InvokeModelInput, ...func(*bedrockruntime.Options)) (*bedrockruntime.InvokeModelOutput, error)
}

// Service forwards bodies.
type Service struct {
	name    string
	runtime invoker
}

// New makes a Service.
func New(cfg aws.Config) *Service { return with("gateway", client(cfg)) }

func with(name string, c invoker) *Service {
	return &Service{name, c}
}

func client(cfg aws.Config) (c *bedrockruntime.Client) {
	c = bedrockruntime.NewFromConfig(cfg, func(o *bedrockruntime.Options) {
		o.RetryMaxAttempts = 5
	})
	return
}

// Forward sends a body as it came.
func (s *Service) Forward(ctx context.Context, model string, body []byte) ([]byte, error) {
	out, err := s.runtime.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: body})
	if err != nil {
		return nil, err
	}
	return out.Body, nil
}
