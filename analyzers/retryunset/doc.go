// Package retryunset reports clients of Bedrock Runtime that retry as the SDK does by
// default.
package retryunset

// Doc describes the analyzer.
const Doc = `report clients without a retry configuration (off by default)

BL7002 is a client made by NewFromConfig in a package that says nothing of retries: the
SDK's three attempts are few for a service that throttles, and some errors are not retried.`
