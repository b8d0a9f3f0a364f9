// Command one forwards a body.
package main

import (
	"context"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/bedrocklint/bedrocklint/rewrite/testdata/offer/twomains/forward"
)

func main() {
	client := bedrockruntime.NewFromConfig(aws.Config{})
	out, err := forward.Forward(context.Background(), client, os.Args[1], []byte(os.Args[2]))
	if err != nil {
		panic(err)
	}
	os.Stdout.Write(out)
}
