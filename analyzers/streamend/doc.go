// Package streamend reports consumers of event streams that do not see how a stream ends.
package streamend

// Doc describes the analyzer.
const Doc = `report consumers of event streams that do not see how the stream ends

BL5004 is a loop over the events of a stream whose Err is never read, BL5005 one that may
be left early while nothing closes the stream. BL5006 is a consumer that takes a cut stream
for a whole one, since it never looks for the event that ends an answer. BL6010 returns at
messageStop, before the metadata event that the same code reads.`
