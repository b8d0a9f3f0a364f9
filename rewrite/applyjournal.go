package rewrite

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A program that dies while it replaces files, by a signal that cannot be caught or with
// the machine, leaves some of them old and some new; each is whole, since a rename
// replaces it, but the package need not compile in between. So Apply keeps a journal at
// the plan's root:
//
//	stagingName   written first: the temporary files that are about to be made.
//	              Whoever finds it removes them; no file has been replaced.
//	journalName   the same file, renamed when all new contents are on the disk.
//	              Whoever finds it goes on replacing files from where it stopped.
//
// Recover does both. The journal goes away when the last file is in place.
const (
	stagingName = ".bedrockmigrate-staging.json"
	journalName = ".bedrockmigrate-journal.json"
)

// journal is the content of both files.
type journal struct {
	PID   int            `json:"pid"` // of the process that writes
	Files []journalEntry `json:"files"`
}

// journalEntry is one replacement. Paths are absolute, hashes SHA-256 in hexadecimal.
type journalEntry struct {
	Target string `json:"target"`
	Temp   string `json:"temp"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// BusyError says that another process writes files of the same root.
type BusyError struct {
	File string // its journal
	PID  int
}

func (e *BusyError) Error() string {
	return fmt.Sprintf("process %d is writing (%s); wait for it, or remove that file if the process is another program's", e.PID, e.File)
}

// tempName is the temporary file for a target. It is the same in every run, so that a
// run that died before its journal was written leaves nothing that the next one would
// not overwrite.
func tempName(target string) string {
	return filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".bedrockmigrate.tmp")
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// begin writes the journal of files that are about to be staged.
func begin(root string, staged []stagedFile) error {
	j := journal{PID: os.Getpid()}
	for _, s := range staged {
		j.Files = append(j.Files, journalEntry{s.target, s.temp, hex.EncodeToString(s.Hash[:]), digest(s.After)})
	}
	text, err := json.MarshalIndent(j, "", "\t")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(root, stagingName), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// seal makes the journal count: from here on the replacement goes forward only.
func seal(root string) error {
	err := os.Rename(filepath.Join(root, stagingName), filepath.Join(root, journalName))
	if err == nil {
		syncDir(root)
	}
	return err
}

// end removes the journal.
func end(root string) {
	os.Remove(filepath.Join(root, stagingName))
	os.Remove(filepath.Join(root, journalName))
}

// Recover finishes what an interrupted Apply began, if a journal lies in dir or in a
// directory above it: files whose new content was complete on the disk take their
// places, and leftovers go away. It returns the files that it replaced. A file that
// somebody changed in the meantime is kept and named in the error.
func Recover(dir string) (replaced []string, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	for ; ; dir = filepath.Dir(dir) {
		done, err := recoverRoot(dir)
		replaced = append(replaced, done...)
		if err != nil || dir == filepath.Dir(dir) {
			return replaced, err
		}
	}
}

// recoverRoot is Recover for the journal of one root.
func recoverRoot(root string) ([]string, error) {
	if err := discard(filepath.Join(root, stagingName)); err != nil {
		return nil, err
	}
	name := filepath.Join(root, journalName)
	j, err := readJournal(name)
	if j == nil || err != nil {
		return nil, err
	}
	var replaced []string
	var errs []error
	for _, e := range j.Files {
		done, err := e.redo()
		if done {
			replaced = append(replaced, e.Target)
		}
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return replaced, fmt.Errorf("an apply that was interrupted cannot be finished: %w; bring the files to the state that you want and remove %s", err, name)
	}
	return replaced, os.Remove(name)
}

// redo puts one file in its place, unless it is there already.
func (e journalEntry) redo() (done bool, err error) {
	now, err := os.ReadFile(e.Target)
	if err != nil {
		return false, err
	}
	switch digest(now) {
	case e.After:
		os.Remove(e.Temp)
		return false, nil
	case e.Before:
	default:
		return false, &StaleError{e.Target}
	}
	next, err := os.ReadFile(e.Temp)
	if err != nil {
		return false, err
	}
	if digest(next) != e.After {
		return false, &StaleError{e.Temp}
	}
	if err := os.Rename(e.Temp, e.Target); err != nil {
		return false, err
	}
	syncDir(filepath.Dir(e.Target))
	return true, nil
}

// discard removes the temporary files of an apply that died before anything was
// replaced. A journal that ends in the middle was cut before there were any.
func discard(name string) error {
	j, err := readJournal(name)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return os.Remove(name)
	case j == nil || err != nil:
		return err
	}
	for _, e := range j.Files {
		if err := os.Remove(e.Temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.Remove(name)
}

// readJournal reads a journal; nil when there is none. One whose process is alive is
// refused.
func readJournal(name string) (*journal, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var j journal
	if err := json.Unmarshal(text, &j); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if j.PID != os.Getpid() && alive(j.PID) {
		return nil, &BusyError{name, j.PID}
	}
	for _, e := range j.Files {
		if e.Temp != tempName(e.Target) { // not written by begin: nothing to trust
			return nil, fmt.Errorf("%s: %s is no temporary file of %s; remove the journal", name, e.Temp, e.Target)
		}
	}
	return &j, nil
}

// alive reports whether a process of that number runs, as far as the system tells.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	return pid > 0 && err == nil && p.Signal(syscall.Signal(0)) == nil
}

// syncDir makes renames in a directory last. A file system that cannot sync a directory
// has nothing to make last, so errors say nothing.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		d.Sync()
		d.Close()
	}
}
