// Package mapped decodes an answer of Titan into a map.
package mapped

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

func ask(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(map[string]interface{}{"inputText": "User: " + question + "\nBot:"})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("amazon.titan-text-express-v1"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	var result map[string]interface{}
	if err := json.Unmarshal(out.Body, &result); err != nil {
		return "", err
	}
	results, ok := result["results"].([]interface{})
	if !ok || len(results) == 0 {
		return "", errors.New("no results")
	}
	return results[0].(map[string]interface{})["outputText"].(string), nil
}
