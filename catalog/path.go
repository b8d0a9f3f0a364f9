package catalog

import (
	"fmt"
	"strings"
)

// step is one step of a field path. A path is written
//
//	messages[].content[type=image].source{type=base64}.data
//
// where [] goes into the elements of an array, [key=value] into those elements whose
// member key has that value, and {key=value} into an object whose member has it.
// Several values are separated by "|", a value may end in "*", and "?" after the
// values says that the member may be missing: [type=custom?]. At the start of a path
// {key=value} tells the whole value apart: {type=message_stop}.
type step struct {
	name   string
	array  bool
	key    string
	values []string
	absent bool
}

// parsePath parses a field path of the data files.
func parsePath(path string) ([]step, error) {
	var steps []step
	for _, part := range strings.Split(path, ".") {
		s, err := parseStep(part)
		if err != nil {
			return nil, fmt.Errorf("path %q: %w", path, err)
		}
		steps = append(steps, s)
	}
	return steps, nil
}

func parseStep(part string) (step, error) {
	i := strings.IndexAny(part, "[{")
	if i < 0 {
		return step{name: part}, checkName(part)
	}
	s := step{name: part[:i], array: part[i] == '['}
	if err := checkName(s.name); err != nil && (s.array || i > 0) {
		return s, err // only the root is told apart without a name: {type=message_start}
	}
	closer := "}"
	if s.array {
		closer = "]"
	}
	inner, ok := strings.CutSuffix(part[i+1:], closer)
	if !ok || strings.ContainsAny(inner, "[]{}") {
		return s, fmt.Errorf("%q does not end in %q", part, closer)
	}
	if inner == "" && s.array {
		return s, nil
	}
	key, values, ok := strings.Cut(inner, "=")
	if !ok || key == "" || values == "" {
		return s, fmt.Errorf("%q needs key=value between its brackets", part)
	}
	values, s.absent = strings.CutSuffix(values, "?")
	s.key, s.values = key, strings.Split(values, "|")
	return s, nil
}

func checkName(name string) error {
	if name == "" {
		return fmt.Errorf("empty step")
	}
	if strings.ContainsAny(name, "]}= \t") {
		return fmt.Errorf("bad step %q", name)
	}
	return nil
}

// Plain returns a path without its discriminators:
// "content[type=image].source{type=base64}.data" becomes "content[].source.data".
func Plain(path string) string {
	if isPlain(path) {
		return path
	}
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		switch path[i] {
		case '[':
			i = skipTo(path, i, ']')
			b.WriteString("[]")
		case '{':
			i = skipTo(path, i, '}')
		default:
			b.WriteByte(path[i])
		}
	}
	return strings.TrimPrefix(b.String(), ".")
}

// isPlain reports whether a path has no discriminators.
func isPlain(path string) bool {
	for i := range len(path) {
		if path[i] == '{' || path[i] == '[' && !strings.HasPrefix(path[i:], "[]") {
			return false
		}
	}
	return true
}

// skipTo returns the index of the next closer, or the last index when there is none.
func skipTo(s string, i int, closer byte) int {
	if j := strings.IndexByte(s[i:], closer); j >= 0 {
		return i + j
	}
	return len(s) - 1
}
