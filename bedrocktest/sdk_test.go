package bedrocktest_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// TestStreams reads both streams of each family with the SDK and wants their
// pieces to be the unary answer.
func TestStreams(t *testing.T) {
	ctx := context.Background()
	for model, body := range natives {
		t.Run(model, func(t *testing.T) {
			srv := bedrocktest.Start(t)
			client := srv.Client()
			out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{ModelId: aws.String(model), Body: []byte(body)})
			if err != nil {
				t.Fatal(err)
			}
			text, last := "", ""
			for e := range out.GetStream().Events() {
				last = string(e.(*types.ResponseStreamMemberChunk).Value.Bytes)
				text += nativeText(t, last)
			}
			if err := out.GetStream().Err(); err != nil {
				t.Fatal(err)
			}
			want := srv.Calls()[0].Answer.Text
			if text != want {
				t.Errorf("native stream says %q, the answer is %q", text, want)
			}
			if !strings.Contains(last, `"amazon-bedrock-invocationMetrics":{"inputTokenCount":`) {
				t.Errorf("no metrics in the last chunk %s", last)
			}
			compareConverseStream(t, client, model, srv)
		})
	}
}

// nativeText is the piece of text in a native chunk of any family.
func nativeText(t *testing.T, chunk string) string {
	t.Helper()
	var c struct {
		Completion, Generation, OutputText string
		Delta                              struct{ Text string }
	}
	if err := json.Unmarshal([]byte(chunk), &c); err != nil {
		t.Fatalf("%v in %s", err, chunk)
	}
	return c.Completion + c.Generation + c.OutputText + c.Delta.Text
}

func compareConverseStream(t *testing.T, client *bedrockruntime.Client, model string, srv *bedrocktest.Server) {
	t.Helper()
	out, err := client.ConverseStream(context.Background(), &bedrockruntime.ConverseStreamInput{ModelId: aws.String(model), Messages: user("hi")})
	if err != nil {
		t.Fatal(err)
	}
	text, stop := "", types.StopReason("")
	var usage *types.TokenUsage
	for e := range out.GetStream().Events() {
		switch e := e.(type) {
		case *types.ConverseStreamOutputMemberContentBlockDelta:
			text += e.Value.Delta.(*types.ContentBlockDeltaMemberText).Value
		case *types.ConverseStreamOutputMemberMessageStop:
			stop = e.Value.StopReason
		case *types.ConverseStreamOutputMemberMetadata:
			usage = e.Value.Usage
		}
	}
	calls := srv.Calls()
	a := calls[len(calls)-1].Answer
	if text != a.Text || string(stop) != a.StopReason || usage == nil || int(*usage.OutputTokens) != a.OutputTokens {
		t.Errorf("stream says %q %s %v, the answer is %+v", text, stop, usage, a)
	}
}

