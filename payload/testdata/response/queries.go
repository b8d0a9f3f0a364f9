package p

import (
	"context"

	"github.com/tidwall/gjson"
)

// use: content[].text [0] read gjson.GetBytes(out.Body, "content.0.text").String()
func query(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	return gjson.GetBytes(out.Body, "content.0.text").String()
}

// use: content[].text [0] read answer.Get("content.0").Get("text").String()
// use: usage.output_tokens [] read answer.Get("usage.output_tokens").Int()
func queryChained(ctx context.Context, c *Client) (string, int64) {
	out, _ := c.InvokeModel(ctx, nil)
	answer := gjson.ParseBytes(out.Body)
	return answer.Get("content.0").Get("text").String(), answer.Get("usage.output_tokens").Int()
}

// use: content[].text [0] read gjson.GetManyBytes(out.Body, "content.0.text", "stop_reason")
// use: stop_reason [] read gjson.GetManyBytes(out.Body, "content.0.text", "stop_reason")
func queryMany(ctx context.Context, c *Client) []gjson.Result {
	out, _ := c.InvokeModel(ctx, nil)
	return gjson.GetManyBytes(out.Body, "content.0.text", "stop_reason")
}

// What a filter looks at is read, too.
//
// use: content[].text [-1] read gjson.GetBytes(out.Body, `content.#(type=="text").text`).String()
// use: content[].type [-1] compared `content.#(type=="text").text`
func queryFiltered(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	return gjson.GetBytes(out.Body, `content.#(type=="text").text`).String()
}

// use: content [] ranged gjson.GetBytes(out.Body, "content").ForEach(add)
// escape: decoded gjson.GetBytes(out.Body, "content").ForEach(add): read by ForEach
func queryEach(ctx context.Context, c *Client) (text string) {
	out, _ := c.InvokeModel(ctx, nil)
	add := func(_, block gjson.Result) bool { text += block.Get("text").String(); return true }
	gjson.GetBytes(out.Body, "content").ForEach(add)
	return text
}

// escape: body gjson.GetBytes(out.Body, "content.@values"): queried by a path that cannot be followed
func queryRearranged(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	return gjson.GetBytes(out.Body, "content.@values").String()
}

// escape: body gjson.GetBytes(out.Body, "{stop_reason,usage}"): queried by a path that cannot be followed
func querySeveral(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	return gjson.GetBytes(out.Body, "{stop_reason,usage}").String()
}

// escape: body gjson.GetBytes(out.Body, path): queried by a path that cannot be followed
func queryVariable(ctx context.Context, c *Client, path string) string {
	out, _ := c.InvokeModel(ctx, nil)
	return gjson.GetBytes(out.Body, path).String()
}

// escape: decoded gjson.GetBytes(out.Body, "usage").Value(): read by Value
func queryWhole(ctx context.Context, c *Client) any {
	out, _ := c.InvokeModel(ctx, nil)
	return gjson.GetBytes(out.Body, "usage").Value()
}
