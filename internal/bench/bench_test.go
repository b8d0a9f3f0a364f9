package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/internal/testmod"
)

// large is the module that docs/performance.md speaks of.
var large = Shape{Packages: 1000, Functions: 20, Bedrock: 20}

// BenchmarkCold compares the tools on caches of their own that are empty, as on a CI
// machine. Run it once: go test -run=NONE -bench=Cold -benchtime=1x ./internal/bench
func BenchmarkCold(b *testing.B) {
	dir, lint := module(b, large), linter(b)
	for b.Loop() {
		ours := run(b, dir, cacheDir(b), lint, "./...")
		vet := run(b, dir, cacheDir(b), "go", "vet", "./...")
		ratio(b, ours, vet, "vet")
		b.ReportMetric(float64(ours.peak)/1e6, "peak-MB")
		if staticcheck, err := exec.LookPath("staticcheck"); err == nil {
			cache := append(cacheDir(b), "STATICCHECK_CACHE="+b.TempDir())
			ratio(b, ours, run(b, dir, cache, staticcheck, "./..."), "staticcheck")
		}
	}
}

// BenchmarkWarm compares bedrocklint with the go command's mere listing of the build.
func BenchmarkWarm(b *testing.B) {
	dir, lint := module(b, large), linter(b)
	run(b, dir, nil, "go", "build", "./...")
	run(b, dir, nil, lint, "./...")
	for b.Loop() {
		ours := run(b, dir, nil, lint, "./...")
		ratio(b, ours, run(b, dir, nil, "go", "list", "-deps", "./..."), "list")
		b.ReportMetric(float64(ours.peak)/1e6, "peak-MB")
	}
}

// BenchmarkVetTool compares the vet tool with go vet's own where everything is compiled
// and nothing is vetted yet. On an empty cache both wait for the same compilations.
func BenchmarkVetTool(b *testing.B) {
	dir, lint := module(b, large), linter(b)
	out, err := exec.Command("go", "tool", "-n", "vet").Output()
	if err != nil {
		b.Fatal(err)
	}
	vet := strings.TrimSpace(string(out))
	run(b, dir, nil, "go", "vet", "./...")
	for b.Loop() {
		ours := run(b, dir, nil, "go", "vet", "-vettool="+fresh(b, lint), "./...")
		ratio(b, ours, run(b, dir, nil, "go", "vet", "-vettool="+fresh(b, vet), "./..."), "vet")
	}
}

// BenchmarkScale compares a module with one of a tenth of its packages: 10 is linear.
func BenchmarkScale(b *testing.B) {
	lint := linter(b)
	small := module(b, Shape{Packages: 300, Functions: 20, Bedrock: 6})
	big := module(b, Shape{Packages: 3000, Functions: 20, Bedrock: 60})
	for _, dir := range []string{small, big} {
		run(b, dir, nil, lint, "./...")
	}
	for b.Loop() {
		one := run(b, small, nil, lint, "./...")
		ratio(b, run(b, big, nil, lint, "./..."), one, "tenth")
	}
}

// BenchmarkHugeFile analyses files that no person wrote.
func BenchmarkHugeFile(b *testing.B) {
	lint := linter(b)
	for name, extra := range map[string]string{"10MB": tenMegabytes(), "Switch1000": thousandCases()} {
		b.Run(name, func(b *testing.B) {
			dir := module(b, Shape{Packages: 1, Functions: 1, Bedrock: 1})
			file := filepath.Join(dir, "layer0", packageName(0), "huge.go")
			if err := os.WriteFile(file, []byte("package "+packageName(0)+"\n\n"+extra), 0o644); err != nil {
				b.Fatal(err)
			}
			run(b, dir, nil, lint, "./...")
			for b.Loop() {
				c := run(b, dir, nil, lint, "./...")
				b.ReportMetric(float64(c.peak)/1e6, "peak-MB")
			}
		})
	}
}

func tenMegabytes() string {
	var b strings.Builder
	for i := 0; b.Len() < 10<<20; i++ {
		fmt.Fprintf(&b, "func generated%d(a, b int) int {\n\tif a > b {\n\t\treturn a*%[1]d + b\n\t}\n\treturn b - a\n}\n\n", i)
	}
	return b.String()
}

// thousandCases chooses the model among a thousand, all of which a call may send to.
func thousandCases() string {
	var b strings.Builder
	b.WriteString("import (\n\t\"context\"\n\n\t\"github.com/aws/aws-sdk-go-v2/service/bedrockruntime\"\n)\n\n")
	b.WriteString("func choose(ctx context.Context, c *bedrockruntime.Client, name string) {\n\tid, body := \"\", \"\"\n\tswitch name {\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "\tcase \"case%d\":\n\t\tid = \"anthropic.claude-3-haiku-20240307-v1:%[1]d\"\n\t\tbody = `{\"max_tokens\":%[1]d,\"messages\":[]}`\n", i)
	}
	b.WriteString("\t}\n\tc.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &id, Body: []byte(body)})\n}\n")
	return b.String()
}

// TestFunnel holds, without a clock, what speed rests on: of a large module only the
// packages that call, their direct importers and what is near below are loaded.
func TestFunnel(t *testing.T) {
	dir := t.TempDir()
	s := Shape{Packages: 400, Functions: 2, Bedrock: 8}
	if err := Write(dir, s); err != nil {
		t.Fatal(err)
	}
	env, err := testmod.Env()
	if err != nil {
		t.Fatal(err)
	}
	res, err := load.Packages(context.Background(), load.Config{Dir: dir, Env: append(os.Environ(), env...), Tests: true})
	if err != nil {
		t.Fatal(err)
	}
	if f := res.Funnel; f.Listed != s.Packages || f.Direct != s.Bedrock || f.Kept > s.Packages/4 {
		t.Errorf("%s, want %d listed, %d of them direct and at most a quarter loaded", f, s.Packages, s.Bedrock)
	}
}

// TestWrite wants generated modules to be the same each time and to compile.
func TestWrite(t *testing.T) {
	s := Shape{Packages: 12, Functions: 2, Bedrock: 3}
	one, two := t.TempDir(), t.TempDir()
	for _, dir := range []string{one, two} {
		if err := Write(dir, s); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("diff", "-r", one, two).CombinedOutput(); err != nil {
		t.Errorf("two runs differ: %v\n%s", err, out)
	}
	cmd := exec.Command("go", "vet", "./...")
	cmd.Dir = one
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if err := Write(t.TempDir(), Shape{Packages: 1, Functions: 1, Bedrock: 2}); err == nil {
		t.Error("more Bedrock packages than packages were accepted")
	}
}
