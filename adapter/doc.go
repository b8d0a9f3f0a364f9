// Package adapter carries InvokeModel calls over Converse inside the AWS SDK's client.
package adapter
