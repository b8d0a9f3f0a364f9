package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rewrite"
)

const askHelp = `y - move this call
n - leave it for now
k - leave it for good: a directive with a reason is written above it
e - edit the new file before it is taken
a - move this call and all that follow
d - leave this call and all that follow
q - stop here; write what was accepted so far
? - print this
`

// session is one run of apply -i.
type session struct {
	plan    *rewrite.Plan
	choices map[*callsite.Site]rewrite.Choice
	amends  []amend
	in      *bufio.Reader
	out     io.Writer
	color   bool
}

// amend is a file as somebody edited it.
type amend struct {
	path         string
	base, edited []byte
}

// ask asks about every call that can move, and returns the plan of what was accepted.
func (f rewriteFlags) ask(ctx context.Context, p *rewrite.Plan, in io.Reader, out io.Writer) (*rewrite.Plan, error) {
	color, err := wantColor(*f.color, out)
	if err != nil {
		return nil, err
	}
	s := &session{plan: p, choices: map[*callsite.Site]rewrite.Choice{}, in: bufio.NewReader(in), out: out, color: color}
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	final, err := p.Pick(ctx, s.choice)
	for _, a := range s.amends {
		if err == nil {
			final, err = final.Amend(ctx, a.path, a.base, a.edited)
		}
	}
	return final, err
}

// choice is what was chosen for a site; one that was not reached is left.
func (s *session) choice(r rewrite.SiteResult) rewrite.Choice {
	if c, ok := s.choices[r.Site]; ok {
		return c
	}
	return rewrite.Choice{Why: "not asked about"}
}

func (s *session) run(ctx context.Context) error {
	var sites []rewrite.SiteResult
	for _, r := range s.plan.Sites {
		if r.Status == rewrite.Rewritten {
			sites = append(sites, r)
		}
	}
	for i, r := range sites {
		rest, err := s.site(ctx, r, fmt.Sprintf("Move this call (%d/%d)", i+1, len(sites)))
		if err != nil {
			return err
		}
		if rest == nil {
			continue
		}
		for _, r := range sites[i+1:] {
			s.choices[r.Site] = *rest
		}
		return nil
	}
	return nil
}

// site shows what a site's move changes on top of what was accepted, and asks until
// there is an answer. Rest is the choice for all sites that follow, nil to go on asking.
func (s *session) site(ctx context.Context, r rewrite.SiteResult, question string) (rest *rewrite.Choice, err error) {
	with, err := s.show(r)
	if err != nil {
		return nil, err
	}
	skip := rewrite.Choice{Why: "not accepted"}
	for {
		answer, ok := s.read(question + " [y,n,k,e,a,d,q,?]? ")
		if !ok {
			answer = "q"
		}
		switch answer {
		case "y":
			s.choices[r.Site] = rewrite.Choice{Take: true}
			return nil, nil
		case "n":
			s.choices[r.Site] = skip
			return nil, nil
		case "a":
			s.choices[r.Site] = rewrite.Choice{Take: true}
			return &rewrite.Choice{Take: true}, nil
		case "d", "q":
			s.choices[r.Site] = skip
			return &skip, nil
		case "k":
			if reason, _ := s.read("Reason (empty to go back): "); reason != "" {
				s.choices[r.Site] = rewrite.Choice{Keep: reason}
				return nil, nil
			}
		case "e":
			if err := s.edit(ctx, r, with); err == nil {
				s.choices[r.Site] = rewrite.Choice{Take: true}
				return nil, nil
			} else {
				fmt.Fprintf(s.out, "%v\n", err)
			}
		default:
			fmt.Fprint(s.out, askHelp)
		}
	}
}

// show prints the patch of one more site and returns the plan with it.
func (s *session) show(r rewrite.SiteResult) (*rewrite.Plan, error) {
	before, err := s.plan.Preview(s.choice)
	if err != nil {
		return nil, err
	}
	with, err := s.plan.Preview(func(o rewrite.SiteResult) rewrite.Choice {
		if o.Site == r.Site {
			return rewrite.Choice{Take: true}
		}
		return s.choice(o)
	})
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(s.out, "%s:%d:%d: %s of %s, %s\n", shortPath(r.Pos.Filename), r.Pos.Line, r.Pos.Column, r.Site.Operation, r.Site.FuncName, r.Grade)
	for _, n := range r.Notes {
		fmt.Fprintf(s.out, "\t%s (%s)\n", n.Message, n.Code)
	}
	return with, with.Since(before).Diff(s.out, s.color)
}

// read asks one question. ok is false at the end of the input.
func (s *session) read(question string) (answer string, ok bool) {
	fmt.Fprint(s.out, question)
	line, err := s.in.ReadString('\n')
	if line == "" && err != nil {
		fmt.Fprintln(s.out)
		return "", false
	}
	return strings.TrimSpace(line), true
}

// edit opens the site's new file in an editor, and keeps what comes back if it compiles.
func (s *session) edit(ctx context.Context, r rewrite.SiteResult, with *rewrite.Plan) error {
	for _, f := range with.Files {
		if f.Path != r.Pos.Filename {
			continue
		}
		edited, err := editText(ctx, filepath.Base(f.Path), f.After)
		if err != nil {
			return err
		}
		if string(edited) == string(f.After) {
			return nil
		}
		if _, err := with.Amend(ctx, f.Path, f.After, edited); err != nil {
			return err
		}
		s.amends = append(s.amends, amend{f.Path, f.After, edited})
		return nil
	}
	return errors.New("the move changes nothing in the call's file")
}

// editText lets the user's editor change a text, as git does.
func editText(ctx context.Context, name string, text []byte) ([]byte, error) {
	editor := os.Getenv("VISUAL")
	if editor == "" {
		editor = os.Getenv("EDITOR")
	}
	if editor == "" {
		return nil, errors.New("no editor is known; set EDITOR")
	}
	dir, err := os.MkdirTemp("", "bedrockmigrate-edit-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	words := append(strings.Fields(editor), file)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w; the call is not decided yet", editor, err)
	}
	return os.ReadFile(file)
}
