// Package bedrockruntime stands in for the client of aws-sdk-go v1 in tests.
package bedrockruntime

type InvokeModelInput struct {
	Body        []byte
	ModelId     *string
	ContentType *string
}

func (s *InvokeModelInput) SetBody(v []byte) *InvokeModelInput
func (s *InvokeModelInput) SetModelId(v string) *InvokeModelInput
func (s *InvokeModelInput) SetContentType(v string) *InvokeModelInput

type InvokeModelOutput struct{ Body []byte }

type Request struct{}

func (r *Request) Send() error

type BedrockRuntime struct{}

func (c *BedrockRuntime) InvokeModelWithContext(ctx any, in *InvokeModelInput) (*InvokeModelOutput, error)
