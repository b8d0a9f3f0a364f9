package config

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// Path globs are written with slashes, relative to the configuration's directory. Each
// part fits one name as in path.Match; ** as a whole part fits any number of them. A
// glob that fits a directory fits everything below it.

// checkGlob reports a glob that is malformed or can fit nothing.
func checkGlob(g string) error {
	switch {
	case g == "":
		return errors.New("the path is empty; write . for everything")
	case strings.HasPrefix(g, "/") || strings.Contains(g, `\`):
		return fmt.Errorf("%q is not a relative path with slashes; write it relative to this file", g)
	case path.Clean(g) == "..", strings.HasPrefix(path.Clean(g), "../"):
		return fmt.Errorf("%q leads out of this file's directory; put a %s there", g, Name)
	}
	for part := range strings.SplitSeq(g, "/") {
		if part != "**" && strings.Contains(part, "**") {
			return fmt.Errorf("** in %q must be a part of its own, as in a/**/b", g)
		}
		if _, err := path.Match(part, ""); err != nil {
			return fmt.Errorf("%q is not a glob: unclosed [ or bad escape in %q", g, part)
		}
	}
	return nil
}

// matchPath reports whether a glob fits a file, or a directory above it.
func matchPath(glob, file string) bool {
	glob = path.Clean(glob)
	if glob == "." {
		return true
	}
	return matchParts(strings.Split(glob, "/"), strings.Split(file, "/"))
}

// matchParts follows all places of the glob at once, one name of the file after another,
// so that many ** cost no more than their number.
func matchParts(glob, file []string) bool {
	at := map[int]bool{} // places in glob that what was read of file leads to
	enter := func(i int) {
		for ; ; i++ {
			at[i] = true
			if i == len(glob) || glob[i] != "**" || i == len(glob)-1 {
				return // a last ** needs a name; any other may stand for none
			}
		}
	}
	enter(0)
	for _, name := range file {
		before := at
		at = map[int]bool{}
		for i := range before {
			switch {
			case i == len(glob):
				return true // below a directory that fits
			case glob[i] == "**":
				enter(i)
				if i == len(glob)-1 {
					return true
				}
			default:
				if ok, err := path.Match(glob[i], name); err == nil && ok {
					enter(i + 1)
				}
			}
		}
	}
	return at[len(glob)]
}
