package converse

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/google/go-cmp/cmp"
)

func eventsOf(t testing.TB, f *catalog.Family, m *catalog.Model, native []json.RawMessage) []Event {
	t.Helper()
	e, err := NewEvents(f, m)
	if err != nil {
		t.Fatal(err)
	}
	var out []Event
	for _, c := range native {
		got, err := e.Chunk(c)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, got...)
	}
	for _, ch := range e.Stated() {
		if ch.Verdict == catalog.Unknown {
			t.Error(ch.Message)
		}
	}
	return append(out, e.Close()...)
}

func chunksOf(t testing.TB, f *catalog.Family, m *catalog.Model, events []Event) []json.RawMessage {
	t.Helper()
	c, err := NewChunks(f, m)
	if err != nil {
		t.Fatal(err)
	}
	var out []json.RawMessage
	add := func(got [][]byte, err error) {
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range got {
			out = append(out, g)
		}
	}
	for _, ev := range events {
		add(c.Event(ev))
	}
	add(c.Close())
	return out
}

// inOrder checks the order of events: messageStart, the blocks one after another, each
// ended, messageStop, metadata.
func inOrder(events []Event) error {
	state, open := "", -1
	for i, e := range events {
		at := func(want bool) error {
			if want {
				return nil
			}
			return fmt.Errorf("event %d: %s after %s", i, e.Type, state)
		}
		var err error
		switch e.Type {
		case MessageStart:
			err = at(i == 0)
		case ContentBlockStart:
			err = at(open < 0 && state != MessageStop)
			open = index(e.Payload)
		case ContentBlockDelta:
			if open < 0 {
				open = index(e.Payload)
			}
			err = at(open == index(e.Payload) && state != MessageStop)
		case ContentBlockStop:
			err = at(open == index(e.Payload))
			open = -1
		case MessageStop:
			err = at(open < 0 && state != "")
		case Metadata:
			err = at(state == MessageStop && i == len(events)-1)
		}
		if err != nil {
			return err
		}
		state = e.Type
	}
	if state != Metadata {
		return fmt.Errorf("the last event is %s", state)
	}
	return nil
}

// lines gives each event or chunk as one line of JSON.
func eventLines(events []Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, e.Type+" "+string(Encode(e.Payload)))
	}
	return out
}

func chunkLines(chunks []json.RawMessage) []string {
	var out []string
	for _, c := range chunks {
		out = append(out, string(c))
	}
	return out
}

func raw(lines ...string) []json.RawMessage {
	var out []json.RawMessage
	for _, l := range lines {
		out = append(out, json.RawMessage(l))
	}
	return out
}

