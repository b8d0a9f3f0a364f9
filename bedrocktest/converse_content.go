package bedrocktest

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// contentKinds are the members of the content, system, tool-result and tool
// unions, in the order in which a block with several is read.
var contentKinds = []string{
	"text", "image", "document", "video", "audio", "toolUse", "toolResult",
	"guardContent", "cachePoint", "reasoningContent", "citationsContent",
	"searchResult", "toolAddition", "toolRemoval", "json", "toolSpec", "systemTool",
}

var (
	toolName = regexp.MustCompile(`^[a-zA-Z0-9_-]+$`)
	// toolID has dots and colons in it where the model makes them: recorded are
	// ids like functions.get_temperature:0, from Kimi and back to it.
	toolID      = regexp.MustCompile(`^[a-zA-Z0-9_.:-]+$`)
	imageFormat = []string{"png", "jpeg", "gif", "webp"}
	docFormat   = []string{"pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"}
	videoFormat = []string{"mkv", "mov", "mp4", "webm", "flv", "mpeg", "mpg", "wmv", "three_gp"}
)

func (p *converseParser) parts(list []any, path string) []part {
	var out []part
	for i, v := range list {
		at := member1(path, i)
		m, ok := v.(map[string]any)
		if !ok {
			p.fail(at, "Structure", v)
			return nil
		}
		out = append(out, p.part(m, at))
	}
	return out
}

// part reads one member of a union.
func (p *converseParser) part(m map[string]any, path string) part {
	for _, kind := range contentKinds {
		if m[kind] == nil {
			continue
		}
		out := part{kind: kind}
		at := path + "." + kind
		if kind == "text" {
			out.text = p.text(m, "text", at)
			return out
		}
		if kind == "json" {
			out.input, out.hasInput = canonical(m["json"]), true
			return out
		}
		if o := p.object(m, kind, at); o != nil {
			p.readPart(&out, o, at)
		}
		return out
	}
	// A union without a member it knows. Unconfirmed text.
	p.violations.add("Value at '%s' failed to satisfy constraint: Member must have exactly one value set", path)
	return part{}
}

func (p *converseParser) readPart(out *part, o map[string]any, at string) {
	switch out.kind {
	case "image":
		p.media(out, o, at, imageFormat)
	case "video":
		// A media type in the place of the format is accepted (recorded).
		if format, ok := o["format"].(string); ok {
			o["format"] = strings.TrimPrefix(format, "video/")
		}
		p.media(out, o, at, videoFormat)
	case "document":
		p.document(out, o, at)
	case "toolUse":
		p.toolUse(out, o, at)
	case "toolResult":
		p.toolResult(out, o, at)
	case "guardContent":
		p.guardContent(out, o, at)
	case "cachePoint":
		p.cachePoint(out, o, at)
	case "reasoningContent":
		p.reasoning(out, o, at)
	case "toolSpec":
		p.toolSpec(out, o, at)
	default:
		out.raw = asObject(canonical(o))
	}
}

func (p *converseParser) media(out *part, o map[string]any, at string, formats []string) {
	if p.required(o, "format", at+".format") {
		out.format = p.enum(o, "format", at+".format", formats...)
	}
	if p.required(o, "source", at+".source") {
		out.source = p.mediaSource(p.object(o, "source", at+".source"), at+".source")
	}
}

func (p *converseParser) mediaSource(o map[string]any, at string) mediaSource {
	for _, kind := range []string{"bytes", "s3Location", "text", "content"} {
		if o[kind] == nil {
			continue
		}
		s := mediaSource{kind: kind}
		switch kind {
		case "bytes":
			s.base64, s.bytes = p.blob(o, "bytes", at+".bytes")
		case "text":
			s.text = p.text(o, "text", at+".text")
		case "s3Location":
			s.uri = asString(asObject(o["s3Location"])["uri"])
		case "content":
			for _, c := range p.parts(p.list(o, "content", at+".content"), at+".content") {
				s.content = append(s.content, c.text)
			}
		}
		return s
	}
	p.violations.add("Value at '%s' failed to satisfy constraint: Member must have exactly one value set", at)
	return mediaSource{}
}

func (p *converseParser) document(out *part, o map[string]any, at string) {
	if o["format"] != nil {
		out.format = p.enum(o, "format", at+".format", docFormat...)
	}
	if p.required(o, "name", at+".name") {
		out.name = p.text(o, "name", at+".name")
		if n := utf8.RuneCountInString(out.name); n < 1 || n > 200 {
			p.constraint(at+".name", out.name, "Member must have length between 1 and 200, inclusive")
		}
	}
	if p.required(o, "source", at+".source") {
		out.source = p.mediaSource(p.object(o, "source", at+".source"), at+".source")
	}
	out.context = p.text(o, "context", at+".context")
	out.citations = p.flag(p.object(o, "citations", at+".citations"), "enabled", at+".citations.enabled")
}

