package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// A migration is one program before and after it was moved to Converse by hand,
// correctly. The mutation test then spoils the program after.
type migration struct {
	before program
	after  *moved
	accept []Statement // what a careful person would state about it
}

// program makes its calls and prints what it makes of the answers.
type program func(ctx context.Context, client *bedrockruntime.Client, w io.Writer) error

// moved is a program on Converse, in the pieces that a mutation can reach.
type moved struct {
	input  func() *bedrockruntime.ConverseInput
	stream bool
	times  int // how often the call is made

	text func(*reply) string
	stop func(types.StopReason) string
	// usage is false in a program that prints no token counts, and leaves a stream before
	// they have come.
	usage bool
}

// reply is an answer, whether it came as a stream or not.
type reply struct {
	content []types.ContentBlock
	stop    types.StopReason
	usage   *types.TokenUsage
}

func (m *moved) run(ctx context.Context, client *bedrockruntime.Client, w io.Writer) error {
	for range m.times {
		ask := m.unary
		if m.stream {
			ask = m.streamed
		}
		r, err := ask(ctx, client)
		if err != nil {
			return err
		}
		var in, out int32
		if r.usage != nil && m.usage {
			in, out = aws.ToInt32(r.usage.InputTokens), aws.ToInt32(r.usage.OutputTokens)
		}
		printAnswer(w, m.text(r), m.stop(r.stop), int(in), int(out))
	}
	return nil
}

func printAnswer(w io.Writer, text, stop string, in, out int) {
	fmt.Fprintf(w, "%s\n[%s, %d tokens in, %d out]\n", text, stop, in, out)
}

func (m *moved) unary(ctx context.Context, client *bedrockruntime.Client) (*reply, error) {
	out, err := client.Converse(ctx, m.input())
	if err != nil {
		return nil, err
	}
	message, ok := out.Output.(*types.ConverseOutputMemberMessage)
	if !ok {
		return nil, fmt.Errorf("no message in the answer")
	}
	return &reply{message.Value.Content, out.StopReason, out.Usage}, nil
}

func (m *moved) streamed(ctx context.Context, client *bedrockruntime.Client) (*reply, error) {
	in := m.input()
	out, err := client.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{
		ModelId: in.ModelId, Messages: in.Messages, System: in.System, InferenceConfig: in.InferenceConfig,
		AdditionalModelRequestFields: in.AdditionalModelRequestFields,
	})
	if err != nil {
		return nil, err
	}
	stream := out.GetStream()
	defer stream.Close()
	r, text := &reply{}, ""
	for event := range stream.Events() {
		switch event := event.(type) {
		case *types.ConverseStreamOutputMemberContentBlockDelta:
			if d, ok := event.Value.Delta.(*types.ContentBlockDeltaMemberText); ok {
				text += d.Value
			}
		case *types.ConverseStreamOutputMemberMessageStop:
			r.stop = event.Value.StopReason
			if !m.usage {
				r.content = textBlocks(text)
				return r, nil
			}
		case *types.ConverseStreamOutputMemberMetadata:
			r.usage = event.Value.Usage
		}
	}
	r.content = textBlocks(text)
	return r, stream.Err()
}

func textBlocks(text string) []types.ContentBlock {
	return []types.ContentBlock{&types.ContentBlockMemberText{Value: text}}
}

// allText is the text of an answer, and its tool calls.
func allText(r *reply) string {
	var b strings.Builder
	for _, block := range r.content {
		switch block := block.(type) {
		case *types.ContentBlockMemberText:
			b.WriteString(block.Value)
		case *types.ContentBlockMemberToolUse:
			input, _ := block.Value.Input.MarshalSmithyDocument()
			fmt.Fprintf(&b, "call %s(%s)", aws.ToString(block.Value.Name), compact(decode(input)))
		}
	}
	return b.String()
}

// invoke makes the call natively and hands the answer to read.
func invoke(model, body string, options func(*bedrockruntime.InvokeModelInput), read func(body []byte) (text, stop string, in, out int)) program {
	return func(ctx context.Context, client *bedrockruntime.Client, w io.Writer) error {
		input := &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: []byte(body), ContentType: aws.String("application/json")}
		if options != nil {
			options(input)
		}
		out, err := client.InvokeModel(ctx, input)
		if err != nil {
			return err
		}
		text, stop, tokensIn, tokensOut := read(out.Body)
		printAnswer(w, text, stop, tokensIn, tokensOut)
		return nil
	}
}

