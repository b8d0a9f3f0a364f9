package converse

import (
	"testing"
)

// FuzzRequest feeds arbitrary bytes to the conversions of every family: none may panic,
// and what converts must come back, or be refused with a reason.
func FuzzRequest(f *testing.F) {
	f.Add([]byte(`{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}]}`))
	f.Add([]byte(`{"prompt":"<s>[INST] a [/INST]","max_gen_len":1}`))
	f.Add([]byte(`{"inputText":"User: a\nBot:","textGenerationConfig":{"topP":1e9}}`))
	f.Add([]byte(`{"prompt":"\n\nHuman: a\n\nAssistant:","max_tokens_to_sample":1}`))
	f.Add([]byte(`{"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"json":{}}]}},{"cachePoint":{"type":"default"}}]}],"inferenceConfig":{"maxTokens":1}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, fam := range complete() {
			if _, err := NativeRequest(fam, nil, body); err == nil {
				_, _ = CanonicalOf(fam, nil, ConverseAPI, body)
			}
			c, err := Request(fam, nil, body)
			if err != nil {
				continue
			}
			if _, err := NativeRequest(fam, nil, c.JSON()); err != nil && c.Lossless() {
				t.Logf("%s: %s does not come back: %v", fam.Name, body, err)
			}
			if _, err := CanonicalOf(fam, nil, InvokeModel, body); err != nil {
				t.Fatalf("%s: %s converts but has no canonical form: %v", fam.Name, body, err)
			}
		}
	})
}

// FuzzResponse does the same for answers.
func FuzzResponse(f *testing.F) {
	f.Add([]byte(`{"content":[{"type":"text","text":"a","citations":[{"type":"char_location"}]}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}`))
	f.Add([]byte(`{"generation":"a","stop_reason":"length"}`))
	f.Add([]byte(`{"results":[{"outputText":"a","completionReason":"FINISH"}],"amazon-bedrock-trace":{"guardrail":{"outputs":[{"g":{}}]}}}`))
	f.Add([]byte(`{"output":{"message":{"role":"assistant","content":[{"text":"a"}]}},"stopReason":"end_turn"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, fam := range complete() {
			if c, err := Response(fam, nil, body, Meta{}); err == nil {
				if _, err := NativeResponse(fam, nil, c.JSON()); err != nil && c.Lossless() {
					t.Logf("%s: %s does not come back: %v", fam.Name, body, err)
				}
			}
			_, _ = NativeResponse(fam, nil, body)
		}
	})
}

// FuzzStream feeds arbitrary chunks and events to both state machines.
func FuzzStream(f *testing.F) {
	f.Add([]byte(`{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"b","input":{}}}`), []byte(`{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}`))
	f.Add([]byte(`{"generation":"a"}`), []byte(`{"generation":"","stop_reason":"stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":1}}`))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		for _, fam := range complete() {
			if fam.Stream == nil {
				continue
			}
			e, err := NewEvents(fam, nil)
			if err != nil {
				t.Fatal(err)
			}
			c, err := NewChunks(fam, nil)
			if err != nil {
				t.Fatal(err)
			}
			var events []Event
			for _, chunk := range [][]byte{one, two} {
				got, err := e.Chunk(chunk)
				if err != nil {
					break
				}
				events = append(events, got...)
			}
			for _, ev := range append(events, e.Close()...) {
				if _, err := c.Event(ev); err != nil {
					break
				}
			}
			_, _ = c.Close()
			for _, typ := range []string{MessageStart, ContentBlockStart, ContentBlockDelta, ContentBlockStop, MessageStop, Metadata} {
				if payload, err := Decode(one); err == nil {
					_, _ = c.Event(Event{typ, payload})
				}
			}
		}
	})
}
