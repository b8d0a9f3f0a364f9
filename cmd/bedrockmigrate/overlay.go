package main

import (
	"context"
	"errors"

	"github.com/bedrocklint/bedrocklint/verify"
)

// overlay verifies the rewrite of packages. It waits for package rewrite.
func (v *verifyFlags) overlay(context.Context, verify.Options) (*verify.Result, error) {
	return nil, errors.New("verifying the rewrite of a package is not built yet; -before and -after, and -calls are")
}
