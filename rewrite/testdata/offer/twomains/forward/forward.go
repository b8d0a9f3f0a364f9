// Package forward is called from two programs.
package forward

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// Forward sends a body as it came.
func Forward(ctx context.Context, client *bedrockruntime.Client, model string, body []byte) ([]byte, error) {
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: body})
	if err != nil {
		return nil, err
	}
	return out.Body, nil
}
