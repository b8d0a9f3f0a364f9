package service

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// fake is no client of the SDK: what tests pass says nothing of the program.
type fake map[string]invoker

func (fake) InvokeModel(context.Context, *bedrockruntime.InvokeModelInput, ...func(*bedrockruntime.Options)) (*bedrockruntime.InvokeModelOutput, error) {
	return &bedrockruntime.InvokeModelOutput{}, nil
}

func TestForward(t *testing.T) {
	clients := fake{"a": fake{}}
	if _, err := with("test", clients["a"]).Forward(context.Background(), "m", nil); err != nil {
		t.Fatal(err)
	}
}