// TestToolsAndThinking: tool calls and thinking through the SDK's types, unary
// and streamed.
func TestToolsAndThinking(t *testing.T) {
	ctx := context.Background()
	srv := bedrocktest.Start(t)
	in := &bedrockruntime.ConverseInput{
		ModelId: aws.String(sonnet), Messages: user("What is the weather?"),
		ToolConfig: &types.ToolConfiguration{
			Tools: []types.Tool{&types.ToolMemberToolSpec{Value: types.ToolSpecification{
				Name:        aws.String("weather"),
				InputSchema: &types.ToolInputSchemaMemberJson{Value: lazy(toolSchema)},
			}}},
			ToolChoice: &types.ToolChoiceMemberAny{},
		},
	}
	out, err := srv.Client().Converse(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	use := out.Output.(*types.ConverseOutputMemberMessage).Value.Content[0].(*types.ContentBlockMemberToolUse).Value
	var input struct {
		Where string `document:"where"`
		Times int    `document:"times"`
	}
	if err := use.Input.UnmarshalSmithyDocument(&input); err != nil || input.Where == "" || input.Times < 1 || input.Times > 3 {
		t.Errorf("input %+v, %v", input, err)
	}
	if out.StopReason != types.StopReasonToolUse || !strings.HasPrefix(*use.ToolUseId, "tooluse_") {
		t.Errorf("stop reason %s, id %s", out.StopReason, *use.ToolUseId)
	}
	in.ToolConfig, in.ModelId = nil, aws.String(sonnet45)
	in.AdditionalModelRequestFields = lazy(map[string]any{"thinking": map[string]any{"type": "enabled", "budget_tokens": 1024}})
	out, err = srv.Client().Converse(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	content := out.Output.(*types.ConverseOutputMemberMessage).Value.Content
	reasoning, ok := content[0].(*types.ContentBlockMemberReasoningContent)
	if !ok || len(content) != 2 || *reasoning.Value.(*types.ReasoningContentBlockMemberReasoningText).Value.Signature == "" {
		t.Errorf("content %#v", content)
	}
}

func TestResponseFields(t *testing.T) {
	srv := bedrocktest.Start(t)
	in := converseBody(`"inferenceConfig":{"stopSequences":["the"]},"additionalModelResponseFieldPaths":["/stop_sequence","/usage/input_tokens","/nowhere"]`)
	_, body := post(t, srv, sonnet, "converse", in)
	var got struct {
		AdditionalModelResponseFields map[string]any
		StopReason                    string
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if got.StopReason != "stop_sequence" || got.AdditionalModelResponseFields["stop_sequence"] != "the" || len(got.AdditionalModelResponseFields) != 2 {
		t.Error(body)
	}
}

func TestCountTokens(t *testing.T) {
	ctx := context.Background()
	srv := bedrocktest.Start(t)
	client := srv.Client()
	const model = "anthropic.claude-sonnet-4-20250514-v1:0"
	counted, err := client.CountTokens(ctx, &bedrockruntime.CountTokensInput{
		ModelId: aws.String(model),
		Input:   &types.CountTokensInputMemberConverse{Value: types.ConverseTokensRequest{Messages: user("Say this is a test")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String(model), Messages: user("Say this is a test")})
	if err != nil {
		t.Fatal(err)
	}
	if *counted.InputTokens != *out.Usage.InputTokens {
		t.Errorf("counted %d, used %d", *counted.InputTokens, *out.Usage.InputTokens)
	}
	native, err := client.CountTokens(ctx, &bedrockruntime.CountTokensInput{
		ModelId: aws.String(model),
		Input:   &types.CountTokensInputMemberInvokeModel{Value: types.InvokeModelTokensRequest{Body: []byte(strings.Replace(natives[sonnet], "100", "64000", 1))}},
	})
	if err != nil || *native.InputTokens != *counted.InputTokens {
		t.Errorf("native body counts %v, %v", native, err)
	}
}

// TestEnv: a client made from the environment alone finds the server.
func TestEnv(t *testing.T) {
	srv := bedrocktest.Start(t)
	for _, kv := range srv.Env() {
		k, v, _ := strings.Cut(kv, "=")
		t.Setenv(k, v)
	}
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := converse(bedrockruntime.NewFromConfig(cfg)); err != nil {
		t.Fatal(err)
	}
	if n := len(srv.Calls()); n != 1 {
		t.Errorf("%d calls", n)
	}
	got := strings.Join(srv.Environ([]string{"HOME=/h", "AWS_PROFILE=mine", "AWS_ACCESS_KEY_ID=real"}), "\n")
	if strings.Contains(got, "AWS_PROFILE") || strings.Contains(got, "real") || !strings.HasPrefix(got, "HOME=/h\n") {
		t.Error(got)
	}
}

// TestHTTP2: unencrypted HTTP/2 with prior knowledge, as the JavaScript SDK
// speaks it, streams included.
func TestHTTP2(t *testing.T) {
	srv := bedrocktest.Start(t)
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: &protocols}
	defer transport.CloseIdleConnections()
	client := srv.Client(func(o *bedrockruntime.Options) { o.HTTPClient = &http.Client{Transport: transport} })
	h := converseStream(client)
	if h.err != nil || len(h.events) < 5 || h.events[len(h.events)-1] != "metadata" {
		t.Errorf("%+v", h)
	}
	srv.Inject(bedrocktest.Fault{Kind: bedrocktest.FaultReset})
	if err := converse(client); err == nil {
		t.Error("a reset stream gave no error")
	}
}

// TestErrorsInStream: the call succeeds, the stream does not.
func TestErrorsInStream(t *testing.T) {
	srv := bedrocktest.Start(t, bedrocktest.WithErrorsInStream())
	out, err := srv.Client().ConverseStream(context.Background(), &bedrockruntime.ConverseStreamInput{
		ModelId: aws.String(sonnet), Messages: user("hi"), AdditionalModelRequestFields: lazy(map[string]any{"topK": 1}),
	})
	if err != nil {
		t.Fatal(err)
	}
	for e := range out.GetStream().Events() {
		t.Errorf("event %T", e)
	}
	var refused *types.ValidationException
	if err := out.GetStream().Err(); !errors.As(err, &refused) || !strings.HasPrefix(refused.ErrorMessage(), "The model returned the following errors: topK") {
		t.Errorf("stream error %v", err)
	}
	if c := srv.Calls()[0]; c.Status != 200 || c.ErrorType != "ValidationException" || c.Seen != nil {
		t.Errorf("recorded %d %s", c.Status, c.ErrorType)
	}
}

// TestDeterminism: two servers of one seed send the same bytes; another seed
// changes the padding and nothing else; without padding there is none.
func TestDeterminism(t *testing.T) {
	payloads := func(opts ...bedrocktest.Option) (raw, bare string) {
		srv := bedrocktest.New(opts...)
		c := serve(t, srv, sonnet, "converse-stream", []byte(converseBody("")))
		for _, f := range c.Frames {
			raw += string(f.Payload)
			var v map[string]any
			if err := json.Unmarshal(f.Payload, &v); err != nil {
				t.Fatal(err)
			}
			delete(v, "p")
			data, _ := json.Marshal(v)
			bare += string(data)
		}
		return raw, bare
	}
	a, bare := payloads()
	b, _ := payloads()
	other, otherBare := payloads(bedrocktest.WithSeed(2))
	plain, _ := payloads(bedrocktest.WithoutPadding())
	if a != b || a == other || bare != otherBare {
		t.Error("the seed does not decide the padding alone")
	}
	if plain != bare || !strings.Contains(a, `"p":"ab`) {
		t.Errorf("padded %s\nplain %s", a, plain)
	}
}

// TestCallsInOrder: calls stand in order of arrival, complete when answered.
func TestCallsInOrder(t *testing.T) {
	srv := bedrocktest.Start(t)
	for range 20 {
		if err := converse(srv.Client()); err != nil {
			t.Fatal(err)
		}
		calls := srv.Calls()
		if c := calls[len(calls)-1]; c.Seq != len(calls) || c.Status != 200 || c.Answer == nil || len(c.Response) == 0 || c.Operation != "Converse" || c.ModelID != titanID {
			t.Fatalf("call %+v", c)
		}
	}
}

// TestBearerRefused: Start explains why a bearer token cannot work.
func TestBearerRefused(t *testing.T) {
	t.Setenv("AWS_BEARER_TOKEN_BEDROCK", "secret")
	probe := &fatalProbe{TB: t}
	func() {
		defer func() {
			if r := recover(); r != nil && r != errFatal {
				panic(r)
			}
		}()
		bedrocktest.Start(probe)
	}()
	if !strings.Contains(probe.message, "AWS_BEARER_TOKEN_BEDROCK is set") {
		t.Errorf("message %q", probe.message)
	}
}

var errFatal = errors.New("fatal")

// fatalProbe catches Fatal.
type fatalProbe struct {
	testing.TB
	message string
}

func (p *fatalProbe) Helper() {}
func (p *fatalProbe) Fatal(args ...any) {
	p.message, _ = args[0].(string)
	panic(errFatal)
}

// TestFlush: each frame is on its way before the next is due.
func TestFlush(t *testing.T) {
	srv := bedrocktest.Start(t, bedrocktest.WithFaults(bedrocktest.Fault{Kind: bedrocktest.FaultSlow, Delay: time.Hour}))
	req, err := http.NewRequest("POST", srv.URL()+"/model/"+titanID+"/converse-stream", strings.NewReader(converseBody("")))
	if err != nil {
		t.Fatal(err)
	}
	sign(req)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	m, err := eventstream.NewDecoder().Decode(res.Body, nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, h := range m.Headers {
		names = append(names, h.Name)
	}
	if got := strings.Join(names, " "); got != ":event-type :content-type :message-type" {
		t.Errorf("frame headers %s", got)
	}
	if len(res.TransferEncoding) != 1 || res.TransferEncoding[0] != "chunked" || res.ContentLength != -1 {
		t.Errorf("transfer encoding %v, content length %d", res.TransferEncoding, res.ContentLength)
	}
}

// TestKeyOrder: Converse answers have sorted keys, native ones the model's own
// order.
func TestKeyOrder(t *testing.T) {
	srv := bedrocktest.Start(t)
	_, conversed := post(t, srv, titanID, "converse", converseBody(""))
	if !strings.HasPrefix(conversed, `{"metrics":{"latencyMs":`) || !strings.Contains(conversed, `],"role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":`) {
		t.Error(conversed)
	}
	_, native := post(t, srv, sonnet, "invoke", claudeBody(""))
	if !strings.HasPrefix(native, `{"id":"msg_bdrk_01`) || !strings.Contains(native, `,"type":"message","role":"assistant","model":"claude-3-5-sonnet-20240620","content":[{"type":"text","text":`) {
		t.Error(native)
	}
}
