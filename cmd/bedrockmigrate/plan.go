package main

import (
	"context"
	"errors"
	"io"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/verify"
)

// plan is a rewrite that was worked out and not written.
type plan interface {
	Empty() bool
	Diff(w io.Writer, color bool) error
	Overlay(dir string) (overlayJSON string, err error)
}

// planRewrite works out the rewrite of packages. It waits for package rewrite.
func planRewrite(context.Context, *catalog.Catalog, []string, string) (plan, []verify.Site, error) {
	return nil, nil, errors.New("rewriting packages is not built yet")
}