func (p *converseParser) toolUse(out *part, o map[string]any, at string) {
	p.toolUseID(out, o, at)
	p.toolName(out, o, at+".name")
	out.input, out.hasInput = canonical(o["input"]), o["input"] != nil
}

func (p *converseParser) toolUseID(out *part, o map[string]any, at string) {
	if !p.required(o, "toolUseId", at+".toolUseId") {
		return
	}
	out.id = p.text(o, "toolUseId", at+".toolUseId")
	if len(out.id) > 64 {
		p.constraint(at+".toolUseId", out.id, "Member must have length less than or equal to 64")
	}
	if !toolID.MatchString(out.id) {
		p.constraint(at+".toolUseId", out.id, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.:-]+")
	}
}

// toolName checks a tool's name.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolSpecification.html
func (p *converseParser) toolName(out *part, o map[string]any, at string) {
	if !p.required(o, "name", at) {
		return
	}
	out.name = p.text(o, "name", at)
	if len(out.name) > 64 {
		p.constraint(at, out.name, "Member must have length less than or equal to 64")
	}
	if !toolName.MatchString(out.name) {
		p.constraint(at, out.name, "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+")
	}
}

func (p *converseParser) toolResult(out *part, o map[string]any, at string) {
	p.toolUseID(out, o, at)
	out.status = p.enum(o, "status", at+".status", "success", "error")
	if p.required(o, "content", at+".content") {
		out.content = p.parts(p.list(o, "content", at+".content"), at+".content")
	}
}

func (p *converseParser) guardContent(out *part, o map[string]any, at string) {
	if img := p.object(o, "image", at+".image"); img != nil {
		p.media(out, img, at+".image", []string{"png", "jpeg"})
		return
	}
	t := p.object(o, "text", at+".text")
	if p.required(t, "text", at+".text.text") {
		out.text = p.text(t, "text", at+".text.text")
	}
	for i, q := range p.list(t, "qualifiers", at+".text.qualifiers") {
		s := asString(q)
		if values := []string{"grounding_source", "query", "guard_content"}; !contains(values, s) {
			p.constraint(member1(at+".text.qualifiers", i), s, "Member must satisfy enum value set: %s", bracketed(values))
		}
		out.qualifiers = append(out.qualifiers, s)
	}
}

func (p *converseParser) cachePoint(out *part, o map[string]any, at string) {
	if p.required(o, "type", at+".type") {
		p.enum(o, "type", at+".type", "default")
	}
	out.ttl = p.enum(o, "ttl", at+".ttl", "5m", "1h")
	if out.ttl == "" {
		out.ttl = "5m"
	}
}

func (p *converseParser) reasoning(out *part, o map[string]any, at string) {
	if o["redactedContent"] != nil {
		out.isRedacted = true
		_, data := p.blob(o, "redactedContent", at+".redactedContent")
		out.redacted = string(data)
		return
	}
	t := p.object(o, "reasoningText", at+".reasoningText")
	if p.required(t, "text", at+".reasoningText.text") {
		out.text = p.text(t, "text", at+".reasoningText.text")
	}
	out.signature = p.text(t, "signature", at+".reasoningText.signature")
}

func (p *converseParser) toolConfig(req *converseRequest, top map[string]any) {
	m := p.object(top, "toolConfig", "toolConfig")
	if m == nil {
		return
	}
	req.hasTools = true
	if p.required(m, "tools", "toolConfig.tools") {
		tools := p.list(m, "tools", "toolConfig.tools")
		if len(tools) == 0 {
			p.violations.add("Value at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1")
		}
		req.tools = p.parts(tools, "toolConfig.tools")
	}
	p.toolChoice(req, p.object(m, "toolChoice", "toolConfig.toolChoice"))
}

func (p *converseParser) toolSpec(out *part, o map[string]any, at string) {
	p.toolName(out, o, at+".name")
	if o["description"] != nil {
		out.text = p.text(o, "description", at+".description")
		if out.text == "" {
			p.constraint(at+".description", "", "Member must have length greater than or equal to 1")
		}
	}
	if p.required(o, "inputSchema", at+".inputSchema") {
		s := p.object(o, "inputSchema", at+".inputSchema")
		if p.required(s, "json", at+".inputSchema.json") {
			out.schema = canonical(s["json"])
		}
	}
	out.strict = p.flag(o, "strict", at+".strict")
}

func (p *converseParser) toolChoice(req *converseRequest, m map[string]any) {
	switch {
	case m == nil:
	case m["auto"] != nil:
		req.toolChoice = &ToolChoice{Type: "auto"}
	case m["any"] != nil:
		req.toolChoice = &ToolChoice{Type: "any"}
	case m["tool"] != nil:
		var named part
		p.toolName(&named, p.object(m, "tool", "toolConfig.toolChoice.tool"), "toolConfig.toolChoice.tool.name")
		req.toolChoice = &ToolChoice{Type: "tool", Name: named.name}
	default:
		p.violations.add("Value at 'toolConfig.toolChoice' failed to satisfy constraint: Member must have exactly one value set")
	}
}
