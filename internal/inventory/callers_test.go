package inventory_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/internal/load"
)

// sender is a package with a function that sends what it is given; SENDER is its name.
const sender = `
-- DIR/sender.go --
package SENDER

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type Client struct{ *bedrockruntime.Client }

func (c *Client) SendSENDER(ctx context.Context, model string, request any) (string, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return "", err
	}
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
	if err != nil {
		return "", err
	}
	var reply struct{ Generation string }
	if err := json.Unmarshal(out.Body, &reply); err != nil {
		return "", err
	}
	return reply.Generation, nil
}
`

const senderCaller = `
-- cmd/app/main.go --
package main

import (
	"context"
	"os"

	"example.com/app/embed"
	"example.com/app/fixed"
	"example.com/app/internal/closed"
	"example.com/app/varied"
)

func main() {
	ctx := context.Background()
	text := os.Args[1]
	embedding := map[string]any{"inputText": text}
	new(embed.Client).Sendembed(ctx, "amazon.titan-embed-text-v2:0", embedding)
	new(closed.Client).Sendclosed(ctx, "amazon.titan-embed-text-v2:0", embedding)
	new(varied.Client).Sendvaried(ctx, "meta.llama3-8b-instruct-v1:0", map[string]any{"prompt": text, "max_gen_len": 64})
	new(fixed.Client).Sendfixed(ctx, "meta.llama3-8b-instruct-v1:0", map[string]any{"prompt": "Hi", "max_gen_len": 64})
}
`

// TestCallers wants the verdict on what other packages make to say what can be done where
// the call is, and what this module sends not to be taken for all that an exported
// function can be given.
func TestCallers(t *testing.T) {
	archive := senderCaller
	for name, dir := range map[string]string{"embed": "embed", "closed": "internal/closed", "varied": "varied", "fixed": "fixed"} {
		archive += strings.NewReplacer("DIR", dir, "SENDER", name).Replace(sender)
	}
	got := map[string]string{}
	for _, s := range audit(t, archive, load.Config{}).Sites {
		got[strings.TrimPrefix(s.Function, "(*Client).Send")] = s.Verdict
	}
	want := map[string]string{
		"embed":  "adapter",            // other modules can send anything
		"closed": "keep",               // nobody else can call it
		"varied": "adapter",            // the prompt is a variable of main
		"fixed":  "rewrite-with-notes", // by hand: others may send another prompt
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}
