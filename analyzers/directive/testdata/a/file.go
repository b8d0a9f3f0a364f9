package a

//bedrocklint:file-ignore BL4001 this file makes embeddings
//lint:file-ignore BL2001 nothing of the kind is here // want `nothing in this file is reported as BL2001; remove the directive`

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

func embedAll(ctx context.Context, c *bedrockruntime.Client, bodies [][]byte) {
	for _, body := range bodies {
		c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(embedder), Body: body})
	}
}
