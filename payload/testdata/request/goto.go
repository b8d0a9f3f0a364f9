package p

import "encoding/json"

// What a goto leads to is not followed: what is not known then is said to be unknown.

// body: {"max_tokens": <n int>, "prompt": <q string>}
func gotoBackwards(c *Client, q string, retry func() bool) {
	n := 1
again:
	n++
	body, _ := json.Marshal(map[string]any{"prompt": q, "max_tokens": n})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
	if retry() {
		goto again
	}
}

// body: {"max_tokens": alt(if(!long) 100; 1000), "prompt": <q string>}
func gotoForwards(c *Client, q string, long bool) {
	n := 100
	if !long {
		goto send
	}
	n = 1000
send:
	body, _ := json.Marshal(map[string]any{"prompt": q, "max_tokens": n})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: ?(too complex: the function is too long to follow, or it uses goto)
func gotoOutOfLoop(c *Client, q string, words []string) {
	system := ""
	for _, w := range words {
		if w == "stop" {
			goto done
		}
		system += w
	}
	system += "!"
done:
	body, _ := json.Marshal(map[string]any{"prompt": q, "system": system})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: {"prompt": <q string>}
func gotoAfterwards(c *Client, q string) error {
	body, _ := json.Marshal(map[string]any{"prompt": q})
	_, err := c.InvokeModel(nil, &InvokeModelInput{Body: body})
	if err != nil {
		goto fail
	}
	return nil
fail:
	return err
}

// body: {"max_tokens": alt(if(not long) 100; 1000), "prompt": <q string>}
func gotoInHelper(c *Client, q string, long bool) {
	body, _ := json.Marshal(map[string]any{"prompt": q, "max_tokens": tokens(long)})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

func tokens(long bool) int {
	n := 100
	if long {
		goto more
	}
	return n
more:
	n *= 10
	return n
}

// body: {"max_tokens": alt(if(!long) 100; 1000), "prompt": <q string>}
func gotoInLiteral(c *Client, q string, long bool) {
	n := 100
	func() {
		if !long {
			goto out
		}
		n = 1000
	out:
	}()
	body, _ := json.Marshal(map[string]any{"prompt": q, "max_tokens": n})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// A break leaves no less than a goto: what returns behind it does not always.
// body: {"max_tokens": alt(if(not long) 100; 1000), "prompt": <q string>}
func breakOutOfSwitch(c *Client, q string, long bool) {
	body, _ := json.Marshal(map[string]any{"prompt": q, "max_tokens": switched(long)})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

func switched(long bool) int {
	switch {
	default:
		if long {
			break
		}
		return 100
	}
	return 1000
}

// body: {"max_tokens": alt(if(-) if(not w == q) 100; 1000), "prompt": <q string>}
func breakOutOfPasses(c *Client, q string) {
	body, _ := json.Marshal(map[string]any{"prompt": q, "max_tokens": passes(q)})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

func passes(q string) int {
	for _, w := range []string{"a", "b"} {
		if w == q {
			break
		}
		if w == "b" {
			return 100
		}
	}
	return 1000
}

// body: {"max_tokens": alt(if(-) 100; 1000), "prompt": <q string>}
func nestedGoto(c *Client, q string, a, b bool) {
	body, _ := json.Marshal(map[string]any{"prompt": q, "max_tokens": nested(a, b)})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

func nested(a, b bool) int {
	if a {
		if b {
			goto more
		}
	}
	return 100
more:
	return 1000
}
