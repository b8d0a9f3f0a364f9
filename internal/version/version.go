// Package version says which build of the module a command is. The rules and the catalog
// are compiled in, so that it is their version, too.
package version

import (
	"runtime/debug"
	"strings"
)

// Module is the version of the module, as the go command knows it: "v0.1.0", a
// pseudo-version, or "(devel)".
func Module() string {
	info, _ := debug.ReadBuildInfo()
	return module(info)
}

// Full is the version of the module with the commit, its date, and the Go version:
//
//	v0.1.0 (commit 1a2b3c4d of 2026-11-24, with changes; go1.26.8)
//
// A build outside of the repository has no commit.
func Full() string {
	info, _ := debug.ReadBuildInfo()
	return full(info)
}

func module(info *debug.BuildInfo) string {
	if info == nil || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

func full(info *debug.BuildInfo) string {
	if info == nil {
		return module(info)
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	var about []string
	if commit := settings["vcs.revision"]; commit != "" {
		about = append(about, "commit "+commit[:min(8, len(commit))]+of(settings["vcs.time"]))
	}
	if settings["vcs.modified"] == "true" {
		about = append(about, "with changes")
	}
	text := strings.Join(about, ", ")
	if info.GoVersion != "" {
		text = strings.TrimPrefix(text+"; "+info.GoVersion, "; ")
	}
	if text == "" {
		return module(info)
	}
	return module(info) + " (" + text + ")"
}

// of is the day of a time as RFC 3339 has it.
func of(time string) string {
	if day, _, ok := strings.Cut(time, "T"); ok {
		return " of " + day
	}
	return ""
}
