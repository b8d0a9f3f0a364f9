// Package a hands documents to and from tools.
package a

import (
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func arguments(b types.ToolUseBlock) (string, error) {
	var args map[string]any
	if err := b.Input.UnmarshalSmithyDocument(&args); err != nil {
		return "", err
	}
	data, err := json.Marshal(args) // want `the numbers in args become strings here: decoding a document gives document.Number, which JSON quotes; use MarshalSmithyDocument \(BL6011\)`
	return string(data), err
}

func days(b types.ToolUseBlock) int {
	var args map[string]any
	if err := b.Input.UnmarshalSmithyDocument(&args); err != nil {
		return 0
	}
	n, _ := args["days"].(float64) // want `this assertion never holds: a document's numbers are document.Number, not float64 \(BL6011\)`
	city, _ := args["city"].(string)
	return int(n) + len(city)
}

// Typed numbers arrive as such, and MarshalSmithyDocument is JSON already.
func typed(b types.ToolUseBlock) ([]byte, error) {
	var args struct{ Days int }
	if err := b.Input.UnmarshalSmithyDocument(&args); err != nil {
		return json.Marshal(args)
	}
	return b.Input.MarshalSmithyDocument()
}

func made(text string, raw json.RawMessage, m map[string]any) []document.Interface {
	return []document.Interface{
		document.NewLazyDocument(text),         // want `this document is a JSON string, where the service expects an object; decode the text into a map first \(BL6012\)`
		document.NewLazyDocument(raw),          // want `this document is a list of byte values, where the service expects an object; decode the JSON into a map first \(BL6012\)`
		document.NewLazyDocument([]byte(text)), // want `list of byte values`
		document.NewLazyDocument(m),
	}
}

func silenced(text string) document.Interface {
	return document.NewLazyDocument(text) //bedrocklint:ignore BL6012 a test of the service's answer
}
