package p

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/spf13/viper"
	"github.com/urfave/cli/v2"
)

var modelFlag = flag.String("model", "amazon.nova-lite-v1:0", "the model")

// body: ?(no body is set)
// model: <modelFlag *string>
// ids: [amazon.nova-lite-v1:0] complete=false
func byFlag(ctx context.Context, c *Client) {
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: modelFlag})
}

var modelVar string

func init() {
	flag.StringVar(&modelVar, "other-model", "amazon.nova-pro-v1:0", "the model")
	viper.SetDefault("bedrock.model", "meta.llama3-8b-instruct-v1:0")
}

// body: ?(no body is set)
// model: ?(the address of a value that is not followed: package-level variable)
// ids: [amazon.nova-pro-v1:0] complete=false
func byFlagVar(ctx context.Context, c *Client) {
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: &modelVar})
}

type settings struct {
	Model string `env:"MODEL" envDefault:"mistral.mistral-7b-instruct-v0:2"`
	Other string
}

// body: ?(no body is set)
// model: <s.Model string>
// ids: [mistral.mistral-7b-instruct-v0:2] complete=false
func byTag(ctx context.Context, c *Client, s settings) {
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: ptr(s.Model)})
}

func bindFlags(s *settings) {
	flag.CommandLine.StringVar(&s.Other, "o", "ai21.jamba-1-5-mini-v1:0", "")
}

// body: ?(no body is set)
// model: <s.Other string>
// ids: [ai21.jamba-1-5-mini-v1:0] complete=false
func byFlagField(ctx context.Context, c *Client, s *settings) {
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: &s.Other})
}

// body: ?(no body is set)
// model: <viper.GetString("bedrock.model") string !calls GetString>
// ids: [meta.llama3-8b-instruct-v1:0] complete=false
func bySetting(ctx context.Context, c *Client) {
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: ptr(viper.GetString("bedrock.model"))})
}

var flags = []*cli.StringFlag{{Name: "bedrock-model", Value: "cohere.command-r-v1:0"}}

// body: ?(no body is set)
// model: <cc.String("bedrock-model") string !calls String>
// ids: [cohere.command-r-v1:0] complete=false
func byCommandLine(ctx context.Context, c *Client, cc *cli.Context) {
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: ptr(cc.String("bedrock-model"))})
}

// body: ?(no body is set)
// model: str("arn:aws:bedrock:" + <region string> + ":" + <account string> + ":inference-profile/us.amazon.nova-lite-v1:0")
// ids: [arn:aws:bedrock:*:*:inference-profile/us.amazon.nova-lite-v1:0] complete=true
func byARN(ctx context.Context, c *Client, region, account string) {
	arn := fmt.Sprintf("arn:aws:bedrock:%s:%s:inference-profile/%s", region, account, "us.amazon.nova-lite-v1:0")
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: &arn})
}

// body: ?(no body is set)
// model: str(<geo string> + ".anthropic.claude-3-5-sonnet-20241022-v2:0")
// ids: [anthropic.claude-3-5-sonnet-20241022-v2:0] complete=true
func byPrefix(ctx context.Context, c *Client, geo string) {
	id := geo + ".anthropic.claude-3-5-sonnet-20241022-v2:0"
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: &id})
}

type modelName string

const (
	haiku modelName = "anthropic.claude-3-haiku-20240307-v1:0"
	lite  modelName = "amazon.nova-lite-v1:0"
)

// body: ?(no body is set)
// model: <string(m) string>
// ids: [amazon.nova-lite-v1:0 anthropic.claude-3-haiku-20240307-v1:0] complete=false
func ByType(ctx context.Context, c *Client, m modelName) {
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: ptr(string(m))})
}

// body: ?(no body is set)
// model: alt(if(v != "") <os.Getenv(key) string>; if(!ok) "anthropic.claude-instant-v1"; <- string !no expression stands for it>)
// ids: [anthropic.claude-instant-v1] complete=false
func byEnv(ctx context.Context, c *Client) {
	id, ok := os.LookupEnv("MODEL")
	if !ok {
		id = "anthropic.claude-instant-v1"
	}
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: ptr(envOr("M", id))})
}

func envOr(key, other string) string {
	if v := os.Getenv(key); v != "" {
		return v
	}
	return other
}
