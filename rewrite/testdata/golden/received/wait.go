package received

import (
	"context"
	"encoding/json"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// wait selects between the stream and the end of the context.
func wait(ctx context.Context, client *bedrockruntime.Client, question string, w io.Writer) (string, error) {
	body, err := json.Marshal(request{
		Version:   "bedrock-2023-05-31",
		Messages:  []message{{Role: "user", Content: []content{{Type: "text", Text: question}}}},
		MaxTokens: 300,
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String(model),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	stream := out.GetStream()
	defer stream.Close()

	stop := ""
loop:
	for {
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case event, ok := <-stream.Events():
			if !ok {
				// the stream is over
				break loop
			}
			switch e := event.(type) {
			case *types.ResponseStreamMemberChunk:
				var c chunk
				if err := json.Unmarshal(e.Value.Bytes, &c); err != nil {
					return "", err
				}
				switch c.Type {
				case "content_block_delta":
					if _, err := io.WriteString(w, c.Delta.Text); err != nil {
						return "", err
					}
				case "message_delta":
					stop = c.Delta.StopReason
				}
			}
		}
	}
	return stop, stream.Err()
}

// drain stops at the end of the channel, and leaves the loop by its label.
func drain(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(request{
		Version:   "bedrock-2023-05-31",
		Messages:  []message{{Role: "user", Content: []content{{Type: "text", Text: question}}}},
		MaxTokens: 300,
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{ModelId: aws.String(model), Body: body})
	if err != nil {
		return "", err
	}
	events := out.GetStream().Events()
	answer := ""
read:
	for {
		ev, ok := <-events
		if !ok {
			break
		}
		part, isChunk := ev.(*types.ResponseStreamMemberChunk)
		if !isChunk {
			continue
		}
		var c chunk
		if err := json.Unmarshal(part.Value.Bytes, &c); err != nil {
			return "", err
		}
		if c.Type == "content_block_delta" {
			answer += c.Delta.Text
			if len(answer) > 4000 {
				break read
			}
		}
	}
	return answer, out.GetStream().Err()
}
