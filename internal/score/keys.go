package main

import "strings"

// normal strips the array brackets off a key path: whether a reader wrote
// content[].text or content.text is not what is measured.
func normal(key string) string {
	return strings.ReplaceAll(key, "[]", "")
}

// under reports whether path is key or a path below it.
func under(path, key string) bool {
	return path == key || strings.HasPrefix(path, key+".")
}

// recalled splits the labelled keys into those that got has, itself or a path
// below it, and those that it lacks.
func recalled(labelled, got []string) (found, missing []string) {
	for _, key := range labelled {
		if matches(got, func(path string) bool { return under(path, normal(key)) }) {
			found = append(found, key)
		} else {
			missing = append(missing, key)
		}
	}
	return found, missing
}

// extra returns the paths of got that have no label at, above or below them.
func extra(labelled, got []string) []string {
	var out []string
	for _, path := range got {
		path := normal(path)
		if !matches(labelled, func(key string) bool { return under(path, key) || under(key, path) }) {
			out = append(out, path)
		}
	}
	return out
}

// matches reports whether ok holds for one of the paths, in their normal form.
func matches(paths []string, ok func(string) bool) bool {
	for _, p := range paths {
		if ok(normal(p)) {
			return true
		}
	}
	return false
}
