package main

import (
	"encoding/json"
	"fmt"
)

// tool describes a function to the model.
type tool struct {
	Name        string         `json:"name"`
	Description string         `json:"description"`
	InputSchema map[string]any `json:"input_schema"`
}

var tideTool = tool{
	Name:        "get_tide",
	Description: "Returns the height of the tide in metres at a port.",
	InputSchema: map[string]any{
		"type": "object",
		"properties": map[string]any{
			"port": map[string]any{
				"type": "string",
				"enum": []string{"Brest", "Ostend", "Saint-Malo"},
			},
		},
		"required": []string{"port"},
	},
}

// tides are the heights the harbour office published this morning, in metres.
var tides = map[string]float64{
	"Brest":      5.9,
	"Saint-Malo": 11.4,
	"Ostend":     4.2,
}

// callTool runs the tool that the model named and returns what to tell it.
func callTool(name string, input json.RawMessage) (string, error) {
	if name != tideTool.Name {
		return "", fmt.Errorf("there is no tool %q", name)
	}
	var args struct {
		Port string `json:"port"`
	}
	if err := json.Unmarshal(input, &args); err != nil {
		return "", fmt.Errorf("bad input: %w", err)
	}
	height, ok := tides[args.Port]
	if !ok {
		return "", fmt.Errorf("no tide table for %q", args.Port)
	}
	return fmt.Sprintf("%.1f m", height), nil
}
