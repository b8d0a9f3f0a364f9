package rewrite

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ApplyOptions says how bold Apply may be.
type ApplyOptions struct {
	// Force writes files that git says hold uncommitted changes. A file that changed
	// after the plan was made is refused all the same.
	Force bool
}

// StaleError says that a file is no longer what the plan was made for.
type StaleError struct{ Path string }

func (e *StaleError) Error() string {
	return e.Path + ": the file changed after the plan was made; run the command again"
}

// Apply writes the plan: all of its files or none. Everything that can be refused is
// refused first (stale files, uncommitted work, files that must not be written), then
// all new contents are written and synced beside the files, and only then do they
// take the files' places. When that fails half-way, those already replaced get their
// old contents back.
func (p *Plan) Apply(ctx context.Context, opts ApplyOptions) error {
	return p.apply(ctx, opts, os.Rename)
}

// renamer is os.Rename, or a test's idea of how it can fail.
type renamer func(from, to string) error

func (p *Plan) apply(ctx context.Context, opts ApplyOptions, rename renamer) error {
	if p.Empty() {
		return nil
	}
	if !opts.Force {
		if err := p.refuseDirty(ctx); err != nil {
			return err
		}
	}
	staged, err := p.stage()
	defer func() {
		for _, s := range staged {
			os.Remove(s.temp) // gone already where it was renamed
		}
	}()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("nothing was written: %w", err)
	}
	return commit(staged, rename)
}

// stagedFile is a change whose new content lies beside the file.
type stagedFile struct {
	FileChange
	target string // Path with symbolic links resolved, so that a link stays a link
	temp   string
	mode   fs.FileMode
}

// stage checks every file and writes the new contents beside them.
func (p *Plan) stage() ([]stagedFile, error) {
	var out []stagedFile
	for _, f := range p.Files {
		s, err := check(f)
		if err != nil {
			return out, err
		}
		out = append(out, s)
	}
	for i := range out {
		temp, err := writeBeside(out[i].target, out[i].After, out[i].mode)
		if err != nil {
			return out, fmt.Errorf("nothing was written: %w", err)
		}
		out[i].temp = temp
	}
	return out, nil
}

// check refuses a file that changed since the plan was made or that must not be written.
func check(f FileChange) (stagedFile, error) {
	target, err := filepath.EvalSymlinks(f.Path)
	if err != nil {
		return stagedFile{}, fmt.Errorf("nothing was written: %w", err)
	}
	info, err := os.Stat(target)
	if err != nil {
		return stagedFile{}, fmt.Errorf("nothing was written: %w", err)
	}
	if info.Mode().Perm()&0o200 == 0 {
		return stagedFile{}, fmt.Errorf("%s: the file is read-only, nothing was written; make it writable (chmod u+w) and run the command again", f.Path)
	}
	now, err := os.ReadFile(target)
	if err != nil {
		return stagedFile{}, fmt.Errorf("nothing was written: %w", err)
	}
	if sha256.Sum256(now) != f.Hash {
		return stagedFile{}, &StaleError{f.Path}
	}
	return stagedFile{FileChange: f, target: target, mode: info.Mode().Perm()}, nil
}

// writeBeside writes data to a new file in target's directory, down to the disk.
func writeBeside(target string, data []byte, mode fs.FileMode) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*.tmp")
	if err != nil {
		return "", err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		return "", err
	}
	if err := f.Chmod(mode); err != nil {
		return "", err
	}
	return f.Name(), f.Sync()
}

// commit renames the staged files into place, and undoes what it did when one fails.
func commit(staged []stagedFile, rename renamer) error {
	for i, s := range staged {
		err := rename(s.temp, s.target)
		if err == nil {
			continue
		}
		err = fmt.Errorf("%s: %w", s.Path, err)
		if undo := restore(staged[:i]); undo != nil {
			return errors.Join(err, undo)
		}
		return fmt.Errorf("nothing is changed: %w", err)
	}
	syncDirs(staged)
	return nil
}

// restore gives replaced files their old contents back. It goes on after a failure,
// so that as few files as possible stay behind.
func restore(replaced []stagedFile) error {
	var errs []error
	for _, s := range replaced {
		temp, err := writeBeside(s.target, s.Before, s.mode)
		if err == nil {
			err = os.Rename(temp, s.target)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: still holds the new content, its old content could not be put back: %w", s.Path, err))
		}
	}
	return errors.Join(errs...)
}

// syncDirs makes the renames last. A file system that cannot sync a directory has
// nothing to make last, so errors say nothing.
func syncDirs(staged []stagedFile) {
	done := map[string]bool{}
	for _, s := range staged {
		dir := filepath.Dir(s.target)
		if done[dir] {
			continue
		}
		done[dir] = true
		if d, err := os.Open(dir); err == nil {
			d.Sync()
			d.Close()
		}
	}
}