// readClaude reads an answer of the Messages API.
func readClaude(body []byte) (text, stop string, in, out int) {
	var resp struct {
		Content []struct {
			Type, Text, Name string
			Input            any
		}
		StopReason string `json:"stop_reason"`
		Usage      struct {
			In  float64 `json:"input_tokens"` // a guardrail makes floats of all numbers
			Out float64 `json:"output_tokens"`
		}
	}
	must(json.Unmarshal(body, &resp))
	for _, c := range resp.Content {
		switch c.Type {
		case "text":
			text += c.Text
		case "tool_use":
			text += fmt.Sprintf("call %s(%s)", c.Name, compact(c.Input))
		}
	}
	return text, ended(resp.StopReason), int(resp.Usage.In), int(resp.Usage.Out)
}

func readClaudeText(body []byte) (text, stop string, in, out int) {
	var resp struct {
		Completion string
		StopReason string `json:"stop_reason"`
	}
	must(json.Unmarshal(body, &resp))
	if resp.StopReason == "stop_sequence" {
		return resp.Completion, "complete", 0, 0 // the next "Human:" is what a turn ends at
	}
	return resp.Completion, ended(resp.StopReason), 0, 0
}

func readLlama(body []byte) (text, stop string, in, out int) {
	var resp struct {
		Generation string
		Stop       string `json:"stop_reason"`
		In         int    `json:"prompt_token_count"`
		Out        int    `json:"generation_token_count"`
	}
	must(json.Unmarshal(body, &resp))
	return resp.Generation, ended(resp.Stop), resp.In, resp.Out
}

func readTitan(body []byte) (text, stop string, in, out int) {
	var resp struct {
		In      int `json:"inputTextTokenCount"`
		Results []struct {
			Out    int    `json:"tokenCount"`
			Text   string `json:"outputText"`
			Reason string `json:"completionReason"`
		}
	}
	must(json.Unmarshal(body, &resp))
	r := resp.Results[0]
	return r.Text, ended(r.Reason), resp.In, r.Out
}

// ended says in the program's own words why an answer ended.
func ended(native string) string {
	switch native {
	case "end_turn", "stop", "FINISH":
		return "complete"
	case "max_tokens", "length", "LENGTH":
		return "cut off"
	case "stop_sequence", "STOP_CRITERIA_MET":
		return "stop sequence"
	case "tool_use":
		return "tool call"
	}
	return "ended by " + native
}

// endedConverse is ended for Converse's stop reasons.
func endedConverse(r types.StopReason) string {
	switch r {
	case types.StopReasonEndTurn:
		return "complete"
	case types.StopReasonMaxTokens:
		return "cut off"
	case types.StopReasonStopSequence:
		return "stop sequence"
	case types.StopReasonToolUse:
		return "tool call"
	}
	return "ended by " + string(r)
}

// claudeStream reads the native stream of the Messages API.
func claudeStream(model, body string) program {
	return func(ctx context.Context, client *bedrockruntime.Client, w io.Writer) error {
		out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
			ModelId: aws.String(model), Body: []byte(body),
		})
		if err != nil {
			return err
		}
		stream := out.GetStream()
		defer stream.Close()
		var answer claudeEvent
		for event := range stream.Events() {
			if chunk, ok := event.(*types.ResponseStreamMemberChunk); ok {
				answer.add(chunk.Value.Bytes)
			}
		}
		printAnswer(w, answer.Delta.Text, ended(answer.Delta.StopReason), int(answer.Message.Usage.In), int(answer.Usage.Out))
		return stream.Err()
	}
}

// claudeEvent is what the test's programs read of a stream's events.
type claudeEvent struct {
	Delta struct {
		Text       string
		StopReason string `json:"stop_reason"`
	}
	Message struct {
		Usage struct {
			In float64 `json:"input_tokens"`
		}
	}
	Usage struct {
		Out float64 `json:"output_tokens"`
	}
}

func (e *claudeEvent) add(chunk []byte) {
	text := e.Delta.Text
	e.Delta.Text = ""
	must(json.Unmarshal(chunk, e))
	e.Delta.Text = text + e.Delta.Text
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// arm runs a program within the test, through the real SDK client.
func (p program) arm(ctx context.Context, server *bedrocktest.Server) (Output, error) {
	var stdout bytes.Buffer
	if err := p(ctx, server.Client(), &stdout); err != nil {
		return Output{Stdout: stdout.Bytes(), Stderr: []byte(err.Error()), Exit: 1}, nil
	}
	return Output{Stdout: stdout.Bytes()}, nil
}

// check verifies one migration.
func check(t *testing.T, before, after program, accept []Statement) *Result {
	t.Helper()
	opts := testOptions(t)
	opts.Judge.Accept = accept
	r, err := Run(t.Context(), before.arm, after.arm, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// printed is the verification as a user would read it.
func printed(r *Result) string {
	var b strings.Builder
	must(r.WriteText(&b))
	return b.String()
}
