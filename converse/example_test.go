package converse_test

import (
	"fmt"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/converse"
)

func ExampleRequest() {
	f := catalog.Default().Family("meta-llama")
	c, err := converse.Request(f, nil, []byte(`{"prompt":"Hi","temperature":0.5}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", c.JSON())
	for _, change := range c.Stated {
		fmt.Println(change.Code, change.Message)
	}
	// Output:
	// {"inferenceConfig":{"maxTokens":512,"temperature":0.5},"messages":[{"content":[{"text":"Hi"}],"role":"user"}]}
	// BL2004 max_gen_len is 512 by default, on Converse it is not; inferenceConfig.maxTokens is written out
	// BL3002 prompt has no chat template; Converse puts llama3 around it
}

func ExampleEvents() {
	events, err := converse.NewEvents(catalog.Default().Family("amazon-titan-text"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := events.Chunk([]byte(`{"outputText":"Hello","index":0,"completionReason":"FINISH","inputTextTokenCount":3,"totalOutputTextTokenCount":1}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range append(got, events.Close()...) {
		fmt.Printf("%s %s\n", e.Type, converse.Encode(e.Payload))
	}
	// Output:
	// messageStart {"role":"assistant"}
	// contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Hello"}}
	// contentBlockStop {"contentBlockIndex":0}
	// messageStop {"stopReason":"end_turn"}
	// metadata {"usage":{"inputTokens":3,"outputTokens":1,"totalTokens":4}}
}
