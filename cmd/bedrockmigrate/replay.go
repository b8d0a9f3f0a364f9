package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/bedrocklint/bedrocklint/verify"
)

// liveLimit bounds the calls that cost money when no -limit is given.
const liveLimit = 20

// replay verifies recorded bodies.
func (v *verifyFlags) replay(ctx context.Context, opts verify.Options) (*verify.Result, error) {
	name, in, err := openCalls(v.calls)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	calls, notes, err := verify.ReadRecorded(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if v.live && v.limit == 0 {
		v.limit = liveLimit
	}
	if v.limit > 0 && len(calls) > v.limit {
		notes = append(notes, fmt.Sprintf("%d calls left out by -limit %d", len(calls)-v.limit, v.limit))
		calls = calls[:v.limit]
	}
	r := verify.NewReplay(name, calls, opts.Judge.Models)
	r.Notes = append(notes, r.Notes...)
	switch {
	case v.live:
		return r.RunLive(ctx, opts)
	case v.endpoint != "":
		return r.RunAt(ctx, verify.StandIn(v.endpoint), opts)
	}
	return r.Run(ctx, opts)
}

func openCalls(name string) (string, io.ReadCloser, error) {
	if name == "-" {
		return "standard input", io.NopCloser(os.Stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return "", nil, fmt.Errorf("%w; check -calls", err)
	}
	return name, f, nil
}
