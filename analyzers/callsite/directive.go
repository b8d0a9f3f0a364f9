package callsite

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/rules"
)

// Directive is one //bedrocklint: or //nolint comment.
type Directive struct {
	Verb    string       // "ignore", "keep", "model"; "nolint"; anything else is a mistake
	Codes   []rules.Code // of ignore; nil for nolint, which means all
	File    bool         // of ignore: the whole file is meant
	Model   string       // of model
	Reason  string
	Comment *ast.Comment
	Problem string // what is wrong with its form; "" when it is well-formed
	Sites   []*Site

	file   string
	line   int
	extent extent // of the statement that it is about, if any
}

const directivePrefix = "//bedrocklint:"

// parseDirectives returns the directives of files, in source order.
func parseDirectives(fset *token.FileSet, files []*ast.File) []*Directive {
	var out []*Directive
	for _, f := range files {
		first := len(out)
		for _, group := range f.Comments {
			for _, c := range group.List {
				d := parseDirective(c.Text)
				if d == nil {
					continue
				}
				pos := fset.Position(c.Pos())
				d.Comment, d.file, d.line = c, pos.Filename, pos.Line
				out = append(out, d)
			}
		}
		reach(fset, f, out[first:])
	}
	return out
}

// parseDirective reads one comment; it returns nil when it is not a directive.
func parseDirective(text string) *Directive {
	if rest, ok := strings.CutPrefix(text, directivePrefix); ok {
		return parseOwn(cutComment(rest))
	}
	if rest, ok := strings.CutPrefix(text, "//nolint"); ok {
		return parseNolint(rest)
	}
	if rest, ok := strings.CutPrefix(text, "//lint:"); ok {
		return parseLint(cutComment(rest))
	}
	return nil
}

func parseOwn(rest string) *Directive {
	verb, args, _ := strings.Cut(rest, " ")
	d := &Directive{Verb: verb}
	args = strings.TrimSpace(args)
	switch verb {
	case "ignore":
		d.parseIgnore(args, directivePrefix+verb)
	case "file-ignore":
		d.Verb, d.File = "ignore", true
		d.parseIgnore(args, directivePrefix+verb)
	case "keep":
		d.Reason = args
		if args == "" {
			d.Problem = "keep needs a reason: //bedrocklint:keep reason"
		}
	case "model":
		d.Model, d.Reason, _ = strings.Cut(args, " ")
		if d.Model == "" {
			d.Problem = "model needs a model id: //bedrocklint:model ID"
		}
	default:
		d.Problem = fmt.Sprintf("unknown directive %q; there are ignore, file-ignore, keep and model", verb)
	}
	return d
}

// parseLint reads staticcheck's comments, where every code in them is one of ours: then
// it is to us that they speak.
func parseLint(rest string) *Directive {
	verb, args, _ := strings.Cut(rest, " ")
	if verb != "ignore" && verb != "file-ignore" {
		return nil
	}
	args = strings.TrimSpace(args)
	codes, _, _ := strings.Cut(args, " ")
	for c := range strings.SplitSeq(codes, ",") {
		if !ourCode.MatchString(c) {
			return nil
		}
	}
	d := &Directive{Verb: "ignore", File: verb == "file-ignore"}
	d.parseIgnore(args, "//lint:"+verb)
	return d
}

var ourCode = regexp.MustCompile(`^BL[0-9]{4}$`)

// parseIgnore reads codes and reason. form is the directive as it is to be written.
func (d *Directive) parseIgnore(args, form string) {
	codes, reason, _ := strings.Cut(args, " ")
	d.Reason = strings.TrimSpace(reason)
	if codes == "" {
		d.Problem = fmt.Sprintf("ignore needs a code and a reason: %s CODE reason", form)
		return
	}
	for c := range strings.SplitSeq(codes, ",") {
		code := rules.Code(c)
		if !rules.Known(code) {
			d.Problem = fmt.Sprintf("no rule has the code %q; bedrocklint -explain lists them", c)
			return
		}
		d.Codes = append(d.Codes, code)
	}
	if d.Reason == "" {
		d.Problem = fmt.Sprintf("ignore needs a reason: %s %s reason", form, codes)
	}
}

// parseNolint reads golangci-lint's comment. It is honoured and never reported, since
// that tool has its own check of these comments.
func parseNolint(rest string) *Directive {
	list, ok := strings.CutPrefix(rest, ":")
	if !ok {
		if rest != "" && rest[0] != ' ' {
			return nil // another word, such as //nolintlint
		}
		return &Directive{Verb: "nolint"}
	}
	list, reason, _ := strings.Cut(list, "//")
	for name := range strings.SplitSeq(list, ",") {
		if n := strings.TrimSpace(name); n == "bedrocklint" || n == "all" {
			return &Directive{Verb: "nolint", Reason: strings.TrimSpace(reason)}
		}
	}
	return nil
}

// cutComment takes a comment inside the comment off, as in "//bedrocklint:keep why // TODO".
func cutComment(s string) string {
	s, _, _ = strings.Cut(s, " // ")
	return strings.TrimRight(s, " \t\r")
}

// attach ties directives to the sites that they stand at: on any line of the call or of
// the statement before the call's end, or on the line above.
func attach(fset *token.FileSet, directives []*Directive, calls []found, sites []*Site) {
	for i, f := range calls {
		start := fset.Position(f.call.Pos())
		if f.stmt != nil && f.stmt.Pos() < f.call.Pos() {
			start = fset.Position(f.stmt.Pos())
		}
		end := fset.Position(f.call.End()).Line
		for _, d := range directives {
			if d.file == start.Filename && start.Line-1 <= d.line && d.line <= end {
				d.Sites = append(d.Sites, sites[i])
			}
		}
	}
}

// silences reports whether the directive covers a diagnostic of a site: it stands at the
// site's call, at the statement that the diagnostic is in, on its line or the line above
// it, or it covers the file.
func (d *Directive) silences(site *Site, code rules.Code, at token.Position) bool {
	if d.Problem != "" || d.Verb != "ignore" && d.Verb != "nolint" {
		return false
	}
	if d.Verb == "ignore" && !slices.Contains(d.Codes, code) {
		return false
	}
	if site != nil && slices.Contains(d.Sites, site) {
		return true
	}
	return d.file == at.Filename && (d.File || d.line == at.Line || d.line == at.Line-1 || d.extent.has(at.Line))
}

// SilencedBy returns the directive that silences a diagnostic, or nil. The site may be
// nil.
func (r *Result) SilencedBy(site *Site, code rules.Code, at token.Position) *Directive {
	for _, d := range r.Directives {
		if d.silences(site, code, at) {
			return d
		}
	}
	return nil
}
