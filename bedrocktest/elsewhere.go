package bedrocktest

import "strings"

// elsewhere are the models that neither InvokeModel nor Converse serves: video
// is made by jobs, speech goes both ways over one stream.
// https://docs.aws.amazon.com/bedrock/latest/userguide/models-api-compatibility.html
// https://docs.aws.amazon.com/nova/latest/userguide/video-gen-access.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-luma.html
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithBidirectionalStream.html
type elsewhere struct {
	notConversed
	notStreamed
}

func (elsewhere) models(choices) []*model {
	var list []*model
	for operation, ids := range map[string]string{
		"StartAsyncInvoke":                   "amazon.nova-reel-v1:0 amazon.nova-reel-v1:1 luma.ray-v2:0",
		"InvokeModelWithBidirectionalStream": "amazon.nova-sonic-v1:0 amazon.nova-2-sonic-v1:0",
	} {
		for _, id := range strings.Fields(ids) {
			m := wordlessModel(id)
			m.regionOnly, m.traits = true, operation
			list = append(list, m)
		}
	}
	return list
}

// invoke refuses. The service's words are unconfirmed; the only answer known is
// one of the first days of Nova Reel, which asked for the messages of the text
// models: https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/59
func (elsewhere) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	return nil, invalid("This action doesn't support the model that you provided. Try again with %s.", m.traits)
}

// reply is never asked for: invoke refuses everything.
func (elsewhere) reply(rd *reading, a *Answer) object { return nil }
