package bedrocktest

import "strings"

// llamaTemplate is the chat format that Converse applies and InvokeModel
// leaves to the caller.
// https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-call.html
type llamaTemplate struct {
	begin       string // token at the start of every prompt, also of a bare one
	open, shut  string // around a role; empty for Llama 2
	end         string // after a turn
	instruction bool   // Llama 2's [INST] format
	date        string // in the system turn of Llama 3.1 and later; see WithLlamaDates
}

func templateOf(m *model) *llamaTemplate { return m.traits.(*llamaTemplate) }

var (
	// https://www.llama.com/docs/model-cards-and-prompt-formats/meta-llama-2/
	llama2 = llamaTemplate{begin: "<s>", instruction: true}
	// https://llama.meta.com/docs/model-cards-and-prompt-formats/meta-llama-3
	llama3 = llamaTemplate{
		begin: "<|begin_of_text|>",
		open:  "<|start_header_id|>", shut: "<|end_header_id|>\n\n", end: "<|eot_id|>",
	}
	// https://www.llama.com/docs/model-cards-and-prompt-formats/llama4_omni/
	llama4 = llamaTemplate{
		begin: "<|begin_of_text|>",
		open:  "<|header_start|>", shut: "<|header_end|>\n\n", end: "<|eot|>",
	}
)

// begun puts the begin token before a prompt that does not have it.
func (t *llamaTemplate) begun(prompt string) string {
	if strings.HasPrefix(prompt, t.begin) {
		return prompt
	}
	return t.begin + prompt
}

// render writes a Converse request as a prompt.
func (t *llamaTemplate) render(r *converseRequest, tools []Tool) (string, []Attachment) {
	if t.instruction {
		return t.renderInstruction(r)
	}
	var attachments []Attachment
	var b strings.Builder
	b.WriteString(t.begin)
	if dates := t.dates(); len(r.system) > 0 || dates != "" {
		b.WriteString(t.turn("system", dates+plainText(r.system, &attachments)))
	}
	offered := llamaToolText(tools)
	for _, msg := range r.messages {
		text := llamaContent(msg.content, &attachments)
		role := msg.role
		if countKind(msg, "toolResult") > 0 {
			role = "ipython"
		} else if role == "user" {
			text, offered = offered+text, ""
		}
		b.WriteString(t.turn(role, text))
	}
	b.WriteString(t.open + "assistant" + t.shut)
	return b.String(), attachments
}

// dates are the first lines of the system turn in the template that Meta
// publishes for Llama 3.1 and later.
func (t *llamaTemplate) dates() string {
	if t.date == "" {
		return ""
	}
	return "Cutting Knowledge Date: December 2023\nToday Date: " + t.date + "\n\n"
}

func (t *llamaTemplate) turn(role, text string) string {
	return t.open + role + t.shut + text + t.end
}

func (t *llamaTemplate) renderInstruction(r *converseRequest) (string, []Attachment) {
	var attachments []Attachment
	var b strings.Builder
	system := ""
	if len(r.system) > 0 {
		system = "<<SYS>>\n" + plainText(r.system, &attachments) + "\n<</SYS>>\n\n"
	}
	for _, msg := range r.messages {
		text := llamaContent(msg.content, &attachments)
		if msg.role == "assistant" {
			b.WriteString(" " + text + " </s>")
			continue
		}
		b.WriteString("<s>[INST] " + system + text + " [/INST]")
		system = ""
	}
	return b.String(), attachments
}

// llamaToolText offers tools in the first user turn, as Llama 3.1's template
// does. The service's exact wording is unconfirmed.
func llamaToolText(tools []Tool) string {
	if len(tools) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("Given the following functions, please respond with a JSON for a function call with its proper arguments that best answers the given prompt.\n\n")
	for _, t := range tools {
		b.Write(mustMarshal(t))
		b.WriteString("\n\n")
	}
	return b.String()
}

// llamaContent writes a message's blocks, tool calls and results included.
func llamaContent(parts []part, attachments *[]Attachment) string {
	var lines []string
	for i := range parts {
		p := &parts[i]
		switch p.kind {
		case "toolUse":
			lines = append(lines, string(mustMarshal(object{{"name", p.name}, {"parameters", p.input}})))
		case "toolResult":
			status := ""
			if p.status == "error" {
				status = "error: "
			}
			lines = append(lines, status+plainText(p.content, attachments))
		default:
			lines = append(lines, plainText(parts[i:i+1], attachments))
		}
	}
	return strings.Join(lines, "\n")
}
