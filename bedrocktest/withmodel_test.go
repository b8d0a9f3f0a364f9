package bedrocktest_test

import (
	"fmt"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// namedARNs are identifiers that do not tell their model.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
var namedARNs = map[string]string{
	"custom model":                  "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-lite-v1:0:300k/abcdefabcdef",
	"custom model deployment":       "arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefabcdef",
	"imported model":                "arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefabcdef",
	"provisioned throughput":        "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefabcdef",
	"application inference profile": "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefabcdef",
	"marketplace endpoint":          "arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-endpoint",
	"prompt":                        "arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ:1",
	"prompt router":                 "arn:aws:bedrock:us-east-1:123456789012:default-prompt-router/meta.llama:1",
	"another partition":             "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:imported-model/abcdefabcdef",
}

// TestWithModel: what an identifier stands for is served by all four calls, just
// as by its own id.
func TestWithModel(t *testing.T) {
	for kind, arn := range namedARNs {
		for model, native := range map[string]string{
			llama:  `{"prompt":"hi","max_gen_len":40}`,
			sonnet: claudeBody(`"max_tokens":40`),
		} {
			srv := bedrocktest.New(bedrocktest.WithModel(arn, model))
			for _, op := range textOps {
				body := []byte(native)
				if op == "converse" || op == "converse-stream" {
					body = []byte(converseBody(`"inferenceConfig":{"maxTokens":40}`))
				}
				t.Run(fmt.Sprintf("%s/%s/%s", kind, model, op), func(t *testing.T) {
					named, own := serve(t, srv, arn, op, body), serve(t, srv, model, op, body)
					equalSeen(t, named, own)
					if named.ModelID != arn || named.Seen.Model != model || named.Status != 200 {
						t.Errorf("%d, model %q seen as %q", named.Status, named.ModelID, named.Seen.Model)
					}
				})
			}
		}
	}
}

// TestWithModelKept: an identifier of a model that Converse does not serve is no
// way round that.
func TestWithModelKept(t *testing.T) {
	const arn = "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefabcdef"
	for _, k := range keptModels {
		srv := bedrocktest.New(bedrocktest.WithModel(arn, k.model))
		own := serve(t, srv, k.model, "invoke", []byte(withMedia.Replace(k.body)))
		named := serve(t, srv, arn, "invoke", []byte(withMedia.Replace(k.body)))
		if named.Status != own.Status || string(named.Response) != string(own.Response) {
			t.Errorf("%s: %d %s, by its id %d %s", k.model, named.Status, named.Response, own.Status, own.Response)
		}
		for _, op := range []string{"converse", "converse-stream"} {
			if c := serve(t, srv, arn, op, []byte(converseBody(""))); c.Status != 400 || c.ErrorMessage != notConversable {
				t.Errorf("%s %s: %d %q", k.model, op, c.Status, c.ErrorMessage)
			}
		}
	}
}

// TestUnknownARN: an identifier that nobody named is refused on every call, with
// the remedy; one that is no identifier at all as the service does.
func TestUnknownARN(t *testing.T) {
	srv := bedrocktest.New()
	check := func(kind, id, want string) {
		for _, op := range append([]string{"count-tokens"}, textOps...) {
			c := serve(t, srv, id, op, []byte(`{}`))
			if c.Status != 400 || c.ErrorType != "ValidationException" || c.ErrorMessage != want {
				t.Errorf("%s %s: %d %s %q", kind, op, c.Status, c.ErrorType, c.ErrorMessage)
			}
		}
	}
	for kind, arn := range namedARNs {
		check(kind, arn, fmt.Sprintf("This stand-in cannot tell which model %q stands for. Say so with WithModel, or with -model on the command line.", arn))
	}
	const invalid = "The provided model identifier is invalid."
	check("an unknown foundation model", "arn:aws:bedrock:us-east-1::foundation-model/nobody.nothing-v1:0", invalid)
	check("an unknown inference profile", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.nobody.nothing-v1:0", invalid)
	check("half an ARN", "arn:aws:bedrock", invalid)

	wrong := bedrocktest.New(bedrocktest.WithModel("mine", "no.such-model"))
	c := serve(t, wrong, "mine", "invoke", []byte(`{}`))
	if want := `This stand-in was told that mine stands for "no.such-model", which it does not know: ` + invalid; c.ErrorMessage != want {
		t.Errorf("%q", c.ErrorMessage)
	}
}
