package p

import (
	"context"
	"encoding/json"
)

type invoker interface {
	InvokeModel(ctx context.Context, in *InvokeModelInput) (*InvokeModelOutput, error)
}

// The call does not change what it is given, so that it can be repeated.
// body: {"inputText": <q string !q is a variable of another function>}
// model: "amazon.titan-text-lite-v1"
// ids: [amazon.titan-text-lite-v1] complete=true
func invokeAgain(ctx context.Context, c invoker, in *InvokeModelInput) (*InvokeModelOutput, error) {
	var last error
	for attempt := 1; attempt <= 3; attempt++ {
		out, err := c.InvokeModel(ctx, in)
		if err == nil {
			return out, nil
		}
		last = err
	}
	return nil, last
}

func askWithRetries(ctx context.Context, c invoker, q string) error {
	body, err := json.Marshal(map[string]any{"inputText": q})
	if err != nil {
		return err
	}
	_, err = invokeAgain(ctx, c, &InvokeModelInput{ModelId: ptr("amazon.titan-text-lite-v1"), Body: body})
	return err
}
