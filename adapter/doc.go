// Package adapter carries InvokeModel calls over Converse inside the AWS SDK's client,
// without a change at any call:
//
//	client := bedrockruntime.NewFromConfig(cfg, adapter.New().ClientOption)
//
// InvokeModel and InvokeModelWithResponseStream keep their inputs, native answer bodies
// and chunk events; other operations are left alone. It is for code that cannot be
// rewritten: gateways that forward bodies, payloads built at run time, other people's
// packages. And it is for moving safely: [Shadow] compares, [Canary] moves a share,
// [Fallback] moves what Converse takes.
//
// # Where it sits
//
// Three middlewares stand in the operation's own stack; there is no second client.
//
//   - The router is the first step of serialization. It decides which way the call goes
//     and can run the rest of the stack a second time. What happens once a call, such as
//     input validation and the user's spans, lies outside of it; what happens once a
//     request lies inside.
//   - The request is converted right after the SDK has serialized it: path, body and
//     headers. Endpoint resolution, retries, signing and timeouts follow and see an
//     ordinary request, so they need no care.
//   - The answer is converted between transport and deserializer. The SDK reads the
//     native body, or the event stream of native chunks, by itself: outputs, GetStream
//     and typed errors are its own. A stream is converted message by message as it is
//     read, with no goroutine.
//
// The span of the SDK and its own client metrics name the operation that was called; the
// request on the wire, and CloudTrail, name Converse. IAM needs nothing new: Converse is
// allowed by bedrock:InvokeModel and bedrock:InvokeModelWithResponseStream.
// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
//
// # What goes to Converse
//
// A body goes to Converse when the catalog knows the model's family and Converse serves
// it, and when nothing is lost or changed by the conversion: no field without a home, no
// unknown field, no chat template around a prompt that had none, no other name for a
// document. Everything else stays on InvokeModel, with a log record and a metric that say
// why; see [WithAllowedLosses]. Embeddings, images and models that the catalog does not
// know stay silently.
//
// # What differs
//
// The answer is the native one byte for byte, except for these normalisations, through
// which the tests compare:
//
//   - Order and spelling: members are sorted; members that are null or empty texts may be
//     missing, and the other way round.
//   - Ids: the answer's id (also message.id and generations[].id) is the service's request
//     id; ids of tool calls begin with tooluse_; response_id and generation_id are missing.
//   - Names: model is the foundation model's id; object and created are missing.
//   - What Converse does not tell: prompt and completions[].data.tokens (echo and
//     likelihoods), chat_history (the conversation so far), stop_details, and, in usage,
//     cache_creation, output_tokens_details and service_tier. The stop of text completions
//     is null where the model ended at the end of a turn. firstByteLatency is missing.
//     Nova's metrics and totalTokens are there where InvokeModel has none; in its
//     streams, metrics and trace are Converse's.
//   - Chat completions: what models of one family call differently stands under each
//     name: finish_reason and stop_reason, delta and message; usage is always there.
//     The same holds for the meta of Command R.
//   - Streams: texts are cut into the pieces that ConverseStream cuts, and the stop
//     reason may come in a chunk of its own. Token counts (input_tokens, output_tokens,
//     cache_read_input_tokens, cache_creation_input_tokens, prompt_token_count,
//     generation_token_count, inputTextTokenCount, totalOutputTextTokenCount) come with
//     the last chunks only: Claude's message_start says 0 input tokens, message_delta the
//     true number. Nova's pieces are of one block. The role of chat completions comes
//     once. Service tier and latency are not known when a stream begins, so they are
//     empty in its output.
//   - Errors: types, status codes, request ids and retries are those of the service; the
//     texts of validation errors are Converse's, except under [Fallback], where the
//     error that the caller sees is InvokeModel's.
//
// A stream that is cut, ended early or broken is so for the caller too, in the same way.
//
// # Fallback
//
// Refused means ValidationException (also as the first message of a stream with status
// 200, which is read before the call returns) and UnknownOperationException, which
// gateways without Converse give. The request then goes to InvokeModel, once. When that
// takes it, the model is remembered, with the operation, for [WithFallbackExpiry], and
// its calls go to InvokeModel at once. Throttling, timeouts and server errors are not
// refusals: they are retried and reported as ever.
//
// # Shadow
//
// The shadow call is sent after the caller has the answer, by one of few workers, from a
// bounded queue that drops what does not fit, with its own time limit. It goes through
// the caller's own stack, so with the call's endpoint, credentials and retries, and stops
// before the SDK's deserializer with an error that the user's own middlewares and the
// SDK's attempt metrics may see. It costs tokens. Calls that end in an error, and streams
// that are not read to their end, are not compared; nor are answers over 4 MB.
//
// # Metrics
//
//   - gen_ai.client.operation.duration (s) and gen_ai.client.token.usage ({token}), as
//     OpenTelemetry's conventions for generative AI have them, with gen_ai.operation.name,
//     gen_ai.provider.name, gen_ai.request.model, gen_ai.token.type and error.type, and
//     with bedrocklint.route: invoke or converse.
//   - bedrocklint.adapter.calls, by route and bedrocklint.reason: route, canary, model,
//     body, loss, refused, remember, transport.
//   - bedrocklint.adapter.comparisons, by bedrocklint.result: equal, alike, different,
//     error, dropped.
//   - bedrocklint.adapter.answer.losses: parts of answers without native form.
//
// They go to the provider of [WithMeterProvider] and nowhere else; the package reads no
// globals.
//
// # Versions
//
// The module requires bedrockruntime v1.63.11 with aws-sdk-go-v2 v1.47.7 and smithy-go
// v1.28.8, which a build that imports this package therefore has at least (Go 1.26, as
// the module's go.mod says). The adapter itself relies on the paths and headers that the
// SDK writes and on the ids of two of its middlewares, OperationSerializer and
// OperationDeserializer; where they are missing, building the stack fails with an error
// that names them, and where a request looks otherwise, it stays on InvokeModel.
package adapter
