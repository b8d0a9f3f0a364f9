package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// writeJSON prints the whole result as one JSON object.
func writeJSON(w io.Writer, r result) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// writeText prints the totals, a table of repositories, the confusion of
// verdicts and every mismatch.
func writeText(w io.Writer, r result) error {
	ew := &errWriter{w: w}
	writeTotals(ew, r)
	writeConfusion(ew, r.Total.Confusion)
	writeRepositories(ew, r.Repositories)
	writeMismatches(ew, r.Repositories)
	return ew.err
}

func writeTotals(w io.Writer, r result) {
	t := r.Total
	fmt.Fprintf(w, "repositories   %d scored, %d absent\n", len(r.Repositories)-r.Absent, r.Absent)
	fmt.Fprintf(w, "sites found    %s\n", share(t.Found, t.Labelled))
	fmt.Fprintf(w, "false sites    %d, %d of them listed as no call\n", t.False, t.NotCallSites)
	fmt.Fprintf(w, "family         %s\n", share(t.Family, t.Found))
	fmt.Fprintf(w, "verdict        %s (exact %s)\n", share(t.Verdict, t.Found), share(t.VerdictExact, t.Found))
	fmt.Fprintf(w, "bolder         %d rewrites where the label says adapter\n", t.Bolder)
	fmt.Fprintf(w, "request keys   %s, %d extra\n", share(t.Request.Have, t.Request.Of), t.RequestExtra)
	fmt.Fprintf(w, "response keys  %s\n", share(t.Response.Have, t.Response.Of))
	if t.Decided > 0 {
		fmt.Fprintf(w, "diff disagrees %d of %d reported sites\n", t.Disagree, t.Decided)
	}
}

// share prints a part of a whole and its percentage.
func share(have, of int) string {
	if of == 0 {
		return "0/0"
	}
	return fmt.Sprintf("%d/%d %.1f%%", have, of, 100*float64(have)/float64(of))
}

func writeConfusion(w io.Writer, confusion map[verdict]map[verdict]int) {
	fmt.Fprint(w, "\nverdicts, label by row, ours by column\n")
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer tw.Flush()
	for _, got := range verdicts {
		fmt.Fprintf(tw, "\t%s", got)
	}
	fmt.Fprintln(tw)
	for _, want := range verdicts {
		fmt.Fprint(tw, string(want))
		for _, got := range verdicts {
			fmt.Fprintf(tw, "\t%d", confusion[want][got])
		}
		fmt.Fprintln(tw)
	}
}

func writeRepositories(w io.Writer, repos []repoScore) {
	fmt.Fprintln(w)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer tw.Flush()
	fmt.Fprintln(tw, "repository\tfound\tfalse\tfamily\tverdict\tbolder\trequest\tresponse\twhy not rewritten")
	for _, r := range repos {
		t := r.Tally
		name := r.Repo + "@" + r.Commit[:min(8, len(r.Commit))]
		if r.State == "absent" {
			fmt.Fprintf(tw, "%s\t-\t-\t-\t-\t-\t-\t-\tabsent\n", name)
			continue
		}
		fmt.Fprintf(tw, "%s\t%d/%d\t%d\t%d/%d\t%d/%d\t%d\t%d/%d\t%d/%d\t%s\n", name,
			t.Found, t.Labelled, t.False, t.Family, t.Found, t.Verdict, t.Found, t.Bolder,
			t.Request.Have, t.Request.Of, t.Response.Have, t.Response.Of, r.why())
	}
}

// why says what stopped the rewrites of a repository: the audit's error, or the
// codes of the reasons and how many sites have each.
func (r *repoScore) why() string {
	var parts []string
	if r.State != "" {
		parts = append(parts, r.State)
	}
	for _, code := range slices.Sorted(maps.Keys(r.Reasons)) {
		parts = append(parts, fmt.Sprintf("%s×%d", code, r.Reasons[code]))
	}
	return strings.Join(parts, " ")
}

func writeMismatches(w io.Writer, repos []repoScore) {
	fmt.Fprint(w, "\nmismatches: repository, place, kind, label, ours, reasons\n")
	for _, r := range repos {
		for _, m := range r.Mismatches {
			fmt.Fprintln(w, strings.Join([]string{
				m.Repo, m.Place, m.Kind, m.Want, m.Got, cmp.Or(strings.Join(m.Reasons, ","), "-"),
			}, "\t"))
		}
	}
}

// An errWriter remembers the first error and writes nothing after it.
type errWriter struct {
	w   io.Writer
	err error
}

func (e *errWriter) Write(p []byte) (int, error) {
	if e.err != nil {
		return 0, e.err
	}
	n, err := e.w.Write(p)
	e.err = err
	return n, err
}
