package propertytest

import (
	"fmt"
	"go/format"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// A program is one function that makes one call.
type program struct {
	name, family, form string
	stream             bool
	source             []byte
}

func (p *program) String() string {
	return fmt.Sprintf("%s (%s, %s, stream %v)", p.name, p.family, p.form, p.stream)
}

// families are those that Converse serves, with a model each that it takes: those that
// move, and those that are left alone all the same.
func families() (move, stay []*catalog.Family) {
	for _, f := range catalog.Default().Families() {
		switch {
		case !f.Served() || !f.Complete || len(models(f)) == 0:
		case f.Stays != "":
			stay = append(stay, f)
		default:
			move = append(move, f)
		}
	}
	return move, stay
}

func models(f *catalog.Family) []*catalog.Model {
	var all []*catalog.Model
	for _, m := range f.Models {
		if m.Invoke && m.Converse {
			all = append(all, m)
		}
	}
	return all
}

// generate makes the program of a number; form "" is any.
func generate(t testing.TB, seed uint64, number int, f *catalog.Family, form string) *program {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, uint64(number)))
	ms := models(f)
	name := fmt.Sprintf("p%d", number)
	g := &generator{printer: newPrinter(name), rng: rng, family: f, model: ms[rng.IntN(len(ms))], form: form}
	if form == "" {
		g.form = forms[rng.IntN(len(forms))]
	}
	stream := g.model.Stream && f.Stream != nil && f.Framing != catalog.FramingNone && g.chance(4)
	src := g.file(name, stream)
	out, err := format.Source([]byte(src))
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, src)
	}
	return &program{name, f.Name, g.form, stream, out}
}

// file prints the whole file of one program.
func (g *generator) file(name string, stream bool) string {
	body := g.body()
	operation, read := "InvokeModel", g.response
	if stream {
		operation, read = "InvokeModelWithResponseStream", g.streamed
	}
	g.stmt("out, err := client.%s(ctx, &bedrockruntime.%sInput{\nModelId: aws.String(%q),\nContentType: aws.String(\"application/json\"),\nBody: %s,\n})\nif err != nil {\nreturn err\n}", operation, operation, g.id(), body)
	read()
	main := fmt.Sprintf("func %s(ctx context.Context, client *bedrockruntime.Client, in input.In, w io.Writer) error {\n%s\nreturn nil\n}\n", name, g.take())
	src := strings.Join(append(g.decls, main), "\n\n")
	return "package programs\n\n" + imports(src) + "\nfunc init() { Programs[\"" + name + "\"] = " + name + " }\n\n" + src
}

// id is the model's id, or that of a profile where it has to be one.
func (g *generator) id() string {
	if id := g.model.NeedsProfile(g.model.ID); id != "" {
		return id
	}
	return g.model.ID
}

// imports are those that a source uses.
func imports(src string) string {
	var b strings.Builder
	b.WriteString("import (\n")
	for _, path := range []string{"bytes", "context", "encoding/base64", "encoding/json", "errors", "fmt", "io", "strings", "",
		"github.com/aws/aws-sdk-go-v2/aws", "github.com/aws/aws-sdk-go-v2/service/bedrockruntime", "github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types", "",
		"example.com/generated/input"} {
		if path == "" || strings.Contains(src, path[strings.LastIndexByte(path, '/')+1:]+".") {
			b.WriteString("\t" + quoted(path) + "\n")
		}
	}
	return b.String() + ")\n"
}

func quoted(path string) string {
	if path == "" {
		return ""
	}
	return `"` + path + `"`
}
