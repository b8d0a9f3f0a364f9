// Package received reads streams event by event, by receiving from the channel.
package received

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

const model = "anthropic.claude-3-haiku-20240307-v1:0"

type content struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type message struct {
	Role    string    `json:"role"`
	Content []content `json:"content"`
}

type request struct {
	Version   string    `json:"anthropic_version"`
	Messages  []message `json:"messages"`
	MaxTokens int       `json:"max_tokens"`
}

type chunk struct {
	Type  string `json:"type"`
	Delta struct {
		Text       string `json:"text"`
		StopReason string `json:"stop_reason"`
	} `json:"delta"`
}

// chat receives in a loop without end, and asks whether there was an event.
func chat(client *bedrockruntime.Client, maxTokens int) {
	reader := bufio.NewReader(os.Stdin)
	var messages []message
	for {
		prompt, _ := reader.ReadString('\n')
		if prompt == "quit\n" {
			os.Exit(0)
		}
		said := message{Role: "user", Content: []content{{Type: "text", Text: prompt}}}
		messages = append(messages, said)
		body := request{
			Version:   "bedrock-2023-05-31",
			Messages:  messages,
			MaxTokens: maxTokens,
		}
		bodyString, err := json.Marshal(body)
		if err != nil {
			log.Fatalf("unable to marshal body: %v", err)
		}
		resp, err := client.InvokeModelWithResponseStream(context.TODO(), &bedrockruntime.InvokeModelWithResponseStreamInput{
			ModelId:     aws.String(model),
			ContentType: aws.String("application/json"),
			Body:        bodyString,
		})
		if err != nil {
			log.Fatalf("error from Bedrock, %v", err)
		}
		var out chunk
		chunks := ""
		stream := resp.GetStream().Reader
		events := stream.Events()
		for {
			event := <-events
			if event != nil {
				if v, ok := event.(*types.ResponseStreamMemberChunk); ok {
					err := json.Unmarshal([]byte(v.Value.Bytes), &out)
					if err != nil {
						log.Printf("unable to decode response:, %v", err)
						continue
					}
					// only the text
					if out.Type == "content_block_delta" {
						fmt.Printf("%v", out.Delta.Text)
						chunks = chunks + out.Delta.Text
					}
				} else if v, ok := event.(*types.UnknownUnionMember); ok {
					// something new
					fmt.Print(v.Value)
				}
			} else {
				break
			}
		}
		stream.Close()
		messages = append(messages, message{Role: "assistant", Content: []content{{Type: "text", Text: chunks}}})
	}
}
