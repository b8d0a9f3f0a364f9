// Package a makes a client as it comes.
package a

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

func client(cfg aws.Config) *bedrockruntime.Client {
	return bedrockruntime.NewFromConfig(cfg) // want `this client retries as the SDK does by default, three attempts in all; choose a number and a mode for a service that throttles \(BL7002\)`
}

func silenced(cfg aws.Config) *bedrockruntime.Client {
	return bedrockruntime.NewFromConfig(cfg) //bedrocklint:ignore BL7002 the callers retry
}
