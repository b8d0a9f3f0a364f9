package config

import (
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/rules"
)

// ParseChecks reads a list such as "all,-BL2004": from left to right, each part turns
// codes on, or off with a minus. Parts are codes, prefixes ("BL2*"), and the sets all,
// default and inherit. The list starts from nothing, as that of staticcheck does.
func ParseChecks(list string) ([]string, error) {
	if strings.TrimSpace(list) == "" {
		return nil, nil
	}
	var out []string
	for part := range strings.SplitSeq(list, ",") {
		part = strings.TrimSpace(part)
		if err := checkCheck(part, true); err != nil {
			return nil, err
		}
		out = append(out, part)
	}
	return out, nil
}

// checkCheck reports what is wrong with one part of a list of checks.
func checkCheck(part string, inherit bool) error {
	switch name := strings.TrimPrefix(part, "-"); {
	case name == "all", name == "default":
		return nil
	case name == "inherit" && inherit && name == part:
		return nil
	default:
		return checkCode(name)
	}
}

// checkCode reports a code or prefix that no rule has.
func checkCode(pattern string) error {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok && prefix != "" {
		for _, d := range rules.All() {
			if strings.HasPrefix(string(d.Code), prefix) {
				return nil
			}
		}
	}
	if rules.Known(rules.Code(pattern)) {
		return nil
	}
	var codes []string
	for _, d := range rules.All() {
		codes = append(codes, string(d.Code))
	}
	return fmt.Errorf("no rule has the code %q%s; bedrocklint -explain lists them", pattern, didYouMean(pattern, codes))
}

// chosen reports whether a list of checks turns a code on.
func chosen(checks []string, code rules.Code, byDefault bool) bool {
	on := false
	for _, c := range checks {
		name, off := strings.CutPrefix(c, "-")
		if name == "all" || name == "default" && (byDefault || off) || matchCode(name, code) {
			on = !off
		}
	}
	return on
}

func matchCode(pattern string, code rules.Code) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(string(code), prefix)
	}
	return pattern == string(code)
}

// didYouMean is `; did you mean "x"`, for the nearest of the words if one is near.
func didYouMean(word string, known []string) string {
	best, at := "", min(len([]rune(word))/3, 3)+1
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < at {
			best, at = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q", best)
}

// distance counts the insertions, deletions and replacements between two words.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		corner := row[0]
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			corner, row[j+1] = row[j+1], min(corner+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
