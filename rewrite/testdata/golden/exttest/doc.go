// Package exttest is tested from outside: the call stands in its external test package.
package exttest

// Question is what the test asks.
const Question = "Why is the sky blue?"
