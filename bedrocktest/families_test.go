package bedrocktest_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// A speaker is a model with this test's own writer of its native body, and
// what may stand in a conversation with it.
type speaker struct {
	model  string
	native func(dialogue) m
	// topK writes top_k as an additional field of Converse; nil where the model
	// has none.
	topK func(int) m

	system, history, tools, images, cache bool
	noStops                               bool
	choices                               []string // of tools; auto when empty
}

var speakers = allSpeakers()

func allSpeakers() []speaker {
	topK := func(key string) func(int) m { return func(k int) m { return m{key: k} } }
	bare := func(d dialogue) string { return d.turns[0].text }
	mistral := promptWriter(promptNames{"max_tokens", "temperature", "top_p", "top_k", "stop"}, mistralPrompt)
	command := promptWriter(promptNames{"max_tokens", "temperature", "p", "k", "stop_sequences"}, bare)
	j2 := promptWriter(promptNames{"maxTokens", "temperature", "topP", "", "stopSequences"}, bare)
	r1 := promptWriter(promptNames{"max_tokens", "temperature", "top_p", "", "stop"}, deepseekPrompt)
	return []speaker{
		{
			model: "us.amazon.nova-lite-v1:0", native: nativeNova, system: true, history: true, tools: true, images: true, cache: true,
			topK:    func(k int) m { return m{"inferenceConfig": m{"topK": k}} },
			choices: []string{"", "auto", "any", "look"},
		},
		{
			model: "amazon.nova-micro-v1:0", native: nativeNova, system: true, history: true, tools: true,
			topK: func(k int) m { return m{"inferenceConfig": m{"topK": k}} },
		},
		{model: "mistral.mistral-7b-instruct-v0:2", native: mistral, topK: topK("top_k"), history: true},
		{model: "mistral.mistral-large-2402-v1:0", native: mistral, topK: topK("top_k"), history: true, system: true},
		{model: "cohere.command-text-v14", native: command, topK: topK("k")},
		{model: "ai21.j2-ultra-v1", native: j2},
		{model: "us.deepseek.r1-v1:0", native: r1, history: true, system: true},
		{model: "mistral.mistral-large-2407-v1:0", native: chatWriter("any"), history: true, system: true, tools: true, choices: []string{"", "auto", "any"}},
		{model: "us.mistral.pixtral-large-2502-v1:0", native: chatWriter("any"), history: true, system: true, tools: true, images: true},
		{model: "cohere.command-r-v1:0", native: nativeCommandR, topK: topK("k"), history: true, system: true, tools: true},
		{model: "ai21.jamba-1-5-mini-v1:0", native: chatWriter("required"), history: true, system: true, tools: true},
		{model: "openai.gpt-oss-120b-1:0", native: chatWriter("required"), history: true, system: true, tools: true, noStops: true},
		{model: "qwen.qwen3-vl-235b-a22b", native: chatWriter("required"), topK: topK("top_k"), history: true, system: true, tools: true, images: true, noStops: true, choices: []string{"", "any", "look"}},
		{model: "deepseek.v3-v1:0", native: chatWriter("required"), history: true, system: true, tools: true},
		{model: "us.writer.palmyra-x5-v1:0", native: chatWriter("required"), history: true, system: true, tools: true},
	}
}

// TestSameMeaningOfFamilies does for each speaker what TestSameMeaning does for
// the first families.
func TestSameMeaningOfFamilies(t *testing.T) {
	for _, s := range speakers {
		t.Run(s.model, func(t *testing.T) {
			srv := bedrocktest.New()
			rng := rand.New(rand.NewPCG(11, 11))
			stops := map[string]int{}
			for range 60 {
				srv.Reset()
				d := s.dialogue(rng)
				native, conversed := s.native(d), s.converse(d)
				a := serve(t, srv, s.model, "invoke", native, d.headers()...)
				equalSeen(t, a, serve(t, srv, s.model, "converse", conversed))
				for op, body := range map[string]m{"invoke-with-response-stream": native, "converse-stream": conversed} {
					if c := serve(t, srv, s.model, op, body, d.headersFor(op)...); c.Seen != nil {
						equalSeen(t, a, c)
					} else if c.ErrorMessage != "The model is unsupported for streaming." && c.ErrorMessage != "This model doesn't support tool use in streaming mode." {
						t.Errorf("%s: %s", op, c.ErrorMessage)
					}
				}
				if t.Failed() {
					t.Fatalf("native   %v\nconverse %v", native, conversed)
				}
				stops[a.Answer.StopReason]++
			}
			if stops["end_turn"] == 0 || stops["max_tokens"] == 0 || s.tools && stops["tool_use"] == 0 {
				t.Errorf("stop reasons %v", stops)
			}
		})
	}
}

