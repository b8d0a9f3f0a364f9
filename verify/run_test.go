package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/rules"
)

// say asks Llama natively or on Converse, and returns its answer.
type say func(ctx context.Context, client *bedrockruntime.Client, prompt string) (string, error)

func sayNative(ctx context.Context, client *bedrockruntime.Client, prompt string) (string, error) {
	var b strings.Builder
	err := invoke(llama3, compact(map[string]any{"prompt": prompt}), nil, readLlama)(ctx, client, &b)
	return b.String(), err
}

func sayConverse(ctx context.Context, client *bedrockruntime.Client, prompt string) (string, error) {
	var b strings.Builder
	err := onConverse(func() *bedrockruntime.ConverseInput {
		return &bedrockruntime.ConverseInput{
			ModelId: aws.String(llama3), Messages: []types.Message{user(text(prompt))},
			InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(512)},
		}
	}).run(ctx, client, &b)
	return b.String(), err
}

// dialogue puts each answer into the next prompt, so that a stated difference in the
// first turn runs through all that follow.
func dialogue(ask say, turns int) program {
	return func(ctx context.Context, client *bedrockruntime.Client, w io.Writer) error {
		prompt := "Begin a story."
		for range turns {
			answer, err := ask(ctx, client, prompt)
			if err != nil {
				return err
			}
			fmt.Fprintln(w, answer)
			prompt = "Go on: " + answer
		}
		return nil
	}
}

func TestRunDialogue(t *testing.T) {
	bare := []Statement{{Code: rules.PromptBare}}
	r := check(t, dialogue(sayNative, 3), dialogue(sayConverse, 3), bare)
	if r.Outcome() != AsStated || r.Count(AsStated) != 3 || r.Outputs[0].Outcome != Equal {
		t.Errorf("want three calls as stated and equal output:\n%s", printed(r))
	}
	if r := check(t, dialogue(sayNative, 3), dialogue(sayConverse, 2), bare); r.Outcome() != Different {
		t.Errorf("a turn is missing:\n%s", printed(r))
	}
	if u := r.Pairs[0]; u.Before.Answer.Usage.Input >= u.After.Answer.Usage.Input {
		t.Errorf("input tokens %d → %d: want what the template costs", u.Before.Answer.Usage.Input, u.After.Answer.Usage.Input)
	}
}

// atOnce asks many questions at once, in whatever order they get through, and prints the
// answers in the order of the questions.
func atOnce(ask say, questions int, skip int) program {
	return func(ctx context.Context, client *bedrockruntime.Client, w io.Writer) error {
		answers, errs := make([]string, questions), make([]error, questions)
		var wg sync.WaitGroup
		for i := range questions {
			if i == skip {
				continue
			}
			wg.Go(func() { answers[i], errs[i] = ask(ctx, client, fmt.Sprint("Question ", i, "?")) })
		}
		wg.Wait()
		fmt.Fprintln(w, strings.Join(answers, ""))
		return errors.Join(errs...)
	}
}

func TestRunConcurrent(t *testing.T) {
	const questions = 24
	bare := []Statement{{Code: rules.PromptBare}}
	r := check(t, atOnce(sayNative, questions, -1), atOnce(sayConverse, questions, -1), bare)
	if r.Outcome() != AsStated || r.Count(AsStated) != questions {
		t.Errorf("want %d calls as stated:\n%s", questions, printed(r))
	}
	r = check(t, atOnce(sayNative, questions, -1), atOnce(sayConverse, questions, 7), bare)
	if r.Count(Different) != 1 || r.Count(AsStated) != questions-1 {
		t.Errorf("want the one missing call and no other different:\n%s", printed(r))
	}
}

// TestRunUnsteady wants a program that is not the same twice told from one that changed.
func TestRunUnsteady(t *testing.T) {
	runs := 0
	unsteady := func(p program) program {
		return func(ctx context.Context, client *bedrockruntime.Client, w io.Writer) error {
			runs++
			fmt.Fprintln(w, "run", runs)
			return p(ctx, client, w)
		}
	}
	m := migrations()["claude"]
	r := check(t, unsteady(m.before), unsteady(m.after.run), nil)
	if r.Outputs[0].Outcome != Undecided || r.Outcome() != Undecided || !strings.Contains(printed(r), "its output proves nothing") {
		t.Errorf("want the output undecided, and why:\n%s", printed(r))
	}
	moody := func(ask say) program {
		return func(ctx context.Context, client *bedrockruntime.Client, w io.Writer) error {
			runs++
			_, err := ask(ctx, client, fmt.Sprint("Run ", runs))
			return err
		}
	}
	r = check(t, moody(sayNative), moody(sayConverse), []Statement{{Code: rules.PromptBare}})
	if r.Outcome() != Different || !strings.Contains(printed(r), "makes other calls each time") {
		t.Errorf("want the calls different, and a hint:\n%s", printed(r))
	}
}

func TestRunErrors(t *testing.T) {
	silent := func(context.Context, *bedrocktest.Server) (Output, error) {
		return Output{Stderr: []byte("no client"), Exit: 4}, nil
	}
	if _, err := Run(t.Context(), silent, silent, Options{}); !errors.Is(err, ErrNoCalls) || !strings.Contains(err.Error(), "status 4 and said:\nno client") {
		t.Errorf("error %v, want ErrNoCalls with what the program said", err)
	}
	broken := errors.New("broken")
	failing := func(context.Context, *bedrocktest.Server) (Output, error) { return Output{}, broken }
	if _, err := Run(t.Context(), failing, silent, Options{}); !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "before: ") {
		t.Errorf("error %v, want that of the side before", err)
	}
	if _, err := Run(t.Context(), silent, failing, Options{}); !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "after: ") {
		t.Errorf("error %v, want that of the side after", err)
	}
}
