// Command gen writes a generated module, to try and profile tools on:
//
//	go run ./internal/bench/gen -packages 1000 -functions 20 -bedrock 20 DIR
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/bedrocklint/bedrocklint/internal/bench"
)

func main() {
	var s bench.Shape
	flag.IntVar(&s.Packages, "packages", 1000, "number of packages")
	flag.IntVar(&s.Functions, "functions", 20, "functions in each package")
	flag.IntVar(&s.Bedrock, "bedrock", 20, "packages that call InvokeModel")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: gen [flags] DIR")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	dir := flag.Arg(0)
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = bench.Write(dir, s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}
