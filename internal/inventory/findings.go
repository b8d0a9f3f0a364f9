package inventory

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/report"
)

// Findings turns an inventory into findings for SARIF, whose columns count UTF-16 code
// units and not bytes: for that the source lines are read again.
func Findings(res *load.Result, inv *report.Inventory) []report.Finding {
	lines := &sourceLines{res: res, files: map[string][][]byte{}}
	out := inv.Findings()
	for i := range out {
		lines.convert(&out[i].Start)
		for k := range out[i].Related {
			lines.convert(&out[i].Related[k].Position)
		}
	}
	return out
}

type sourceLines struct {
	res   *load.Result
	files map[string][][]byte
}

// convert changes the column of a position. One whose file cannot be read keeps it.
func (s *sourceLines) convert(p *report.Position) {
	lines, ok := s.files[p.File]
	if !ok {
		lines = s.read(p.File)
		s.files[p.File] = lines
	}
	if 1 <= p.Line && p.Line <= len(lines) {
		p.Column = report.UTF16Column(lines[p.Line-1], p.Column)
	}
}

func (s *sourceLines) read(file string) [][]byte {
	for _, m := range s.res.Modules {
		if src, err := os.ReadFile(filepath.Join(m.Dir, filepath.FromSlash(file))); err == nil {
			return bytes.Split(src, []byte("\n"))
		}
	}
	return nil
}
