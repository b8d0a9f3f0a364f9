package bedrocktest

import "regexp"

func (p *converseParser) conversation(req *converseRequest, top map[string]any) {
	for i, v := range p.list(top, "messages", "messages") {
		path := member1("messages", i)
		m, ok := v.(map[string]any)
		if !ok {
			p.fail(path, "Structure", v)
			return
		}
		msg := message{}
		if p.required(m, "role", path+".role") {
			msg.role = p.enum(m, "role", path+".role", "user", "assistant", "system")
		}
		if p.required(m, "content", path+".content") {
			msg.content = p.parts(p.list(m, "content", path+".content"), path+".content")
		}
		req.messages = append(req.messages, msg)
	}
	req.system = p.parts(p.list(top, "system", "system"), "system")
	for i, s := range req.system {
		if s.kind == "text" && s.text == "" {
			p.constraint(member1("system", i)+".text", "", "Member must have length greater than or equal to 1")
		}
	}
}

// inference reads inferenceConfig.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html
func (p *converseParser) inference(req *converseRequest, m map[string]any) {
	const at = "inferenceConfig."
	if n, ok := p.number(m, "maxTokens", at+"maxTokens"); ok {
		i, isInt := asInt(n)
		switch {
		case !isInt:
			p.fail(at+"maxTokens", "Integer", n)
		case i < 1:
			p.constraint(at+"maxTokens", n, "Member must have value greater than or equal to 1")
		}
		req.maxTokens = &i
	}
	req.temperature = p.unit(m, "temperature", at+"temperature")
	req.topP = p.unit(m, "topP", at+"topP")
	stops := p.list(m, "stopSequences", at+"stopSequences")
	if len(stops) > 2500 {
		p.violations.add("Value at '%sstopSequences' failed to satisfy constraint: Member must have length less than or equal to 2500", at)
	}
	for i, v := range stops {
		s, ok := v.(string)
		if !ok {
			p.fail(member1(at+"stopSequences", i), "String", v)
		} else if s == "" {
			p.constraint(member1(at+"stopSequences", i), "", "Member must have length greater than or equal to 1")
		}
		req.stops = append(req.stops, s)
	}
}

// unit reads a number between 0 and 1.
func (p *converseParser) unit(m map[string]any, key, path string) *float64 {
	n, ok := p.number(m, key, path)
	if !ok {
		return nil
	}
	f, _ := n.Float64()
	switch {
	case f < 0:
		p.constraint(path, n, "Member must have value greater than or equal to 0")
	case f > 1:
		p.constraint(path, n, "Member must have value less than or equal to 1")
	}
	return &f
}

func (p *converseParser) additional(req *converseRequest, top map[string]any) {
	if v, ok := top["additionalModelRequestFields"]; ok && v != nil {
		m, isObject := v.(map[string]any)
		if !isObject && p.broken == nil {
			// Unconfirmed text.
			p.broken = invalid("The additionalModelRequestFields value must be a JSON object.")
		}
		req.additional = m
	}
	const at = "additionalModelResponseFieldPaths"
	paths := p.list(top, at, at)
	if len(paths) > 10 {
		p.violations.add("Value at '%s' failed to satisfy constraint: Member must have length less than or equal to 10", at)
	}
	for i, v := range paths {
		s, ok := v.(string)
		if !ok {
			p.fail(member1(at, i), "String", v)
		}
		if len(s) < 1 || len(s) > 256 {
			p.constraint(member1(at, i), s, "Member must have length between 1 and 256, inclusive")
		} else if s[0] != '/' {
			// RFC 6901 pointers start with a slash. Unconfirmed text.
			p.violations.add("Value '%s' at '%s' is not a valid JSON Pointer", s, member1(at, i))
		}
		req.responsePaths = append(req.responsePaths, s)
	}
}

var guardrailVersion = regexp.MustCompile(`^(|([1-9][0-9]{0,7})|(DRAFT))$`)

func (p *converseParser) guardrail(req *converseRequest, m map[string]any) {
	if m == nil {
		return
	}
	const at = "guardrailConfig."
	g := &Guardrail{
		ID:      p.text(m, "guardrailIdentifier", at+"guardrailIdentifier"),
		Version: p.text(m, "guardrailVersion", at+"guardrailVersion"),
		Trace:   p.enum(m, "trace", at+"trace", "enabled", "disabled", "enabled_full"),
		Stream:  p.enum(m, "streamProcessingMode", at+"streamProcessingMode", "sync", "async"),
	}
	if !guardrailVersion.MatchString(g.Version) {
		p.constraint(at+"guardrailVersion", g.Version, "Member must satisfy regular expression pattern: (|([1-9][0-9]{0,7})|(DRAFT))")
	}
	if g.Trace == "disabled" {
		g.Trace = ""
	}
	if g.ID != "" {
		req.guardrail = g
	}
}

// delivery reads what the service acts on: latency, tier and metadata.
func (p *converseParser) delivery(req *converseRequest, top map[string]any) {
	s := Service{
		Latency: p.enum(p.object(top, "performanceConfig", "performanceConfig"), "latency", "performanceConfig.latency", "standard", "optimized"),
		Tier:    p.enum(p.object(top, "serviceTier", "serviceTier"), "type", "serviceTier.type", "priority", "default", "flex", "reserved"),
	}
	meta := p.object(top, "requestMetadata", "requestMetadata")
	if len(meta) > 16 {
		p.violations.add("Value at 'requestMetadata' failed to satisfy constraint: Member must have length less than or equal to 16")
	}
	for _, k := range sortedKeys(meta) {
		if s.Metadata == nil {
			s.Metadata = map[string]string{}
		}
		s.Metadata[k] = p.text(meta, k, "requestMetadata."+k)
	}
	req.service = s.orNil()
}

// orNil drops a Service that asks for nothing beyond the defaults.
func (s Service) orNil() *Service {
	if s.Latency == "standard" {
		s.Latency = ""
	}
	if s.Tier == "default" {
		s.Tier = ""
	}
	if s.Latency == "" && s.Tier == "" && len(s.Metadata) == 0 {
		return nil
	}
	return &s
}

// output reads outputConfig; its schema travels as a string of JSON.
func (p *converseParser) output(req *converseRequest, m map[string]any) {
	req.effort = p.text(m, "effort", "outputConfig.effort")
	const at = "outputConfig.textFormat"
	format := p.object(m, "textFormat", at)
	if format == nil {
		return
	}
	p.enum(format, "type", at+".type", "json_schema")
	js := p.object(p.object(format, "structure", at+".structure"), "jsonSchema", at+".structure.jsonSchema")
	if !p.required(js, "schema", at+".structure.jsonSchema.schema") {
		return
	}
	parsed, err := parseJSON([]byte(p.text(js, "schema", at+".structure.jsonSchema.schema")))
	if err != nil && p.broken == nil {
		// Unconfirmed text.
		p.broken = invalid("The value at outputConfig.textFormat.structure.jsonSchema.schema is not valid JSON.")
	}
	req.jsonSchema = &outputSchema{
		name:        p.text(js, "name", at+".structure.jsonSchema.name"),
		description: p.text(js, "description", at+".structure.jsonSchema.description"),
		schema:      canonical(parsed),
	}
}