// TestSensitivityOfFamilies: whatever changes in a conversation changes what
// the model says to it.
func TestSensitivityOfFamilies(t *testing.T) {
	for _, s := range speakers {
		t.Run(s.model, func(t *testing.T) {
			srv := bedrocktest.New()
			temp, topP, topK := 0.25, 0.5, 7
			base := func() dialogue {
				return dialogue{model: s.model, limit: 200, temp: &temp, topP: &topP, turns: []turn{{role: "user", text: "first"}}}
			}
			changes := map[string]func(*dialogue){
				"nothing":     func(*dialogue) {},
				"text":        func(d *dialogue) { d.turns[0].text = "First" },
				"limit":       func(d *dialogue) { d.limit = 201 },
				"temperature": func(d *dialogue) { d.temp = nil },
				"top_p":       func(d *dialogue) { d.topP = &temp },
			}
			if s.topK != nil {
				changes["top_k"] = func(d *dialogue) { d.topK = &topK }
			}
			if !s.noStops {
				changes["stops"] = func(d *dialogue) { d.stops = []string{"never"} }
			}
			if s.system {
				changes["system"] = func(d *dialogue) { d.system = "be brief" }
			}
			if s.history {
				changes["history"] = func(d *dialogue) {
					d.turns = append(d.turns, turn{role: "assistant", text: "a"}, turn{role: "user", text: "first"})
				}
			}
			if s.tools {
				changes["tools"] = func(d *dialogue) { d.tools = []string{"look"} }
				changes["other tools"] = func(d *dialogue) { d.tools = []string{"listen"} }
			}
			if s.images {
				changes["image"] = func(d *dialogue) { d.turns[0].image = png }
			}
			said := map[string]string{}
			for name, change := range changes {
				d := base()
				change(&d)
				c := serve(t, srv, s.model, "converse", s.converse(d))
				if c.Answer == nil {
					t.Fatalf("%s: %s", name, c.ErrorMessage)
				}
				answer := fmt.Sprint(c.Answer.Content)
				if other, ok := said[answer]; ok {
					t.Errorf("%s and %s are answered alike", name, other)
				}
				said[answer] = name
			}
		})
	}
}

func (d dialogue) headersFor(op string) []string {
	if op == "invoke-with-response-stream" {
		return d.headers()
	}
	return nil
}

func (s speaker) dialogue(rng *rand.Rand) dialogue {
	word := func() string { return fmt.Sprintf("w%d <b>\n\"é\"", rng.IntN(1000)) }
	d := dialogue{model: s.model, limit: 1 + rng.IntN(60)}
	for n := rng.IntN(3); n > 0 && s.history; n-- {
		d.turns = append(d.turns, turn{role: "user", text: word()}, turn{role: "assistant", text: word()})
	}
	d.turns = append(d.turns, turn{role: "user", text: word()})
	if s.system && rng.IntN(2) == 0 {
		d.system = word()
	}
	if !s.noStops && rng.IntN(3) == 0 {
		d.stops = []string{word(), "near"}
	}
	temp, topP, topK := float64(rng.IntN(10))/10, 0.1+float64(rng.IntN(8))/10, 1+rng.IntN(100)
	if rng.IntN(2) == 0 {
		d.temp = &temp
	}
	if rng.IntN(2) == 0 {
		d.topP = &topP
	}
	if s.topK != nil && rng.IntN(2) == 0 {
		d.topK = &topK
	}
	d.guarded, d.hurried = rng.IntN(6) == 0, rng.IntN(6) == 0
	s.extras(rng, &d)
	return d
}

func (s speaker) extras(rng *rand.Rand, d *dialogue) {
	if s.images && rng.IntN(3) == 0 {
		d.turns[len(d.turns)-1].image = png
	}
	if s.cache && rng.IntN(4) == 0 {
		d.turns[0].cache = true
	}
	if !s.tools || rng.IntN(2) == 0 {
		return
	}
	d.tools = []string{"look", "listen"}
	if len(s.choices) > 0 {
		d.choice = s.choices[rng.IntN(len(s.choices))]
	}
	if rng.IntN(2) == 0 {
		d.turns = append(d.turns, turn{role: "assistant", text: "ok", call: "c1"}, turn{role: "user", text: "done", call: "c1"})
	}
}

func (s speaker) converse(d dialogue) m {
	topK := d.topK
	d.topK = nil
	body := d.converse()
	if topK != nil {
		body["additionalModelRequestFields"] = s.topK(*topK)
	}
	return body
}
