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
// old contents back. When the process dies half-way, Recover finishes the work.
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
	staged, err := p.check()
	if err != nil {
		return err
	}
	if err := begin(p.Root, staged); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("nothing was written: another run is writing, or was interrupted (%s); wait, then run the command again", stagingName)
	} else if err != nil {
		return fmt.Errorf("nothing was written: %w", err)
	}
	defer end(p.Root)
	if err := stage(ctx, staged); err != nil {
		return fmt.Errorf("nothing was written: %w", err)
	}
	defer unstage(staged)
	if err := seal(p.Root); err != nil {
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

// check checks every file of the plan.
func (p *Plan) check() ([]stagedFile, error) {
	var out []stagedFile
	for _, f := range p.Files {
		s, err := check(f)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// stage writes the new contents beside the files, or nothing.
func stage(ctx context.Context, staged []stagedFile) (err error) {
	defer func() {
		if err != nil {
			unstage(staged)
		}
	}()
	for _, s := range staged {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := writeTemp(s.temp, s.After, s.mode); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// unstage removes temporary files. One that was renamed is gone already.
func unstage(staged []stagedFile) {
	for _, s := range staged {
		os.Remove(s.temp)
	}
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
	return stagedFile{FileChange: f, target: target, temp: tempName(target), mode: info.Mode().Perm()}, nil
}

// writeTemp writes data to a file, down to the disk, and leaves nothing when it fails.
func writeTemp(name string, data []byte, mode fs.FileMode) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			os.Remove(name)
		}
	}()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := f.Chmod(mode); err != nil {
		return err
	}
	return f.Sync()
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
		err := writeTemp(s.temp, s.Before, s.mode)
		if err == nil {
			err = os.Rename(s.temp, s.target)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: still holds the new content, its old content could not be put back: %w", s.Path, err))
		}
	}
	return errors.Join(errs...)
}

// syncDirs makes the renames last.
func syncDirs(staged []stagedFile) {
	done := map[string]bool{}
	for _, s := range staged {
		dir := filepath.Dir(s.target)
		if !done[dir] {
			done[dir] = true
			syncDir(dir)
		}
	}
}
