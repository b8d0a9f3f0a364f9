package chunks

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

type llamaChunk struct {
	Generation string  `json:"generation"`
	StopReason *string `json:"stop_reason"`
	In         int     `json:"prompt_token_count"`
	Out        int     `json:"generation_token_count"`
}

func parseLlama(raw []byte) (llamaChunk, error) {
	var c llamaChunk
	err := json.Unmarshal(raw, &c)
	return c, err
}

// llama gives decoded chunks to a function.
func llama(ctx context.Context, client *bedrockruntime.Client, prompt string, handle func(llamaChunk)) error {
	body, err := json.Marshal(map[string]any{
		"prompt":      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n" + prompt + "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
		"max_gen_len": 64,
		"temperature": 0.5,
		"top_p":       0.9,
	})
	if err != nil {
		return err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("meta.llama3-1-8b-instruct-v1:0"),
		Body:    body,
	})
	if err != nil {
		return err
	}
	for event := range out.GetStream().Events() {
		switch event := event.(type) {
		case *types.ResponseStreamMemberChunk:
			c, err := parseLlama(event.Value.Bytes)
			if err != nil {
				return err
			}
			handle(c)
		}
	}
	return out.GetStream().Err()
}
