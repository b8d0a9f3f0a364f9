package conversedocument

import (
	"fmt"
	"go/ast"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/conversecall"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewConverse("conversedocument", Doc, check) }

func check(r *finding.Reporter, c *conversecall.Call, f *conversecall.Form) {
	k := checker{r, c, map[string]payload.Value{}}
	conversecall.Objects(f.Members["Messages"], "DocumentBlock", k.document)
	conversecall.Objects(f.Members["Messages"], "Message", k.message)
}

type checker struct {
	*finding.Reporter
	call  *conversecall.Call
	names map[string]payload.Value
}

func (k checker) report(v payload.Value, msg string) {
	k.ReportIn(k.call.Call, rules.DocumentRule, conversecall.Place(v, k.call.Name()), msg)
}

func (k checker) document(o *payload.Object) {
	name := conversecall.Field(o, "Name")
	if name == nil {
		return
	}
	if conversecall.IsNil(name) {
		k.report(o, "this document has no name, and Converse refuses it; give it one")
		return
	}
	if fn := keepsDot(name); fn != "" {
		k.report(name, fmt.Sprintf("%s keeps the dot of the file's extension, which Converse refuses in a document's name; cut the extension off", fn))
		return
	}
	text, ok := conversecall.Text(name)
	if !ok {
		return
	}
	if problem := badName(text); problem != "" {
		k.report(name, fmt.Sprintf("Converse refuses the document name %q: %s", text, problem))
		return
	}
	if _, twice := k.names[text]; twice {
		k.report(name, fmt.Sprintf("two documents of this request have the name %q, and Converse refuses them; number them", text))
	}
	k.names[text] = name
}

// allowed are the characters of a document's name. The documents do not list the
// underscore, but the service takes it.
var allowed = regexp.MustCompile(`^[A-Za-z0-9_ \n\-()\[\]]+$`)

// badName says why Converse refuses a document's name, or "".
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html
func badName(name string) string {
	switch {
	case name == "" || len(name) > 200:
		return "it has to have between 1 and 200 characters"
	case !allowed.MatchString(name):
		return "only letters, digits, spaces, hyphens, parentheses and square brackets are allowed"
	case strings.Contains(name, "  "):
		return "there may be no two spaces in a row"
	}
	return ""
}

// keepsDot returns the function that a name comes from, if it gives file names with their
// extension.
func keepsDot(name payload.Value) string {
	o := name.Origin()
	if o.Expr == nil || o.Frame == nil || o.Frame.Info == nil {
		return ""
	}
	call, ok := ast.Unparen(o.Expr).(*ast.CallExpr)
	if ok && sdk.IsFunc(o.Frame.Info, call, "path/filepath.Base", "path.Base") {
		return sdk.Func(o.Frame.Info, call).Pkg().Name() + ".Base"
	}
	return ""
}

// message looks at a message of documents alone.
func (k checker) message(o *payload.Object) {
	blocks, exact := conversecall.Elements(conversecall.Field(o, "Content"))
	if !exact {
		return
	}
	var document payload.Value
	for _, b := range blocks {
		switch conversecall.TypeName(b) {
		case "ContentBlockMemberDocument":
			document = b
		case "ContentBlockMemberImage", "ContentBlockMemberCachePoint", "ContentBlockMemberVideo", "ContentBlockMemberAudio":
		default:
			return // text, or a block of which the kind is not known
		}
	}
	if document != nil {
		k.report(document, "a message with a document needs a text block as well, or Converse refuses it; add one")
	}
}
