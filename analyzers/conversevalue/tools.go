package conversevalue

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/conversecall"
	"github.com/bedrocklint/bedrocklint/payload"
)

// toolName is what a tool's name has to be.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolSpecification.html
var toolName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

func (k checker) tools() {
	config := k.form.Members["ToolConfig"]
	if tools := conversecall.Field(config, "Tools"); tools != nil {
		if elems, exact := conversecall.Elements(tools); exact && len(elems) == 0 {
			k.report(tools, "the list of tools is empty, and Converse refuses it; leave ToolConfig out")
		}
	}
	conversecall.Objects(config, "ToolSpecification", k.tool)
}

func (k checker) tool(o *payload.Object) {
	name := conversecall.Field(o, "Name")
	if text, ok := conversecall.Text(name); ok && !toolName.MatchString(text) {
		k.report(name, fmt.Sprintf("Converse refuses the tool name %q: it may have 64 letters, digits, hyphens and underscores", text))
	}
	description := conversecall.Field(o, "Description")
	if text, ok := conversecall.Text(description); ok && text == "" {
		k.report(description, "this description is empty, and Converse refuses it; leave it out")
	}
	if schema := conversecall.Field(o, "InputSchema"); schema != nil && conversecall.IsNil(schema) {
		k.report(o, "this tool has no InputSchema, and Converse refuses it; give it one, of an object without properties if it takes nothing")
	}
}

// formatsOf are the values of Format, by the block's type.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ImageBlock.html
var formatsOf = map[string][]string{
	"ImageBlock":    {"png", "jpeg", "gif", "webp"},
	"DocumentBlock": {"pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"},
}

// formats looks at the formats of images and documents: a media type, or a file's
// extension, is often none.
func (k checker) formats() {
	for _, block := range []string{"ImageBlock", "DocumentBlock"} {
		conversecall.Objects(k.form.Members["Messages"], block, func(o *payload.Object) {
			for _, v := range conversecall.Alternatives(conversecall.Field(o, "Format")) {
				if text, ok := conversecall.Text(v); ok && text != "" && !slices.Contains(formatsOf[block], text) {
					k.report(v, fmt.Sprintf("Converse has no format %q; it has %s", text, strings.Join(formatsOf[block], ", ")))
				}
			}
		})
	}
}
