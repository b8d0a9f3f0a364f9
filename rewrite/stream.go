// NOTE (12:55): streams are being written by another engineer in stream*.go right now; please leave these files alone.
package rewrite

import "github.com/bedrocklint/bedrocklint/rules"

// stream moves what the code does with the events of a streaming call.
func (o *operation) stream() error {
	return because(rules.CallPartial, o.site.Call, "streams are not rewritten yet; the run-time adapter can carry the call")
}
