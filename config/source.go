package config

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// EnvVar names the environment variable that takes the place of the search: the
// absolute path of a file, or None.
const EnvVar = "BEDROCKLINT_CONFIG"

// The words that -config takes besides a file.
const (
	Auto = "auto" // the nearest file upwards counts
	None = "none" // no file counts
)

// A Source finds the configuration of a package. The zero Source searches as the
// package comment says. A Source remembers what it has read, so that one serves a
// whole run; it is safe for concurrent use.
type Source struct {
	// File is what was asked for: a path, None, or "" and Auto for the search.
	File string
	// Checks are what ParseChecks made of -checks, nil for none.
	Checks []string
	// NoInline makes directives and nolint comments count for nothing.
	NoInline bool

	mu    sync.Mutex
	files map[string]loaded // by file, "" for no file
}

type loaded struct {
	config *Config
	err    error
}

// NewSource returns a Source for the value of a -config flag.
func NewSource(flag string) *Source {
	if flag == "" {
		flag = None
	}
	return &Source{File: flag}
}

// For returns the configuration of the packages in a directory; nil without an error
// means that there is none.
func (s *Source) For(dir string) (*Config, error) {
	file, err := s.file(dir)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if got, ok := s.files[file]; ok {
		return got.config, got.err
	}
	var got loaded
	if file != "" {
		got.config, got.err = Load(file)
	}
	if got.err == nil {
		got.config = got.config.WithChecks(s.Checks)
	}
	if s.files == nil {
		s.files = map[string]loaded{}
	}
	s.files[file] = got
	return got.config, got.err
}

func (s *Source) file(dir string) (string, error) {
	switch s.File {
	case None:
		return "", nil
	case "", Auto:
	default:
		return s.File, nil
	}
	env := os.Getenv(EnvVar)
	switch {
	case env == None:
		return "", nil
	case env == "":
		return Find(dir), nil
	case !filepath.IsAbs(env):
		return "", fmt.Errorf("%s is %q; it must be an absolute path, or %s", EnvVar, env, None)
	}
	return env, nil
}

// Find returns the configuration file that counts for a directory, "" when there is none.
func Find(dir string) string {
	root := boundary(dir)
	for d := dir; ; d = filepath.Dir(d) {
		if file := filepath.Join(d, Name); isFile(file) {
			return file
		}
		if d == root || d == filepath.Dir(d) {
			return ""
		}
	}
}

// boundary is the root of the repository around a directory, else that of its module,
// else the directory itself.
func boundary(dir string) string {
	module := ""
	for d := dir; ; d = filepath.Dir(d) {
		if exists(filepath.Join(d, ".git")) {
			return d
		}
		if module == "" && exists(filepath.Join(d, "go.mod")) {
			module = d
		}
		if d == filepath.Dir(d) {
			break
		}
	}
	if module == "" {
		return dir
	}
	return module
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// Digest sums up every configuration that can count for the packages of the module or
// workspace around dir, "" when there is none. The go command asks a vet tool for its
// identity before it looks into its cache, and with this in the answer a change of a
// configuration does not bring up results from before it.
func Digest(dir string) (string, error) {
	files, err := candidates(dir)
	if err != nil || len(files) == 0 {
		return "", err
	}
	h := sha256.New()
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("read configuration: %w", err)
		}
		fmt.Fprintf(h, "%q %d\n%s", f, len(data), data)
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

func candidates(dir string) ([]string, error) {
	switch env := os.Getenv(EnvVar); env {
	case "":
	case None:
		return []string{None}, nil
	default:
		return []string{env}, nil
	}
	var out []string
	root := buildRoot(dir)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // what cannot be read is not read by the search either
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules") && path != root:
			return filepath.SkipDir
		case d.Name() == Name && !d.IsDir():
			out = append(out, path)
		}
		return nil
	})
	if above := Find(filepath.Dir(root)); above != "" && boundary(root) != root && !slices.Contains(out, above) {
		out = append(out, above)
	}
	return out, err
}

// buildRoot is the directory of the go.work above dir, else of the go.mod, else dir.
func buildRoot(dir string) string {
	if work := os.Getenv("GOWORK"); work != "" && work != "off" {
		return filepath.Dir(work)
	}
	module := ""
	for d := dir; ; d = filepath.Dir(d) {
		if exists(filepath.Join(d, "go.work")) && os.Getenv("GOWORK") != "off" {
			return d
		}
		if module == "" && exists(filepath.Join(d, "go.mod")) {
			module = d
		}
		if d == filepath.Dir(d) {
			break
		}
	}
	if module == "" {
		return dir
	}
	return module
}
