package rules

// policyPages are the pages of what a configuration file decides.
var policyPages = []*Doc{
	{
		Code: Forbidden, Severity: Error, Since: "v0.2.0",
		Title: "InvokeModel is not allowed here by the configuration",
		Text: `The policy of .bedrocklint.yaml lists this path under ` + "`forbid`" + `: code here is to call Converse,
and not to add calls of InvokeModel. The message has the reason that stands there. Calls of
models that Converse does not serve (embeddings, images) are not reported, since there is no
other way to call them.

Call Converse; where that cannot be done, add the path to ` + "`keep`" + ` of the policy, which goes
first, or allow the one call with ` + "`//bedrocklint:ignore BL1005 reason`" + `.`,
		Before: `# .bedrocklint.yaml
policy:
  forbid:
    - paths: [internal/chat]
      reason: moved to Converse in March

// internal/chat/ask.go
out, err := client.InvokeModel(ctx, input)`,
		After: `out, err := client.Converse(ctx, input)`,
	},
}
