// Package a consumes streams of ConverseStream.
package a

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func text(event types.ConverseStreamOutput) string {
	if d, ok := event.(*types.ConverseStreamOutputMemberContentBlockDelta); ok {
		if t, ok := d.Value.Delta.(*types.ContentBlockDeltaMemberText); ok {
			return t.Value
		}
	}
	return ""
}

func careless(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseStreamInput, print func(string)) error {
	out, err := c.ConverseStream(ctx, in)
	if err != nil {
		return err
	}
	for event := range out.GetStream().Events() { // want `the stream's Err is never read, so a stream that fails looks like one that ends; read it when the events are over \(BL5004\)` `the stream is never closed, and leaving this loop early keeps its connection and goroutine; defer its Close \(BL5005\)` `a stream that is cut off ends without an error, and this code takes it for a whole answer; look for messageStop before you trust it \(BL5006\)`
		switch v := event.(type) {
		case *types.ConverseStreamOutputMemberContentBlockDelta:
			t, ok := v.Value.Delta.(*types.ContentBlockDeltaMemberText)
			if !ok {
				return errors.New("no text")
			}
			print(t.Value)
		}
	}
	return nil
}

func careful(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseStreamInput, print func(string)) error {
	out, err := c.ConverseStream(ctx, in)
	if err != nil {
		return err
	}
	stream := out.GetStream()
	defer stream.Close()
	whole := false
	for event := range stream.Events() {
		if _, ok := event.(*types.ConverseStreamOutputMemberMessageStop); ok {
			whole = true
		}
		print(text(event))
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := stream.Err(); err != nil {
		return err
	}
	if !whole {
		return errors.New("cut")
	}
	return nil
}

// Close gives the error of Err, and a loop that is never left closes by itself.
func closed(out *bedrockruntime.ConverseStreamOutput, print func(string)) (err error) {
	for event := range out.GetStream().Events() {
		print(text(event))
	}
	return out.GetStream().Close()
}

func byChannel(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseStreamInput, print func(string)) {
	out, _ := c.ConverseStream(ctx, in)
	stream := out.GetStream()
	defer func() { _ = stream.Close() }()
	events := stream.Events() // want `the stream's Err is never read`
	for {
		select {
		case <-ctx.Done():
			return
		case event, ok := <-events:
			if !ok {
				return
			}
			print(text(event))
		}
	}
}

// The method is handed on with the events.
func handedOn(out *bedrockruntime.ConverseStreamOutput, collect func(<-chan types.ConverseStreamOutput, func() error)) {
	stream := out.GetStream()
	collect(stream.Events(), stream.Err)
}

// The caller reads the error.
func inner(stream *bedrockruntime.ConverseStreamEventStream, print func(string)) {
	for event := range stream.Events() {
		print(text(event))
	}
}

func outer(out *bedrockruntime.ConverseStreamOutput, print func(string)) error {
	stream := out.GetStream()
	defer stream.Close()
	inner(stream, print)
	return stream.Err()
}

func beforeMetadata(stream *bedrockruntime.ConverseStreamEventStream, usage func(*types.TokenUsage)) error {
	defer stream.Close()
loop:
	for event := range stream.Events() {
		switch v := event.(type) {
		case *types.ConverseStreamOutputMemberMessageStop:
			break loop // want `this leaves the stream at messageStop, and the metadata event with the token counts comes after it; go on until the events are over \(BL6010\)`
		case *types.ConverseStreamOutputMemberMetadata:
			usage(v.Value.Usage)
		}
	}
	return stream.Err()
}

func silenced(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseStreamInput) {
	out, _ := c.ConverseStream(ctx, in)
	//bedrocklint:ignore BL5004 a warm-up, of which nothing is used
	for range out.GetStream().Events() {
	}
}
