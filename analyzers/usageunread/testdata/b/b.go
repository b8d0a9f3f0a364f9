// Package b counts what it uses.
package b

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

func converse(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseInput) (n int32) {
	out, err := c.Converse(ctx, in)
	if err == nil && out.Usage != nil {
		n = aws.ToInt32(out.Usage.TotalTokens)
	}
	return n
}
