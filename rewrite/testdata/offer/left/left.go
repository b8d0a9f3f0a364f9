// Package left has clients that come from where nobody can see.
package left

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// Param is called from other modules.
func Param(ctx context.Context, client *bedrockruntime.Client, in []byte, model string) (any, error) {
	return client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: in}) // want "parameter client of .*Param, which is called from elsewhere"
}

var clients = map[string]*bedrockruntime.Client{}

// Keyed takes one of many.
func Keyed(ctx context.Context, in []byte, model string) (any, error) {
	clients[model] = bedrockruntime.NewFromConfig(aws.Config{})
	c := clients[model]
	return c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: in}) // want "kept in a map or list"
}

// Holder is filled by others.
type Holder struct{ Client *bedrockruntime.Client }

// Ask uses a field that nothing sets.
func (h Holder) Ask(ctx context.Context, in []byte, model string) (any, error) {
	return h.Client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: in}) // want "in Client, which nothing in the packages that were read sets"
}

func options() []func(*bedrockruntime.Options) { return nil }

// Called makes options by a call.
func Called(ctx context.Context, in []byte, model string) (any, error) {
	c := bedrockruntime.NewFromConfig(aws.Config{}, options()...)
	return c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: in}) // want "options that a call returns"
}

// Generated gets its client from a generated file.
func Generated(ctx context.Context, in []byte, model string) (any, error) {
	return generated().InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: in}) // want "made in a generated file"
}
