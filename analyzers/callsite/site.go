package callsite

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Operation is the Bedrock Runtime operation that a site calls.
type Operation string

// The operations that are call sites.
const (
	InvokeModel  Operation = "InvokeModel"
	InvokeStream Operation = "InvokeModelWithResponseStream"
)

// Verdict says what can become of a call site.
type Verdict string

// The verdicts, as the inventory spells them.
const (
	Rewrite          Verdict = "rewrite"
	RewriteWithNotes Verdict = "rewrite-with-notes"
	Adapter          Verdict = "adapter"
	Keep             Verdict = "keep"
)

// Evidence says how the family of a site is known.
type Evidence string

// The kinds of evidence, strongest first.
const (
	ByDirective Evidence = "directive"
	ByModelID   Evidence = "model-id"
	ByConfig    Evidence = "config"
	ByBody      Evidence = "body"
	ByResponse  Evidence = "response"
	ByNothing   Evidence = "none"
)

// Site is one call of InvokeModel or InvokeModelWithResponseStream, with all that
// reading the source tells about it.
type Site struct {
	Call      *ast.CallExpr
	Func      ast.Node // enclosing *ast.FuncDecl or *ast.FuncLit
	FuncName  string   // "(*Client).Ask"; for display and for ID
	File      *ast.File
	Pkg       *types.Package
	Operation Operation
	SDK       string // "v2" or "v1"
	ID        string // stable across line moves

	Model    Model
	Request  *payload.Request
	Fields   []RequestField
	Response *payload.Response
	Reads    []ResponseField

	Verdict Verdict
	Reasons []Reason // why the verdict is not Rewrite, and every stated difference; sorted
	Kept    string   // reason of a //bedrocklint:keep directive; "" when there is none
	// ByHand says that Converse carries the call, as the verdict has it, and that the
	// rewriter leaves it all the same, for one of Reasons: its code wants a person.
	ByHand bool
	// Splits says that the source does not show the turns of the prompt, and that the
	// verdict holds only if the program takes it apart when it runs.
	Splits bool
	// Turns is the template of the prompt, where the source does not show its turns and
	// there is no doubt about the template; else nil.
	Turns *catalog.Template
	// Dispatch is what makes one body and reads one answer a family, where several reach
	// the call and all of it is understood; nil elsewhere.
	Dispatch *Dispatch
	// Returned is the site's function where it returns the output to callers that read it.
	Returned *Returned
	// Forward is the site's function where it hands inputs and outputs through; else nil.
	Forward    *Forward
	viaForward bool     // the call is one of such a function
	input      ast.Expr // of such a call; nil for the second argument

	fset *token.FileSet
}

// Model is what is known of a site's model.
type Model struct {
	IDs      []string         // every id that can reach the call, sorted
	Models   []*catalog.Model // those of IDs that the catalog knows, same order, without nils
	Family   *catalog.Family  // nil when unknown or when several families reach the call
	Families []*catalog.Family
	// Ambiguous says that one family reaches the call, and that the source does not
	// tell which of Families it is; otherwise all of Families reach it.
	Ambiguous bool
	Evidence  Evidence
}

// RequestField is one native field that the site can send.
type RequestField struct {
	Path    string         // as in catalog.Shape.Path, without discriminators: "messages[].content"
	Shape   *catalog.Shape // nil when the family has no such field
	Verdict catalog.Verdict
	Field   *payload.Field // the symbolic member; its Value, presence and position
}

// ResponseField is one native response field that the code reads.
type ResponseField struct {
	Path    string
	Shape   *catalog.Shape // nil when the family has no such field
	Verdict catalog.Verdict
	Use     payload.Use
}

// Reason is one ground of a verdict, or one stated difference.
type Reason struct {
	Code    rules.Code
	Message string
	Node    ast.Node // where; Call when nothing more exact is known
}
