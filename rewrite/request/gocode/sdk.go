package gocode

import (
	"reflect"
	"sort"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// Import paths of the SDK's packages, and the names that their own documentation uses.
const (
	runtimePath  = "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	typesPath    = runtimePath + "/types"
	documentPath = runtimePath + "/document"
	awsPath      = "github.com/aws/aws-sdk-go-v2/aws"
)

// Input types that a request can be printed as.
var (
	ConverseInput       = reflect.TypeFor[bedrockruntime.ConverseInput]()
	ConverseStreamInput = reflect.TypeFor[bedrockruntime.ConverseStreamInput]()
)

var (
	documentType = reflect.TypeFor[document.Interface]()
	bytesType    = reflect.TypeFor[[]byte]()
	stringType   = reflect.TypeFor[string]()
)

// unionMembers are the members of every union that a request can hold. Reflection
// cannot list the implementations of an interface; a test compares the list with the
// SDK's source.
var unionMembers = []any{
	types.ContentBlockMemberAudio{},
	types.ContentBlockMemberCachePoint{},
	types.ContentBlockMemberCitationsContent{},
	types.ContentBlockMemberDocument{},
	types.ContentBlockMemberGuardContent{},
	types.ContentBlockMemberImage{},
	types.ContentBlockMemberReasoningContent{},
	types.ContentBlockMemberSearchResult{},
	types.ContentBlockMemberText{},
	types.ContentBlockMemberToolAddition{},
	types.ContentBlockMemberToolRemoval{},
	types.ContentBlockMemberToolResult{},
	types.ContentBlockMemberToolUse{},
	types.ContentBlockMemberVideo{},
	types.AudioSourceMemberBytes{},
	types.AudioSourceMemberS3Location{},
	types.CitationGeneratedContentMemberText{},
	types.CitationLocationMemberDocumentChar{},
	types.CitationLocationMemberDocumentChunk{},
	types.CitationLocationMemberDocumentPage{},
	types.CitationLocationMemberSearchResultLocation{},
	types.CitationLocationMemberWeb{},
	types.CitationSourceContentMemberText{},
	types.DocumentContentBlockMemberText{},
	types.DocumentSourceMemberBytes{},
	types.DocumentSourceMemberContent{},
	types.DocumentSourceMemberS3Location{},
	types.DocumentSourceMemberText{},
	types.GuardrailConverseContentBlockMemberImage{},
	types.GuardrailConverseContentBlockMemberText{},
	types.GuardrailConverseImageSourceMemberBytes{},
	types.ImageSourceMemberBytes{},
	types.ImageSourceMemberS3Location{},
	types.OutputFormatStructureMemberJsonSchema{},
	types.PromptVariableValuesMemberText{},
	types.ReasoningContentBlockMemberReasoningText{},
	types.ReasoningContentBlockMemberRedactedContent{},
	types.SystemContentBlockMemberCachePoint{},
	types.SystemContentBlockMemberGuardContent{},
	types.SystemContentBlockMemberText{},
	types.ToolMemberCachePoint{},
	types.ToolMemberSystemTool{},
	types.ToolMemberToolSpec{},
	types.ToolChoiceMemberAny{},
	types.ToolChoiceMemberAuto{},
	types.ToolChoiceMemberTool{},
	types.ToolInputSchemaMemberJson{},
	types.ToolResultContentBlockMemberDocument{},
	types.ToolResultContentBlockMemberImage{},
	types.ToolResultContentBlockMemberJson{},
	types.ToolResultContentBlockMemberSearchResult{},
	types.ToolResultContentBlockMemberText{},
	types.ToolResultContentBlockMemberVideo{},
	types.VideoSourceMemberBytes{},
	types.VideoSourceMemberS3Location{},
}

// member finds the member of a union by its JSON key: text of ContentBlock is
// ContentBlockMemberText.
func member(union reflect.Type, key string) (reflect.Type, bool) {
	name := union.Name() + "Member" + exported(key)
	for _, m := range unionMembers {
		if t := reflect.TypeOf(m); t.Name() == name {
			return t, true
		}
	}
	return nil, false
}

// structField finds the Go field of a JSON key. The SDK's JSON names are the lower
// camel case of its Go names throughout.
func structField(t reflect.Type, key string) (reflect.StructField, bool) {
	return t.FieldByName(exported(key))
}

func exported(key string) string {
	r := []rune(key)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// isEnum reports whether a type is one of the SDK's string enumerations.
func isEnum(t reflect.Type) bool {
	return t.Kind() == reflect.String && t.PkgPath() == typesPath
}

// enumConst names the constant of an enumeration's value: EndTurn of end_turn. It
// fails for values that the SDK does not know.
func enumConst(t reflect.Type, value string) (string, bool) {
	values := reflect.New(t).Elem().MethodByName("Values")
	if !values.IsValid() {
		return "", false
	}
	all := values.Call(nil)[0]
	for i := range all.Len() {
		if all.Index(i).String() == value {
			return t.Name() + constSuffix(t, value), true
		}
	}
	return "", false
}

// constSuffix is the SDK's spelling of a value in a constant's name.
func constSuffix(t reflect.Type, value string) string {
	// The one enumeration whose constants are not the camel case of their values.
	if t == reflect.TypeFor[types.CacheTTL]() {
		return map[types.CacheTTL]string{
			types.CacheTTLFiveMinutes: "FiveMinutes",
			types.CacheTTLOneHour:     "OneHour",
		}[types.CacheTTL(value)]
	}
	var b strings.Builder
	for _, word := range strings.FieldsFunc(value, func(r rune) bool { return r == '_' || r == '-' }) {
		b.WriteString(exported(strings.ToLower(word)))
	}
	return b.String()
}

// memberOrder gives, for the structs whose members people write in another order than
// the alphabet's, that order. Members not named come last, as they are in the tree.
var memberOrder = map[string][]string{
	"ConverseInput":          inputOrder,
	"ConverseStreamInput":    inputOrder,
	"InferenceConfiguration": {"maxTokens", "temperature", "topP", "stopSequences"},
	"Message":                {"role", "content"},
	"ImageBlock":             {"format", "source"},
	"DocumentBlock":          {"name", "format", "source"},
	"ToolSpecification":      {"name", "description", "inputSchema"},
	"ToolUseBlock":           {"toolUseId", "name", "input"},
	"ToolResultBlock":        {"toolUseId", "content", "status"},
	"ToolConfiguration":      {"tools", "toolChoice"},
	"CachePointBlock":        {"type", "ttl"},
	"ReasoningTextBlock":     {"text", "signature"},
}

var inputOrder = []string{
	"modelId", "system", "messages", "inferenceConfig", "toolConfig", "outputConfig",
	"additionalModelRequestFields", "additionalModelResponseFieldPaths", "guardrailConfig",
	"performanceConfig", "serviceTier", "requestMetadata", "promptVariables",
}

// sortMembers orders keys as people write the struct's members; equal keys keep their order.
func sortMembers[T any](t reflect.Type, list []T, key func(T) string) {
	order := memberOrder[t.Name()]
	rank := func(k string) int {
		for i, o := range order {
			if o == k {
				return i
			}
		}
		return len(order)
	}
	sort.SliceStable(list, func(i, j int) bool { return rank(key(list[i])) < rank(key(list[j])) })
}
