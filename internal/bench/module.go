// Package bench generates Go modules of a given shape and holds the benchmarks that
// compare the cost of bedrocklint on them with that of other tools.
package bench

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"strings"

	"github.com/bedrocklint/bedrocklint/internal/testmod"
)

// ModulePath is the module path of every generated module.
const ModulePath = "example.com/large"

// Shape says what module to generate. The same Shape always gives the same files.
type Shape struct {
	Packages  int // packages in all
	Functions int // functions in each package
	Bedrock   int // packages of these that call InvokeModel, spread evenly
}

// fanIn is how many earlier packages each package imports. Layers are wide and shallow,
// as in services: most packages depend on a few, few on many.
const fanIn = 3

// Write generates a module into dir, which must exist.
func Write(dir string, s Shape) error {
	if s.Packages < 1 || s.Functions < 1 || s.Bedrock < 0 || s.Bedrock > s.Packages {
		return fmt.Errorf("cannot generate %+v: want at least one package and function, and no more Bedrock packages than packages", s)
	}
	if err := testmod.Init(dir, ModulePath); err != nil {
		return err
	}
	for i := range s.Packages {
		if err := writePackage(dir, s, i); err != nil {
			return err
		}
	}
	return nil
}

func writePackage(dir string, s Shape, i int) error {
	pkg := filepath.Join(dir, s.layer(i), packageName(i))
	if err := os.MkdirAll(pkg, 0o755); err != nil {
		return err
	}
	if err := writeGo(filepath.Join(pkg, "plain.go"), plainFile(s, i)); err != nil {
		return err
	}
	if !s.callsBedrock(i) {
		return nil
	}
	return writeGo(filepath.Join(pkg, "model.go"), bedrockFile(i))
}

func writeGo(name, src string) error {
	out, err := format.Source([]byte(src))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.WriteFile(name, out, 0o644)
}

// callsBedrock reports whether package i is one of the s.Bedrock that call.
func (s Shape) callsBedrock(i int) bool {
	return s.Bedrock > 0 && (i*s.Bedrock)/s.Packages != ((i+1)*s.Bedrock)/s.Packages
}

// layer is the directory of package i. Packages import only packages of lower layers.
func (s Shape) layer(i int) string {
	return fmt.Sprintf("layer%d", min(i*layers/s.Packages, layers-1))
}

const layers = 8

func packageName(i int) string { return fmt.Sprintf("pkg%04d", i) }

// imports returns the numbers of the packages that package i imports.
func (s Shape) imports(i int) []int {
	first := 0 // the first package of i's own layer
	for first < i && s.layer(first) != s.layer(i) {
		first++
	}
	var out []int
	for k := range fanIn {
		if first == 0 {
			break
		}
		j := (i*7919 + k*104729) % first // two primes spread the edges
		if s.callsBedrock(j) && i%10 != 0 {
			continue // most code does not sit above a model
		}
		out = append(out, j)
	}
	return out
}

// plainFile is code without Bedrock, of the kinds that vet and staticcheck work on.
func plainFile(s Shape, i int) string {
	var b bytes.Buffer
	deps := unique(s.imports(i))
	fmt.Fprintf(&b, "package %s\n\nimport (\n\t\"encoding/json\"\n\t\"errors\"\n\t\"fmt\"\n\t\"sort\"\n\t\"strings\"\n\n", packageName(i))
	for _, j := range deps {
		fmt.Fprintf(&b, "\t%q\n", ModulePath+"/"+s.layer(j)+"/"+packageName(j))
	}
	b.WriteString(")\n")
	for f := range max(s.Functions, len(deps)) { // each import must be used
		b.WriteString(plainFunction(f, deps))
	}
	return b.String()
}

func plainFunction(f int, deps []int) string {
	call := ""
	if len(deps) > 0 {
		call = fmt.Sprintf("\ttotal += len(%s.Record0{}.Names)\n", packageName(deps[f%len(deps)]))
	}
	return strings.NewReplacer("NUM", fmt.Sprint(f), "\tCALL\n", call).Replace(functionText)
}

// NUM stands for the function's number, CALL for a use of another package.
const functionText = `
type RecordNUM struct {
	ID    string            ` + "`json:\"id\"`" + `
	Names []string          ` + "`json:\"names,omitempty\"`" + `
	Tags  map[string]string ` + "`json:\"tags,omitempty\"`" + `
}

// LoadNUM decodes records, drops the empty ones and says how many names they hold.
func LoadNUM(data []byte, prefix string) ([]RecordNUM, int, error) {
	var records []RecordNUM
	if err := json.Unmarshal(data, &records); err != nil {
		return nil, 0, fmt.Errorf("load %q: %w", prefix, err)
	}
	kept, total := records[:0], 0
	for _, r := range records {
		if r.ID == "" || !strings.HasPrefix(r.ID, prefix) {
			continue
		}
		sort.Strings(r.Names)
		total += len(r.Names)
		kept = append(kept, r)
	}
	CALL
	if len(kept) == 0 {
		return nil, total, errors.New("nothing to keep")
	}
	return kept, total, nil
}
`

func bedrockFile(i int) string {
	return fmt.Sprintf(`package %s

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type prompt struct {
	Version   string    %[2]sjson:"anthropic_version"%[2]s
	MaxTokens int       %[2]sjson:"max_tokens"%[2]s
	TopK      int       %[2]sjson:"top_k,omitempty"%[2]s
	Messages  []message %[2]sjson:"messages"%[2]s
}

type message struct {
	Role    string %[2]sjson:"role"%[2]s
	Content string %[2]sjson:"content"%[2]s
}

type answer struct {
	Content []struct {
		Text string %[2]sjson:"text"%[2]s
	} %[2]sjson:"content"%[2]s
}

// Ask sends one question and returns the text of the answer.
func Ask(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(prompt{
		Version:   "bedrock-2023-05-31",
		MaxTokens: 512,
		TopK:      50,
		Messages:  []message{{Role: "user", Content: question}},
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return "", err
	}
	var a answer
	if err := json.Unmarshal(out.Body, &a); err != nil {
		return "", err
	}
	text := ""
	for _, c := range a.Content {
		text += c.Text
	}
	return text, nil
}
`, packageName(i), "`")
}

func unique(in []int) []int {
	seen := map[int]bool{}
	var out []int
	for _, v := range in {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}
