package adapter_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/bedrocklint/bedrocklint/adapter"
	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

func TestTry(t *testing.T) {
	srv := bedrocktest.Start(t)
	plain := srv.Client()
	a := adapter.New(adapter.WithRoute(adapter.Converse()))
	adapted := srv.Client(a.ClientOption)
	for _, s := range samples {
		srv.Reset()
		ask := func(c *bedrockruntime.Client) string {
			out, err := c.InvokeModel(context.Background(), &bedrockruntime.InvokeModelInput{ModelId: aws.String(s.model), Body: []byte(s.body), ContentType: aws.String("application/json")})
			if err != nil {
				return err.Error()
			}
			return string(out.Body)
		}
		t.Logf("%s\n  %s\n  %s", s.name, ask(plain), ask(adapted))
		stream := func(c *bedrockruntime.Client) (all []string) {
			out, err := c.InvokeModelWithResponseStream(context.Background(), &bedrockruntime.InvokeModelWithResponseStreamInput{ModelId: aws.String(s.model), Body: []byte(s.body), ContentType: aws.String("application/json")})
			if err != nil {
				return []string{err.Error()}
			}
			st := out.GetStream()
			defer st.Close()
			for ev := range st.Events() {
				all = append(all, "\n    "+string(ev.(*types.ResponseStreamMemberChunk).Value.Bytes))
			}
			if err := st.Err(); err != nil {
				all = append(all, err.Error())
			}
			return all
		}
		x, y := stream(plain), stream(adapted)
		t.Logf("%v\n  %v", x, y)
		for _, c := range srv.Calls() {
			t.Log(c.Operation, c.ErrorMessage)
		}
	}
}