func TestStreams(t *testing.T) {
	tests := []struct {
		name, family  string
		native        []string
		events, again []string // again: nil means native itself
	}{
		{
			name: "llama", family: "meta-llama",
			native: []string{
				`{"generation":"Hel","generation_token_count":1,"prompt_token_count":9,"stop_reason":null}`,
				`{"generation":"lo","generation_token_count":2,"prompt_token_count":null,"stop_reason":null}`,
				`{"amazon-bedrock-invocationMetrics":{"firstByteLatency":10,"inputTokenCount":9,"invocationLatency":80,"outputTokenCount":2},"generation":"","generation_token_count":2,"prompt_token_count":null,"stop_reason":"stop"}`,
			},
			events: []string{
				`messageStart {"role":"assistant"}`,
				`contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Hel"}}`,
				`contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"lo"}}`,
				`contentBlockStop {"contentBlockIndex":0}`,
				`messageStop {"stopReason":"end_turn"}`,
				`metadata {"metrics":{"latencyMs":80},"usage":{"inputTokens":9,"outputTokens":2,"totalTokens":11}}`,
			},
			again: []string{
				`{"generation":"Hel","generation_token_count":null,"prompt_token_count":null,"stop_reason":null}`,
				`{"generation":"lo","generation_token_count":null,"prompt_token_count":null,"stop_reason":null}`,
				`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":9,"invocationLatency":80,"outputTokenCount":2},"generation":"","generation_token_count":2,"prompt_token_count":9,"stop_reason":"stop"}`,
			},
		},
		{
			name: "command r, two calls", family: "cohere-command-r",
			native: []string{
				`{"event_type":"stream-start","generation_id":"g","is_finished":false}`,
				`{"event_type":"text-generation","is_finished":false,"text":"I will look."}`,
				`{"event_type":"tool-calls-generation","is_finished":false,"tool_calls":[{"name":"look","parameters":{"a":1}},{"name":"go","parameters":{}}]}`,
				`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":4,"invocationLatency":80,"outputTokenCount":6},"event_type":"stream-end","finish_reason":"COMPLETE","is_finished":true,"response":{"finish_reason":"COMPLETE","generation_id":"g","text":"I will look."}}`,
			},
			events: []string{
				`messageStart {"role":"assistant"}`,
				`contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"I will look."}}`,
				`contentBlockStop {"contentBlockIndex":0}`,
				`contentBlockStart {"contentBlockIndex":1,"start":{"toolUse":{"name":"look","toolUseId":"call-1"}}}`,
				`contentBlockDelta {"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"a\":1}"}}}`,
				`contentBlockStop {"contentBlockIndex":1}`,
				`contentBlockStart {"contentBlockIndex":2,"start":{"toolUse":{"name":"go","toolUseId":"call-2"}}}`,
				`contentBlockDelta {"contentBlockIndex":2,"delta":{"toolUse":{"input":"{}"}}}`,
				`contentBlockStop {"contentBlockIndex":2}`,
				`messageStop {"stopReason":"tool_use"}`,
				`metadata {"metrics":{"latencyMs":80},"usage":{"inputTokens":4,"outputTokens":6,"totalTokens":10}}`,
			},
			again: []string{
				`{"event_type":"stream-start","is_finished":false}`,
				`{"event_type":"text-generation","is_finished":false,"text":"I will look."}`,
				`{"event_type":"tool-calls-generation","is_finished":false,"tool_calls":[{"name":"look","parameters":{"a":1}},{"name":"go","parameters":{}}]}`,
				`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":4,"invocationLatency":80,"outputTokenCount":6},"event_type":"stream-end","finish_reason":"COMPLETE","is_finished":true,"response":{"finish_reason":"COMPLETE","text":"I will look.","tool_calls":[{"name":"look","parameters":{"a":1}},{"name":"go","parameters":{}}]}}`,
			},
		},
		{
			name: "deepseek reasoning, the tag cut in two", family: "deepseek",
			native: []string{
				`{"choices":[{"stop_reason":null,"text":"Hm.\n</th"}]}`,
				`{"choices":[{"stop_reason":null,"text":"ink>\n\nYes"}]}`,
				`{"choices":[{"stop_reason":null,"text":", so."}]}`,
				`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":4,"invocationLatency":80,"outputTokenCount":6},"choices":[{"stop_reason":"stop","text":""}]}`,
			},
			events: []string{
				`messageStart {"role":"assistant"}`,
				`contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Hm.\n"}}}`,
				`contentBlockStop {"contentBlockIndex":0}`,
				`contentBlockDelta {"contentBlockIndex":1,"delta":{"text":"\n\nYes"}}`,
				`contentBlockDelta {"contentBlockIndex":1,"delta":{"text":", so."}}`,
				`contentBlockStop {"contentBlockIndex":1}`,
				`messageStop {"stopReason":"end_turn"}`,
				`metadata {"metrics":{"latencyMs":80},"usage":{"inputTokens":4,"outputTokens":6,"totalTokens":10}}`,
			},
			again: []string{
				`{"choices":[{"stop_reason":null,"text":"Hm.\n"}]}`,
				`{"choices":[{"stop_reason":null,"text":"</think>\n\nYes"}]}`,
				`{"choices":[{"stop_reason":null,"text":", so."}]}`,
				`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":4,"invocationLatency":80,"outputTokenCount":6},"choices":[{"stop_reason":"stop","text":""}]}`,
			},
		},
		{
			name: "claude thinking, text and a tool call", family: "anthropic-messages",
			native: []string{
				`{"message":{"content":[],"id":"msg_1","model":"m","role":"assistant","stop_reason":null,"stop_sequence":null,"type":"message","usage":{"input_tokens":7,"output_tokens":1}},"type":"message_start"}`,
				`{"content_block":{"signature":"","thinking":"","type":"thinking"},"index":0,"type":"content_block_start"}`,
				`{"delta":{"thinking":"Hm","type":"thinking_delta"},"index":0,"type":"content_block_delta"}`,
				`{"delta":{"signature":"c2ln","type":"signature_delta"},"index":0,"type":"content_block_delta"}`,
				`{"index":0,"type":"content_block_stop"}`,
				`{"content_block":{"data":"cmVk","type":"redacted_thinking"},"index":1,"type":"content_block_start"}`,
				`{"index":1,"type":"content_block_stop"}`,
				`{"content_block":{"text":"","type":"text"},"index":2,"type":"content_block_start"}`,
				`{"type":"ping"}`,
				`{"delta":{"text":"Let me see","type":"text_delta"},"index":2,"type":"content_block_delta"}`,
				`{"index":2,"type":"content_block_stop"}`,
				`{"content_block":{"id":"t1","input":{},"name":"look","type":"tool_use"},"index":3,"type":"content_block_start"}`,
				`{"delta":{"partial_json":"{\"a\":1}","type":"input_json_delta"},"index":3,"type":"content_block_delta"}`,
				`{"index":3,"type":"content_block_stop"}`,
				`{"delta":{"stop_reason":"tool_use","stop_sequence":null},"type":"message_delta","usage":{"output_tokens":20}}`,
				`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":7,"invocationLatency":90,"outputTokenCount":20},"type":"message_stop"}`,
			},
			events: []string{
				`messageStart {"role":"assistant"}`,
				`contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Hm"}}}`,
				`contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"c2ln"}}}`,
				`contentBlockStop {"contentBlockIndex":0}`,
				`contentBlockDelta {"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"cmVk"}}}`,
				`contentBlockStop {"contentBlockIndex":1}`,
				`contentBlockDelta {"contentBlockIndex":2,"delta":{"text":"Let me see"}}`,
				`contentBlockStop {"contentBlockIndex":2}`,
				`contentBlockStart {"contentBlockIndex":3,"start":{"toolUse":{"name":"look","toolUseId":"t1"}}}`,
				`contentBlockDelta {"contentBlockIndex":3,"delta":{"toolUse":{"input":"{\"a\":1}"}}}`,
				`contentBlockStop {"contentBlockIndex":3}`,
				`messageStop {"stopReason":"tool_use"}`,
				`metadata {"metrics":{"latencyMs":90},"usage":{"inputTokens":7,"outputTokens":20,"totalTokens":27}}`,
			},
			again: []string{
				`{"message":{"content":[],"id":"","model":"","role":"assistant","stop_reason":null,"stop_sequence":null,"type":"message","usage":{"input_tokens":0,"output_tokens":0}},"type":"message_start"}`,
				`{"content_block":{"thinking":"","type":"thinking"},"index":0,"type":"content_block_start"}`,
				`{"delta":{"thinking":"Hm","type":"thinking_delta"},"index":0,"type":"content_block_delta"}`,
				`{"delta":{"signature":"c2ln","type":"signature_delta"},"index":0,"type":"content_block_delta"}`,
				`{"index":0,"type":"content_block_stop"}`,
				`{"content_block":{"data":"cmVk","type":"redacted_thinking"},"index":1,"type":"content_block_start"}`,
				`{"index":1,"type":"content_block_stop"}`,
				`{"content_block":{"text":"","type":"text"},"index":2,"type":"content_block_start"}`,
				`{"delta":{"text":"Let me see","type":"text_delta"},"index":2,"type":"content_block_delta"}`,
				`{"index":2,"type":"content_block_stop"}`,
				`{"content_block":{"id":"t1","input":{},"name":"look","type":"tool_use"},"index":3,"type":"content_block_start"}`,
				`{"delta":{"partial_json":"{\"a\":1}","type":"input_json_delta"},"index":3,"type":"content_block_delta"}`,
				`{"index":3,"type":"content_block_stop"}`,
				`{"delta":{"stop_reason":"tool_use","stop_sequence":null},"type":"message_delta","usage":{"input_tokens":7,"output_tokens":20}}`,
				`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":7,"invocationLatency":90,"outputTokenCount":20},"type":"message_stop"}`,
			},
		},
		{
			name: "titan in one chunk", family: "amazon-titan-text",
			native: []string{`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":5,"invocationLatency":60,"outputTokenCount":3},"completionReason":"FINISH","index":0,"inputTextTokenCount":5,"outputText":"Hi","totalOutputTextTokenCount":3}`},
			events: []string{
				`messageStart {"role":"assistant"}`,
				`contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Hi"}}`,
				`contentBlockStop {"contentBlockIndex":0}`,
				`messageStop {"stopReason":"end_turn"}`,
				`metadata {"metrics":{"latencyMs":60},"usage":{"inputTokens":5,"outputTokens":3,"totalTokens":8}}`,
			},
			again: []string{
				`{"completionReason":null,"index":0,"inputTextTokenCount":null,"outputText":"Hi","totalOutputTextTokenCount":null}`,
				`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":5,"invocationLatency":60,"outputTokenCount":3},"completionReason":"FINISH","index":0,"inputTextTokenCount":5,"outputText":"","totalOutputTextTokenCount":3}`,
			},
		},
		{
			name: "chat completions with two calls", family: "qwen",
			native: []string{
				`{"choices":[{"delta":{"content":"","role":"assistant"},"finish_reason":null,"index":0}],"created":1,"id":"c","model":"m","object":"chat.completion.chunk"}`,
				`{"choices":[{"delta":{"content":"Let me see"},"finish_reason":null,"index":0}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"","name":"look"},"id":"a","index":0,"type":"function"}]},"finish_reason":null,"index":0}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{}"},"index":0}]},"finish_reason":null,"index":0}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{\"b\":1}","name":"go"},"id":"b","index":1,"type":"function"},{"function":{"arguments":"{}","name":"go"},"id":"c","index":2,"type":"function"}]},"finish_reason":null,"index":0}]}`,
				`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":9,"invocationLatency":80,"outputTokenCount":2},"choices":[{"delta":{},"finish_reason":"tool_calls","index":0}],"usage":{"completion_tokens":2,"prompt_tokens":9,"total_tokens":11}}`,
			},
			events: []string{
				`messageStart {"role":"assistant"}`,
				`contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Let me see"}}`,
				`contentBlockStop {"contentBlockIndex":0}`,
				`contentBlockStart {"contentBlockIndex":1,"start":{"toolUse":{"name":"look","toolUseId":"a"}}}`,
				`contentBlockDelta {"contentBlockIndex":1,"delta":{"toolUse":{"input":""}}}`,
				`contentBlockDelta {"contentBlockIndex":1,"delta":{"toolUse":{"input":"{}"}}}`,
				`contentBlockStop {"contentBlockIndex":1}`,
				`contentBlockStart {"contentBlockIndex":2,"start":{"toolUse":{"name":"go","toolUseId":"b"}}}`,
				`contentBlockDelta {"contentBlockIndex":2,"delta":{"toolUse":{"input":"{\"b\":1}"}}}`,
				`contentBlockStop {"contentBlockIndex":2}`,
				`contentBlockStart {"contentBlockIndex":3,"start":{"toolUse":{"name":"go","toolUseId":"c"}}}`,
				`contentBlockDelta {"contentBlockIndex":3,"delta":{"toolUse":{"input":"{}"}}}`,
				`contentBlockStop {"contentBlockIndex":3}`,
				`messageStop {"stopReason":"tool_use"}`,
				`metadata {"metrics":{"latencyMs":80},"usage":{"inputTokens":9,"outputTokens":2,"totalTokens":11}}`,
			},
			again: []string{
				`{"choices":[{"delta":{"role":"assistant"},"finish_reason":null,"index":0}]}`,
				`{"choices":[{"delta":{"content":"Let me see"},"finish_reason":null,"index":0}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"function":{"name":"look"},"id":"a","index":0,"type":"function"}]},"finish_reason":null,"index":0}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":""},"index":0}]},"finish_reason":null,"index":0}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{}"},"index":0}]},"finish_reason":null,"index":0}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"function":{"name":"go"},"id":"b","index":1,"type":"function"}]},"finish_reason":null,"index":0}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{\"b\":1}"},"index":1}]},"finish_reason":null,"index":0}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"function":{"name":"go"},"id":"c","index":2,"type":"function"}]},"finish_reason":null,"index":0}]}`,
				`{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{}"},"index":2}]},"finish_reason":null,"index":0}]}`,
				`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":9,"invocationLatency":80,"outputTokenCount":2},"choices":[{"delta":{},"finish_reason":"tool_calls","index":0}],"usage":{"completion_tokens":2,"prompt_tokens":9,"total_tokens":11}}`,
			},
		},
		{
			name: "claude text completion", family: "anthropic-text",
			native: []string{
				`{"completion":" Hi","stop":null,"stop_reason":null,"type":"completion"}`,
				`{"amazon-bedrock-invocationMetrics":{"inputTokenCount":5,"invocationLatency":60,"outputTokenCount":3},"completion":"","stop":null,"stop_reason":"max_tokens","type":"completion"}`,
			},
			events: []string{
				`messageStart {"role":"assistant"}`,
				`contentBlockDelta {"contentBlockIndex":0,"delta":{"text":" Hi"}}`,
				`contentBlockStop {"contentBlockIndex":0}`,
				`messageStop {"stopReason":"max_tokens"}`,
				`metadata {"metrics":{"latencyMs":60},"usage":{"inputTokens":5,"outputTokens":3,"totalTokens":8}}`,
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := catalog.Default().Family(tt.family)
			events := eventsOf(t, f, nil, raw(tt.native...))
			if diff := cmp.Diff(tt.events, eventLines(events)); diff != "" {
				t.Error(diff)
			}
			if err := inOrder(events); err != nil {
				t.Error(err)
			}
			want := tt.again
			if want == nil {
				want = tt.native
			}
			if diff := cmp.Diff(want, chunkLines(chunksOf(t, f, nil, events))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A stream that breaks off has no messageStop: a reader must be able to tell.
func TestStreamCutShort(t *testing.T) {
	f := catalog.Default().Family("meta-llama")
	events := eventsOf(t, f, nil, raw(`{"generation":"Hel","generation_token_count":1,"prompt_token_count":9,"stop_reason":null}`))
	if got := events[len(events)-1].Type; got != ContentBlockDelta {
		t.Errorf("last event is %s", got)
	}
	if got := chunksOf(t, f, nil, events); len(got) != 1 {
		t.Errorf("%d chunks, want 1", len(got))
	}
}
