package propertytest

import (
	"fmt"
	"go/format"
	"regexp"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// An idiom is one way to write a call, written the same for every family.
type idiom struct {
	name    string // its folder below rewrite/testdata/idioms
	about   string
	request func(*sketch) string // prints what makes the body, and returns its expression
	read    func(*sketch)        // prints what is done with the answer, or with the stream
	stream  bool
	cannot  func(*sketch) string // why a family has no such code; nil when all have
}

// idioms are all of them. What the table leaves out is the usual: a struct literal that is
// marshalled, and a struct that is decoded to and of which the text is returned.
func idioms() []*idiom {
	all := append(requestIdioms(), readIdioms()...)
	all = append(all, streamIdioms()...)
	for _, i := range all {
		if i.request == nil {
			i.request = (*sketch).structLiteral
		}
		if i.read == nil {
			i.read = (*sketch).readStruct
		}
	}
	return all
}

// A sketch is the program of one idiom and one family, as a person would write it.
type sketch struct {
	*generator
	params  string // after the client
	results string
	before  string // what stands before the function's body: a receiver, another function
	call    string // instead of the call on the client, where there is a wrapper
	files   map[string]string
}

// sketchOf is the sketch of a family, before anything is printed.
func sketchOf(f *catalog.Family) *sketch {
	g := &generator{printer: newPrinter(""), family: f, model: typical(f)}
	g.named, g.short, g.zero = typeNamed, true, `"", `
	g.script = &script{system: &field{value: text(`"Be brief."`)}, turns: []turn{{role: `"user"`, text: "question"}}}
	return &sketch{generator: g, params: "question string", results: "(string, error)", files: map[string]string{}}
}

// typical is the model that a family's programs call: the first that takes a system text
// and refuses nothing.
func typical(f *catalog.Family) *catalog.Model {
	all := models(f)
	for _, m := range all {
		if has, _ := m.Feature("system"); has && len(m.Refuses) == 0 && m.Stream && m.NeedsProfile(m.ID) == "" {
			return m
		}
	}
	return all[0]
}

// typeNamed is what people name the type of a member.
func typeNamed(member string) string {
	name := strings.ToLower(member[:1]) + member[1:]
	for _, list := range []string{"messages", "choices", "generations", "results", "outputs"} {
		if name == list {
			return strings.TrimSuffix(name, "s")
		}
	}
	if name == "system" || name == "content" {
		return name + "Block"
	}
	return name
}

// source prints the whole file of an idiom.
func (s *sketch) source(t testing.TB, i *idiom) string {
	t.Helper()
	operation := "InvokeModel"
	if i.stream {
		operation = "InvokeModelWithResponseStream"
		s.params, s.results, s.zero = s.params+", w io.Writer", "error", ""
	}
	body := i.request(s)
	if s.call == "" {
		s.call = fmt.Sprintf("client.%s(ctx, &bedrockruntime.%sInput{\nModelId: aws.String(%q),\nContentType: aws.String(\"application/json\"),\nBody: %s,\n})", operation, operation, s.id(), body)
	}
	s.stmt("out, err := %s\n%s", s.call, s.check("invoke model"))
	i.read(s)
	head := "func ask(ctx context.Context, client *bedrockruntime.Client, " + s.params + ")"
	if s.before != "" {
		head = s.before
	}
	main := fmt.Sprintf("// ask puts a question to the model.\n%s %s {\n%s\n}\n", head, s.results, s.take())
	src := strings.Join(append(s.decls, main), "\n\n")

	return s.formatted(t, "// Package ask has "+i.about+".\npackage ask\n\n"+idiomImports(src)+"\n"+src)
}

func (s *sketch) formatted(t testing.TB, src string) string {
	t.Helper()
	out, err := format.Source([]byte(src))
	if err != nil {
		t.Fatalf("%s: %v\n%s", s.family.Name, err, src)
	}
	return string(out)
}

// idiomImports are those that a source uses, in groups.
func idiomImports(src string) string {
	groups := [][]string{
		{"bytes", "context", "embed", "encoding/json", "errors", "fmt", "io", "maps", "strings", "text/template"},
		{"github.com/aws/aws-sdk-go-v2/aws", "github.com/aws/aws-sdk-go-v2/service/bedrockruntime", "github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types", "github.com/tidwall/gjson"},
		{"example.com/idioms/wire"},
	}
	var b strings.Builder
	for _, group := range groups {
		b.WriteString("\n")
		for _, path := range group {
			name := path[strings.LastIndexByte(path, '/')+1:]
			switch {
			case name == "embed" && strings.Contains(src, "//go:embed"):
				b.WriteString("_ \"embed\"\n")
			case regexp.MustCompile(`(^|[^.\w"])` + name + `\.[A-Z]`).MatchString(src):
				b.WriteString(quoted(path) + "\n")
			}
		}
	}
	return "import (\n" + strings.TrimSpace(b.String()) + "\n)\n"
}

// check returns an error with what failed.
func (s *sketch) check(what string) string {
	return fmt.Sprintf("if err != nil {\nreturn %sfmt.Errorf(\"%s: %%w\", err)\n}", s.zero, what)
}

// checked runs a call that yields an error alone.
func (s *sketch) checked(call, what string) {
	s.stmt("if err := %s; err != nil {\nreturn %sfmt.Errorf(\"%s: %%w\", err)\n}", call, s.zero, what)
}
