package adapter

import (
	"fmt"
	"strconv"
	"strings"
)

// Route says how a call travels. The zero Route says nothing: the next rule decides, see
// [Adapter]. Routes are comparable, and are written and read as text, so a flag, a
// configuration file or an environment variable can hold one.
type Route struct {
	mode  mode
	share float64 // of canary and shadow: 0 to 1
}

type mode uint8

const (
	modeUnset mode = iota
	modeInvoke
	modeConverse
	modeFallback
	modeCanary
	modeShadow
	modeShadowConverse
)

var modeNames = [...]string{"", "invoke", "converse", "fallback", "canary", "shadow", "shadow-converse"}

// Invoke leaves calls as they are.
func Invoke() Route { return Route{mode: modeInvoke} }

// Converse carries calls over Converse. Where Converse refuses a request, the caller
// gets Converse's error.
func Converse() Route { return Route{mode: modeConverse} }

// Fallback carries calls over Converse, and sends a request that Converse refused before
// it answered a single byte to InvokeModel instead. A model for which that helped goes to
// InvokeModel at once for a while; see [WithFallbackExpiry].
func Fallback() Route { return Route{mode: modeFallback} }

// Canary gives a share of the calls, from 0 to 1, the route [Fallback], and leaves the
// rest on InvokeModel.
func Canary(share float64) Route { return Route{modeCanary, clamp(share)} }

// Shadow answers from InvokeModel, and asks Converse the same in the background for a
// share of the calls, from 0 to 1, to compare the answers; see [WithComparisons].
func Shadow(share float64) Route { return Route{modeShadow, clamp(share)} }

// ShadowConverse is [Shadow] the other way round: the answers come by the route
// [Fallback], and a share of those that Converse gave is compared with InvokeModel's.
func ShadowConverse(share float64) Route { return Route{modeShadowConverse, clamp(share)} }

func clamp(share float64) float64 { return min(max(share, 0), 1) }

// shared reports whether a mode needs a share.
func (m mode) shared() bool { return m >= modeCanary }

// String is the route as [ParseRoute] reads it: "fallback", "canary=0.05"; "" for the
// zero Route.
func (r Route) String() string {
	if !r.mode.shared() {
		return modeNames[r.mode]
	}
	return modeNames[r.mode] + "=" + strconv.FormatFloat(r.share, 'g', -1, 64)
}

// ParseRoute reads invoke, converse, fallback, canary=SHARE, shadow=SHARE or
// shadow-converse=SHARE, with a share from 0 to 1. The empty text is the zero Route.
func ParseRoute(text string) (Route, error) {
	name, arg, hasArg := strings.Cut(text, "=")
	for m, n := range modeNames {
		if n != name {
			continue
		}
		r := Route{mode: mode(m)}
		if r.mode.shared() != hasArg {
			break
		}
		if !hasArg {
			return r, nil
		}
		share, err := strconv.ParseFloat(arg, 64)
		if err != nil || !(share >= 0 && share <= 1) {
			return Route{}, fmt.Errorf("route %q: the share %q is not a number from 0 to 1", text, arg)
		}
		r.share = share
		return r, nil
	}
	return Route{}, fmt.Errorf("route %q: want invoke, converse, fallback, canary=SHARE, shadow=SHARE or shadow-converse=SHARE", text)
}

// MarshalText implements [encoding.TextMarshaler].
func (r Route) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler] with [ParseRoute].
func (r *Route) UnmarshalText(text []byte) error {
	got, err := ParseRoute(string(text))
	if err == nil {
		*r = got
	}
	return err
}
