package verify

import (
	"maps"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/rules"
)

// TestMigrations wants every correct migration equal, or as stated where something is
// stated: a verifier that finds fault with everything would pass the mutation test too.
func TestMigrations(t *testing.T) {
	for name, m := range migrations() {
		t.Run(name, func(t *testing.T) {
			want := Equal
			if m.accept != nil {
				want = AsStated
			}
			if r := check(t, m.before, m.after.run, m.accept); r.Outcome() != want {
				t.Errorf("outcome %q, want %q:\n%s", r.Outcome(), want, printed(r))
			}
		})
	}
}

// TestMutations spoils correct migrations, each in one deliberate way, and wants every
// one found, whatever else is stated about the call. A spoilt request has to be found
// twice over: in the canonical requests, which are the catalog's reading, and by the
// stand-in, which has its own. Otherwise one of the two is blind there.
func TestMutations(t *testing.T) {
	all := migrations()
	for _, test := range mutations() {
		t.Run(test.of+"/"+test.name, func(t *testing.T) {
			m, ok := all[test.of]
			if !ok {
				t.Fatalf("no migration %q", test.of)
			}
			r := check(t, m.before, test.spoilt(m), m.accept)
			if r.Outcome() != Different {
				t.Errorf("outcome %q, want %q:\n%s", r.Outcome(), Different, printed(r))
			}
			parts := unstated(r)
			if test.request && !parts[PartRequest] && !parts[PartCall] {
				t.Errorf("the canonical requests are the same:\n%s", printed(r))
			}
			if test.request && !parts[PartSeen] && !parts[PartError] && !parts[PartCall] {
				t.Errorf("the stand-in saw the same:\n%s", printed(r))
			}
		})
	}
}

// unstated are the parts of calls in which something differs that was not stated.
func unstated(r *Result) map[Part]bool {
	parts := map[Part]bool{}
	for _, p := range r.Pairs {
		for _, d := range p.Differences {
			parts[d.Part] = parts[d.Part] || !d.Stated
		}
	}
	return parts
}

