package p

import (
	"context"
	"encoding/json"
)

type turn struct{ Role, Text string }

type chatTurn struct {
	Role    string `json:"role"`
	Content string `json:"content,omitempty"`
}

// body: {"messages": [for(turns) {"role": <t.Role string>, "content"*: <t.Text string>}]}
func filledByRange(ctx context.Context, c *Client, turns []turn) {
	ms := make([]chatTurn, len(turns))
	for i, t := range turns {
		ms[i] = chatTurn{Role: t.Role, Content: t.Text}
	}
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"messages": [for(turns) {"role": <turns[i].Role string>, "content"*: alt(if(turns[i].Text != "") <turns[i].Text string>; "")}]}
func filledFieldwise(ctx context.Context, c *Client, turns []turn) {
	ms := make([]chatTurn, len(turns))
	for i := range turns {
		ms[i].Role = turns[i].Role
		if turns[i].Text != "" {
			ms[i].Content = turns[i].Text
		}
	}
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"messages": [for(i < len(turns)) {"content": <turns[i].Text string !changed at line 41 before the call>, "role": "user"}]}
func filledByCounting(ctx context.Context, c *Client, turns []turn) {
	ms := make([]map[string]any, len(turns))
	for i := 0; i < len(turns); i++ {
		ms[i] = map[string]any{"role": "user", "content": turns[i].Text}
	}
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"stop": [for(n) "x"]}
func filledByNumber(ctx context.Context, c *Client, n int) {
	ms := make([]string, n)
	for i := range n {
		ms[i] = "x"
	}
	body, _ := json.Marshal(map[string]any{"stop": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// Those that are skipped stay zero.
// body: {"messages": [for(turns) {"role": alt(if(t.Role == "") ""; <t.Role string>), "content"*: alt(if(t.Role == "") ""; <t.Text string>)}]}
func filledInPart(ctx context.Context, c *Client, turns []turn) {
	ms := make([]chatTurn, len(turns))
	for i, t := range turns {
		if t.Role == "" {
			continue
		}
		ms[i] = chatTurn{Role: t.Role, Content: t.Text}
	}
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"messages": [, ...filled in a loop that does not go over all of it in <ms []p.chatTurn>]}
func filledOnlyToABreak(ctx context.Context, c *Client, turns []turn) {
	ms := make([]chatTurn, len(turns))
	for i, t := range turns {
		if t.Role == "" {
			break
		}
		ms[i] = chatTurn{Role: t.Role, Content: t.Text}
	}
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"messages": [, ...filled in a loop that does not go over all of it in <ms []p.chatTurn>]}
func filledShifted(ctx context.Context, c *Client, turns []turn) {
	ms := make([]chatTurn, len(turns))
	for i, t := range turns {
		ms[len(turns)-1-i] = chatTurn{Role: t.Role}
	}
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"messages": [, ...filled in a loop that does not go over all of it in <ms []p.chatTurn>]}
func filledOneLonger(ctx context.Context, c *Client, turns []turn) {
	ms := make([]chatTurn, len(turns)+1)
	for i, t := range turns {
		ms[i] = chatTurn{Role: t.Role}
	}
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// The length of another slice.
// body: {"messages": [, ...filled in a loop that does not go over all of it in <ms []p.chatTurn>]}
func filledElsewhere(ctx context.Context, c *Client, turns, other []turn) {
	ms := make([]chatTurn, len(other))
	for i, t := range turns {
		ms[i] = chatTurn{Role: t.Role}
	}
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"messages": [{"role": "user", "content"*: <q string>}, {"role": "assistant", "content": "{"}]}
func filledKnown(ctx context.Context, c *Client, q string) {
	turns := []turn{{"user", q}, {"assistant", "{"}}
	ms := make([]chatTurn, len(turns))
	for i, t := range turns {
		ms[i] = chatTurn{Role: t.Role, Content: t.Text}
	}
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"messages": [for(turns) {if(t.Text != "") "content": <t.Text string>, "role": <t.Role string>}]}
func filledFromHelper(ctx context.Context, c *Client, turns []turn) {
	body, _ := json.Marshal(map[string]any{"messages": convertTurns(turns)})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

func convertTurns(turns []turn) []map[string]any {
	out := make([]map[string]any, len(turns))
	for i, t := range turns {
		m := map[string]any{"role": t.Role}
		if t.Text != "" {
			m["content"] = t.Text
		}
		out[i] = m
	}
	return out
}

// body: {"messages": [for(turns) {"role": <t.Role string>, "content"*: <t.Text string>}, {"role": "user", "content"*: <q string>}]}
func filledThenAppended(ctx context.Context, c *Client, turns []turn, q string) {
	ms := make([]chatTurn, len(turns), len(turns)+1)
	for i, t := range turns {
		ms[i] = chatTurn{Role: t.Role, Content: t.Text}
	}
	ms = append(ms, chatTurn{Role: "user", Content: q})
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"messages": [, ...an element is written at an index that is not certain in <ms []p.chatTurn>]}
func filledTwice(ctx context.Context, c *Client, turns []turn) {
	ms := make([]chatTurn, len(turns))
	for i, t := range turns {
		ms[i].Role = t.Role
	}
	ms[0].Content = "first"
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"messages": [for(ms) {"role": "user", "content"*: <turns[i].Text string>}]}
func filledByPointer(ctx context.Context, c *Client, turns []turn) {
	ms := make([]*chatTurn, len(turns))
	for i := range ms {
		ms[i] = &chatTurn{Role: "user", Content: turns[i].Text}
	}
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}
