package fakes

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// fake answers with a body of its own.
type fake struct {
	body  string
	calls int
}

func (f *fake) InvokeModel(_ context.Context, _ *bedrockruntime.InvokeModelInput, _ ...func(*bedrockruntime.Options)) (*bedrockruntime.InvokeModelOutput, error) {
	f.calls++
	return &bedrockruntime.InvokeModelOutput{Body: []byte(f.body)}, nil
}

func TestAsk(t *testing.T) {
	client := &fake{body: `{"generation": "Blue.", "prompt_token_count": 9, "generation_token_count": 2, "stop_reason": "stop"}`}
	got, err := ask(context.Background(), client, "Which colour?")
	if err != nil || got != "Blue." || client.calls != 1 {
		t.Errorf("got %q, %v after %d calls", got, err, client.calls)
	}
	client.body = `{"generation": "Bl", "stop_reason": "length"}`
	if _, err := ask(context.Background(), client, "Which colour?"); err == nil {
		t.Error("an answer that is cut off is not noticed")
	}
}
