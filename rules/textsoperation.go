package rules

// operationPages are the pages about running calls of models well, whatever they say.
var operationPages = []*Doc{
	{
		Code: CallErrorDropped, Severity: Warning, Since: "v0.2.0",
		Title: "the error of a call of a model is dropped",
		Text: `Calls of models fail in daily use: throttling, timeouts, a model that is gone, an input that is
too long. The output is nil then, and the first look at it panics.`,
		Before: `out, _ := client.Converse(ctx, input)`,
		After: `out, err := client.Converse(ctx, input)
if err != nil {
	return err
}`,
		Sources: []string{"https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html"},
	},
	{
		Code: UsageUnread, Severity: Note, Since: "v0.2.0", Off: true,
		Title: "nobody reads the token counts or the latency of this call",
		Text: `Converse gives the tokens of every answer in Usage and the latency in Metrics, for all models
alike; on InvokeModel they are in the body, by family, and in the headers. A program that
reads neither cannot say what a feature costs, or why it became slow.

Many programs count elsewhere, in a proxy or from invocation logs, so the code is off by
default.`,
		Before: `out, err := client.Converse(ctx, input)
if err != nil {
	return "", err
}
return text(out), nil`,
		After: `if u := out.Usage; u != nil {
	slog.InfoContext(ctx, "converse", "in", aws.ToInt32(u.InputTokens), "out", aws.ToInt32(u.OutputTokens))
}
return text(out), nil`,
		Sources: []string{docSDKTypes + "#TokenUsage"},
	},
	{
		Code: RetryUnset, Severity: Note, Since: "v0.2.0", Off: true,
		Title: "the client has no retry configuration",
		Text: `The SDK makes three attempts, with errors of throttling and of the service only; quotas of
Bedrock are counted by the minute, so three attempts within seconds often fail together.
ModelNotReadyException, a model that is being loaded, is not retried at all, whatever its
documentation says.

Set RetryMaxAttempts or a Retryer for this client, or in the configuration that it is made
from. A package that mentions retries anywhere is not reported.`,
		Before: `client := bedrockruntime.NewFromConfig(cfg)`,
		After: `client := bedrockruntime.NewFromConfig(cfg, func(o *bedrockruntime.Options) {
	o.Retryer = retry.AddWithErrorCodes(retry.AddWithMaxAttempts(o.Retryer, 8), "ModelNotReadyException")
})`,
		Sources: []string{
			"https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html",
			"https://docs.aws.amazon.com/sdk-for-go/v2/developer-guide/configure-retries-timeouts.html",
		},
	},
}