// TestAcceptedMutations accepts every code at once and wants only those mistakes through
// that a code is about, each by that code: a statement must not excuse what it does not
// speak of.
func TestAcceptedMutations(t *testing.T) {
	var everything []Statement
	for _, doc := range rules.All() {
		everything = append(everything, Statement{Code: doc.Code})
	}
	byDefault := []rules.Code{rules.DefaultDiffers}
	want := map[string][]rules.Code{
		"claude text: native top_k not written out":      byDefault,
		"llama chat: native token limit not written out": byDefault,
	}
	got := map[string][]rules.Code{}
	all := migrations()
	for _, test := range mutations() {
		m := all[test.of]
		if r := check(t, m.before, test.spoilt(m), everything); r.Outcome() != Different {
			got[test.of+": "+test.name] = r.Pairs[0].Codes
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("accepted (-want +got):\n%s", diff)
	}
}

// TestAcceptLostField accepts one lost field by its name, and no other.
func TestAcceptLostField(t *testing.T) {
	m := migrations()["claude"]
	for field, want := range map[string]Outcome{"metadata.user_id": AsStated, "top_k": Different, "": Different} {
		for _, test := range mutations() {
			if test.of != "claude" || test.name != "metadata lost" {
				continue
			}
			r := check(t, m.before, test.spoilt(m), []Statement{{Code: rules.FieldLost, Path: field}})
			if r.Outcome() != want {
				t.Errorf("accepting the loss of %q: outcome %q, want %q:\n%s", field, r.Outcome(), want, printed(r))
			}
		}
	}
}

// TestMutationsCoverEachMigration keeps the list honest: every migration is spoilt, and
// in at least thirty ways altogether.
func TestMutationsCoverEachMigration(t *testing.T) {
	count := map[string]int{}
	for _, m := range mutations() {
		count[m.of]++
	}
	for _, name := range slices.Sorted(maps.Keys(migrations())) {
		if count[name] == 0 {
			t.Errorf("no mutation of %q", name)
		}
	}
	if n := len(mutations()); n < 30 {
		t.Errorf("%d mutations, want at least 30", n)
	}
}

// A mutation is one mistake that a person or a tool might make.
type mutation struct {
	name    string
	of      string // the migration that it spoils
	request bool   // it changes what is asked, and not what the program does with the answer
	spoil   func(*moved)
}

// spoilt is the migrated program with the mistake.
func (x mutation) spoilt(m migration) program {
	after := *m.after
	x.spoil(&after)
	return after.run
}

// request is a mutation of the request.
func request(of, name string, edit func(*bedrockruntime.ConverseInput)) mutation {
	return mutation{name, of, true, func(m *moved) {
		correct := m.input
		m.input = func() *bedrockruntime.ConverseInput {
			in := correct()
			edit(in)
			return in
		}
	}}
}

type input = bedrockruntime.ConverseInput

func mutations() []mutation {
	return slices.Concat(parameterMutations(), messageMutations(), mediaMutations(), toolMutations(), templateMutations(), programMutations())
}

func extra(in *input, m map[string]any) {
	in.AdditionalModelRequestFields = document.NewLazyDocument(m)
}

func parameterMutations() []mutation {
	user17, beta := map[string]any{"user_id": "u-17"}, []string{"computer-use-2024-10-22"}
	return []mutation{
		request("claude", "additional fields lost", func(in *input) { in.AdditionalModelRequestFields = nil }),
		request("claude", "top_k lost", func(in *input) { extra(in, map[string]any{"metadata": user17, "anthropic_beta": beta}) }),
		request("claude", "metadata lost", func(in *input) { extra(in, map[string]any{"top_k": 250, "anthropic_beta": beta}) }),
		request("claude", "beta lost", func(in *input) { extra(in, map[string]any{"top_k": 250, "metadata": user17}) }),
		request("claude stream", "top_k lost in a stream", func(in *input) { in.AdditionalModelRequestFields = nil }),
		request("claude", "top_p and temperature swapped", func(in *input) {
			c := in.InferenceConfig
			c.TopP, c.Temperature = c.Temperature, c.TopP
		}),
		request("claude", "temperature 0 left out", func(in *input) { in.InferenceConfig.Temperature = nil }),
		request("claude text", "temperature rounded to an integer", func(in *input) { in.InferenceConfig.Temperature = aws.Float32(0) }),
		request("claude", "top_p lost", func(in *input) { in.InferenceConfig.TopP = nil }),
		request("claude", "one stop sequence lost", func(in *input) {
			in.InferenceConfig.StopSequences = in.InferenceConfig.StopSequences[:1]
		}),
		request("titan", "stop sequences lost", func(in *input) { in.InferenceConfig.StopSequences = nil }),
		request("claude", "another token limit", func(in *input) { in.InferenceConfig.MaxTokens = aws.Int32(41) }),
		request("llama chat", "native token limit not written out", func(in *input) { in.InferenceConfig.MaxTokens = nil }),
		request("claude text", "native top_k not written out", func(in *input) { in.AdditionalModelRequestFields = nil }),
		request("llama chat", "another default token limit", func(in *input) { in.InferenceConfig.MaxTokens = aws.Int32(2048) }),
		request("titan", "token limit lost", func(in *input) { in.InferenceConfig.MaxTokens = nil }),
		request("claude thinking", "thinking lost", func(in *input) { in.AdditionalModelRequestFields = nil }),
		request("claude thinking", "another thinking budget", func(in *input) {
			extra(in, map[string]any{"thinking": map[string]any{"type": "enabled", "budget_tokens": 1024}})
		}),
		request("claude document", "guardrail lost", func(in *input) { in.GuardrailConfig = nil }),
		request("claude document", "another guardrail version", func(in *input) { in.GuardrailConfig.GuardrailVersion = aws.String("DRAFT") }),
		request("claude document", "another model", func(in *input) { in.ModelId = aws.String("anthropic.claude-3-5-sonnet-20240620-v1:0") }),
		request("claude", "another region's model", func(in *input) { in.ModelId = aws.String("us." + haiku) }),
	}
}

func messageMutations() []mutation {
	return []mutation{
		request("claude", "system prompt lost", func(in *input) { in.System = nil }),
		request("llama chat", "system prompt of a template lost", func(in *input) { in.System = nil }),
		request("claude stream", "system prompt lost in a stream", func(in *input) { in.System = nil }),
		request("claude stream", "system prompt put into the message", func(in *input) {
			in.System = nil
			in.Messages[0].Content = append([]types.ContentBlock{text("You are a poet.")}, in.Messages[0].Content...)
		}),
		request("claude", "earlier turns lost", func(in *input) { in.Messages = in.Messages[2:] }),
		request("claude text", "earlier turns of a prompt lost", func(in *input) { in.Messages = in.Messages[2:] }),
		request("claude text", "turns in another order", func(in *input) {
			in.Messages[0], in.Messages[2] = in.Messages[2], in.Messages[0]
		}),
		request("claude text", "roles swapped", func(in *input) {
			for i := range in.Messages {
				in.Messages[i].Role = map[types.ConversationRole]types.ConversationRole{"user": "assistant", "assistant": "user"}[in.Messages[i].Role]
			}
		}),
		request("claude", "prefill lost", func(in *input) { in.Messages = in.Messages[:3] }),
		request("claude", "text trimmed", func(in *input) { in.Messages[0].Content[0] = text("Hello") }),
		request("llama bare", "bare prompt changed", func(in *input) { in.Messages[0].Content[0] = text("Name a river") }),
		request("llama bare", "system prompt invented", func(in *input) { in.System = system("You are a helpful assistant.") }),
		request("titan", "bare prompt trimmed", func(in *input) { in.Messages[0].Content[0] = text("Name a river. ") }),
		request("claude document", "texts in another order", func(in *input) {
			c := in.Messages[0].Content
			c[1], c[2] = c[2], c[1]
		}),
		request("claude document", "texts joined", func(in *input) {
			c := in.Messages[0].Content
			in.Messages[0].Content = append(c[:1:1], text("What does it say?And who wrote it?"))
		}),
		request("claude document", "cache mark lost", func(in *input) { in.System = in.System[:1] }),
	}
}

func mediaMutations() []mutation {
	return []mutation{
		request("claude", "image lost", func(in *input) { in.Messages[2].Content = in.Messages[2].Content[1:] }),
		request("claude", "wrong image format", func(in *input) { in.Messages[2].Content[0] = image(types.ImageFormatJpeg) }),
		request("claude", "image still in base64", func(in *input) {
			block := in.Messages[2].Content[0].(*types.ContentBlockMemberImage)
			block.Value.Source = &types.ImageSourceMemberBytes{Value: []byte(b64([]byte(pngBytes)))}
		}),
		request("claude document", "wrong document format", func(in *input) {
			doc := pdf()
			doc.Value.Format = types.DocumentFormatTxt
			in.Messages[0].Content[0] = doc
		}),
		request("claude document", "PDF read as text", func(in *input) {
			doc := pdf()
			doc.Value.Citations = nil
			in.Messages[0].Content[0] = doc
		}),
		request("claude document", "document name lost", func(in *input) {
			doc := pdf()
			doc.Value.Name = aws.String("document")
			in.Messages[0].Content[0] = doc
		}),
	}
}

func toolMutations() []mutation {
	return []mutation{
		request("claude tools", "one tool lost", func(in *input) { in.ToolConfig.Tools = in.ToolConfig.Tools[:1] }),
		request("claude tools", "tool schema altered", func(in *input) {
			in.ToolConfig.Tools[0] = tool("weather", "Weather of a city.", map[string]any{
				"type": "object", "properties": map[string]any{"city": map[string]any{"type": "string"}},
			})
		}),
		request("claude tools", "tool description altered", func(in *input) {
			in.ToolConfig.Tools[1] = tool("clock", "The time.", map[string]any{"type": "object"})
		}),
		request("claude tools", "tool choice lost", func(in *input) { in.ToolConfig.ToolChoice = nil }),
		request("claude tools", "any tool instead of one", func(in *input) {
			in.ToolConfig.ToolChoice = &types.ToolChoiceMemberAny{}
		}),
		request("claude tools", "status of a tool result lost", func(in *input) {
			in.Messages[2].Content[0].(*types.ContentBlockMemberToolResult).Value.Status = ""
		}),
		request("claude tools", "result given for another call", func(in *input) {
			in.Messages[2].Content[0].(*types.ContentBlockMemberToolResult).Value.ToolUseId = aws.String("t2")
		}),
		request("claude tools", "tool input altered", func(in *input) {
			in.Messages[1].Content[0].(*types.ContentBlockMemberToolUse).Value.Input =
				document.NewLazyDocument(map[string]any{"city": "Basel"})
		}),
	}
}

func templateMutations() []mutation {
	return []mutation{
		request("llama chat", "template tokens kept in the text", func(in *input) {
			in.System = nil
			in.Messages[0].Content[0] = text("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nName a river.<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")
		}),
		request("llama chat", "end token kept in the text", func(in *input) { in.Messages[0].Content[0] = text("Name a river.<|eot_id|>") }),
		request("claude text", "Human marker kept in the text", func(in *input) { in.Messages[0].Content[0] = text("\n\nHuman: Name a river.") }),
	}
}

// programMutations are mistakes in how often the call is made, and in what is done with
// its answer: only the program's output shows the latter.
func programMutations() []mutation {
	return []mutation{
		{"call made twice", "claude", false, func(m *moved) { m.times = 2 }},
		{"call left out", "claude", false, func(m *moved) { m.times = 0 }},
		{"stream turned into a single answer", "claude stream", false, func(m *moved) { m.stream = false }},
		{"stream left before the metadata", "claude stream", false, func(m *moved) { m.usage = false }},
		{"usage not printed", "claude tools", false, func(m *moved) { m.usage = false }},
		{"only the first block read as text", "claude thinking", false, func(m *moved) {
			m.text = func(r *reply) string { return allText(&reply{content: r.content[:1]}) }
		}},
		{"tool calls not read", "claude tools", false, func(m *moved) {
			m.text = func(r *reply) string {
				first, _ := r.content[0].(*types.ContentBlockMemberText)
				if first == nil {
					return ""
				}
				return first.Value
			}
		}},
		{"wrong stop reason compared", "llama bare", false, func(m *moved) {
			m.stop = func(r types.StopReason) string { return ended(map[types.StopReason]string{"max_tokens": "stop"}[r]) }
		}},
		{"native stop reason compared", "llama chat", false, func(m *moved) { m.stop = func(r types.StopReason) string { return onlyNative(string(r)) } }},
		{"native stop reason compared", "titan", false, func(m *moved) { m.stop = func(r types.StopReason) string { return onlyNative(string(r)) } }},
		{"tool call taken for the end", "claude tools", false, func(m *moved) {
			m.stop = func(types.StopReason) string { return "complete" }
		}},
	}
}

// onlyNative is a stop reason read by code that still expects Llama's and Titan's words.
func onlyNative(reason string) string {
	switch reason {
	case "stop", "FINISH", "length", "LENGTH", "STOP_CRITERIA_MET":
		return ended(reason)
	}
	return "unknown"
}
