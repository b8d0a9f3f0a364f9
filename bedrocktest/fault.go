package bedrocktest

import (
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Fault is a failure to inject. The zero values of Operation and Model match
// every call; of Times, every matching call.
type Fault struct {
	Kind      FaultKind
	Operation string // "Converse", "InvokeModel", …
	Model     string // as sent by the client
	Skip      int    // leave the first matching calls alone
	Times     int    // then act on so many of them

	// Exception names the exception of FaultError and FaultStreamException,
	// as in "ThrottlingException". Message replaces the service's own text.
	Exception, Message string
	Delay              time.Duration // FaultDelay, FaultSlow
	// Frame is how many frames of a stream are sent intact before the fault;
	// 0 makes an exception the first frame of a stream with status 200, which
	// is how the service reports some validation errors.
	Frame int
}

// FaultKind says what goes wrong.
type FaultKind string

const (
	// FaultError answers with an exception instead of a result.
	FaultError FaultKind = "error"
	// FaultDelay holds the whole answer back.
	FaultDelay FaultKind = "delay"
	// FaultSlow waits before every frame of a stream but the first.
	FaultSlow FaultKind = "slow"
	// FaultReset drops the connection before any response header.
	FaultReset FaultKind = "reset"
	// FaultTruncate sends headers and part of the body, then drops the
	// connection. In a stream, Frame frames are sent.
	FaultTruncate FaultKind = "truncate"
	// FaultStreamException ends a stream with an exception frame.
	FaultStreamException FaultKind = "stream-exception"
	// FaultStreamError ends a stream with a frame of message type "error".
	FaultStreamError FaultKind = "stream-error"
	// FaultEndEarly ends a stream cleanly, without its closing events.
	FaultEndEarly FaultKind = "end-early"
	// FaultCutFrame ends a stream in the middle of a frame.
	FaultCutFrame FaultKind = "cut-frame"
	// FaultBadCRC ends a stream with a frame whose checksum is wrong.
	FaultBadCRC FaultKind = "bad-crc"
	// FaultMalformed sends a frame whose payload is not JSON, and goes on.
	FaultMalformed FaultKind = "malformed"
	// FaultUnknownEvent sends an event of an unknown type, and goes on.
	FaultUnknownEvent FaultKind = "unknown-event"
	// FaultFloats writes whole numbers of a native answer as floats, as the
	// service does when a guardrail is on.
	FaultFloats FaultKind = "floats"
	// FaultGuardrail makes the call's guardrail intervene; without a guardrail
	// in the request it does nothing.
	FaultGuardrail FaultKind = "guardrail"
)

// faultScope tells which operations a kind can act on.
var faultScope = map[FaultKind]func(operation string) bool{
	FaultError: anyOperation, FaultDelay: anyOperation, FaultReset: anyOperation, FaultTruncate: anyOperation,
	FaultSlow: isStream, FaultStreamException: isStream, FaultStreamError: isStream, FaultEndEarly: isStream,
	FaultCutFrame: isStream, FaultBadCRC: isStream, FaultMalformed: isStream, FaultUnknownEvent: isStream,
	FaultFloats: isInvoke, FaultGuardrail: anyOperation,
}

func anyOperation(string) bool { return true }
func isStream(op string) bool  { return strings.HasSuffix(op, "Stream") }
func isInvoke(op string) bool  { return strings.HasPrefix(op, "InvokeModel") }

// Throttle makes the first n calls fail with ThrottlingException.
func Throttle(n int) Fault {
	return Fault{Kind: FaultError, Exception: "ThrottlingException", Times: n}
}

// armedFault counts the calls a fault has met.
type armedFault struct {
	Fault
	met int
}

// Inject adds faults. Several may act on one call; of those that end it, the
// first counts.
func (s *Server) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		s.faults = append(s.faults, &armedFault{Fault: f})
	}
}

// take counts a call against every fault that matches it and returns those
// that act.
func (s *Server) take(operation, modelID string) []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Fault
	for _, f := range s.faults {
		if f.Operation != "" && f.Operation != operation || f.Model != "" && f.Model != modelID {
			continue
		}
		if scope := faultScope[f.Kind]; scope == nil || !scope(operation) {
			continue
		}
		f.met++
		if f.met > f.Skip && (f.Times == 0 || f.met <= f.Skip+f.Times) {
			out = append(out, f.Fault)
		}
	}
	return out
}

// ParseFault reads a fault as a command line gives it: a kind, then options
// after commas.
//
//	error=ThrottlingException,times=2
//	delay=1500ms,operation=Converse
//	stream-exception=throttlingException,frame=3
//	cut-frame,frame=2,skip=1,times=1
func ParseFault(text string) (Fault, error) {
	items := strings.Split(text, ",")
	kind, arg, _ := strings.Cut(items[0], "=")
	f := Fault{Kind: FaultKind(kind)}
	if faultScope[f.Kind] == nil {
		return Fault{}, fmt.Errorf("fault %q: no kind %q; have %s", text, kind, strings.Join(faultKinds(), ", "))
	}
	if err := f.setArgument(arg); err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", text, err)
	}
	for _, item := range items[1:] {
		key, value, _ := strings.Cut(item, "=")
		if err := f.set(key, value); err != nil {
			return Fault{}, fmt.Errorf("fault %q: %s: %w", text, key, err)
		}
	}
	return f, nil
}

// setArgument reads what follows the kind: an exception's name or a duration.
func (f *Fault) setArgument(arg string) (err error) {
	switch f.Kind {
	case FaultError, FaultStreamException:
		if arg == "" {
			return errors.New("name the exception, as in error=ThrottlingException")
		}
		f.Exception = strings.ToUpper(arg[:1]) + arg[1:]
		if exceptionStatus[f.Exception] == 0 {
			return fmt.Errorf("no exception %q; have %s", arg, strings.Join(sortedKeys(exceptionStatus), ", "))
		}
	case FaultDelay, FaultSlow:
		f.Delay, err = time.ParseDuration(arg)
	default:
		if arg != "" {
			return fmt.Errorf("%s takes no argument", f.Kind)
		}
	}
	return err
}

func (f *Fault) set(key, value string) (err error) {
	switch key {
	case "operation":
		f.Operation = value
	case "model":
		f.Model = value
	case "message":
		f.Message = value
	case "skip":
		f.Skip, err = natural(value)
	case "times":
		f.Times, err = natural(value)
	case "frame":
		f.Frame, err = natural(value)
	default:
		err = errors.New("no such option; have operation, model, message, skip, times, frame")
	}
	return err
}

func natural(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is not a whole number from 0", s)
	}
	return n, nil
}

func faultKinds() []string {
	var out []string
	for k := range faultScope {
		out = append(out, string(k))
	}
	sort.Strings(out)
	return out
}

// injectedError is the first FaultError's exception.
func injectedError(faults []Fault) *apiError {
	for _, f := range faults {
		if f.Kind == FaultError {
			return newException(f.Exception, f.Message)
		}
	}
	return nil
}

func has(faults []Fault, kind FaultKind) bool {
	for _, f := range faults {
		if f.Kind == kind {
			return true
		}
	}
	return false
}

func delayOf(faults []Fault) time.Duration {
	var d time.Duration
	for _, f := range faults {
		if f.Kind == FaultDelay {
			d += f.Delay
		}
	}
	return d
}
