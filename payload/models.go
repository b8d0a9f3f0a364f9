package payload

import (
	"go/types"
	"strings"
)

// models is what is known of library functions, by their full name. A function that
// is not in it, has no syntax and is not in one of the packages below may do anything
// to what it is given. A new library is a new row.
var models map[string]model

// model is what one function does to values.
type model struct{ apply effect }

// effect gives the result of a call, after its effects on the state; nil means that
// the call has to be treated like any other.
type effect func(*callCtx) goValue

// The table is filled in an init function because effects evaluate calls themselves.
func init() {
	models = make(map[string]model)
	for names, e := range map[string]effect{
		// JSON encoders. The others document encoding/json's behaviour as theirs.
		`encoding/json.Marshal
		 encoding/json.MarshalIndent
		 github.com/json-iterator/go.Marshal
		 github.com/json-iterator/go.MarshalIndent
		 (github.com/json-iterator/go.API).Marshal
		 (github.com/json-iterator/go.API).MarshalIndent
		 github.com/goccy/go-json.Marshal
		 github.com/goccy/go-json.MarshalIndent
		 github.com/goccy/go-json.MarshalNoEscape
		 github.com/goccy/go-json.MarshalWithOption
		 github.com/bytedance/sonic.Marshal
		 github.com/bytedance/sonic.MarshalIndent
		 (github.com/bytedance/sonic.API).Marshal
		 (github.com/bytedance/sonic.API).MarshalIndent
		 github.com/segmentio/encoding/json.Marshal
		 github.com/segmentio/encoding/json.MarshalIndent
		 github.com/mailru/easyjson.Marshal
		 github.com/gogf/gf/v2/encoding/gjson.Marshal
		 github.com/gogf/gf/v2/encoding/gjson.Encode
		 github.com/gogf/gf/v2/internal/json.Marshal`: marshal,
		`github.com/json-iterator/go.MarshalToString
		 (github.com/json-iterator/go.API).MarshalToString
		 github.com/bytedance/sonic.MarshalString
		 (github.com/bytedance/sonic.API).MarshalToString`: marshal,
		`github.com/goccy/go-json.MarshalContext`: marshalArg(1),
		`encoding/json.NewEncoder
		 github.com/json-iterator/go.NewEncoder
		 (github.com/json-iterator/go.API).NewEncoder
		 github.com/goccy/go-json.NewEncoder
		 github.com/segmentio/encoding/json.NewEncoder`: newEncoder,
		`(*encoding/json.Encoder).Encode
		 (*github.com/json-iterator/go.Encoder).Encode
		 (*github.com/goccy/go-json.Encoder).Encode
		 (*github.com/segmentio/encoding/json.Encoder).Encode`: encode,
		`(*encoding/json.Encoder).SetEscapeHTML
		 (*encoding/json.Encoder).SetIndent
		 (*github.com/goccy/go-json.Encoder).SetEscapeHTML
		 (*github.com/goccy/go-json.Encoder).SetIndent
		 (*github.com/segmentio/encoding/json.Encoder).SetEscapeHTML
		 (*github.com/json-iterator/go.Encoder).SetEscapeHTML`: nothing,
		names(jsonV2Packages, `Marshal`):                       marshalV2,
		names(jsonV2Packages, `MarshalWrite`):                  writeV2,
		names(jsonV2Packages, `MarshalEncode`):                 encodeToV2,
		names(jsonV2Packages, `UnmarshalRead UnmarshalDecode`): fillFrom,
		`encoding/json/jsontext.NewEncoder
		 github.com/go-json-experiment/json/jsontext.NewEncoder`: newEncoderV2,
		`encoding/json.Unmarshal
		 encoding/json/v2.Unmarshal
		 github.com/go-json-experiment/json.Unmarshal
		 github.com/json-iterator/go.Unmarshal
		 (github.com/json-iterator/go.API).Unmarshal
		 github.com/goccy/go-json.Unmarshal
		 github.com/bytedance/sonic.Unmarshal
		 (github.com/bytedance/sonic.API).Unmarshal
		 github.com/segmentio/encoding/json.Unmarshal
		 go.yaml.in/yaml/v3.Unmarshal
		 gopkg.in/yaml.v3.Unmarshal
		 gopkg.in/yaml.v2.Unmarshal`: fill(1),
		`(*encoding/json.Decoder).Decode
		 (*github.com/goccy/go-json.Decoder).Decode`: fill(0),
		`encoding/json.Compact encoding/json.Indent encoding/json.HTMLEscape`: loseBuffer,

		// JSON texts that are edited in place.
		`github.com/tidwall/sjson.Set github.com/tidwall/sjson.SetBytes`:       setJSON(false),
		`github.com/tidwall/sjson.SetRaw github.com/tidwall/sjson.SetRawBytes`: setJSON(true),
		`github.com/tidwall/sjson.Delete github.com/tidwall/sjson.DeleteBytes`: deleteJSON,

		// Text.
		`fmt.Sprintf`:    sprintf(0),
		`fmt.Appendf`:    nil,
		`fmt.Fprintf`:    fprintf,
		`fmt.Sprint`:     sprint,
		`fmt.Fprint`:     fprint(""),
		`fmt.Fprintln`:   nil,
		`io.WriteString`: writeTo(1),
		`fmt.Errorf errors.New errors.Join google.golang.org/grpc/status.Error google.golang.org/grpc/status.Errorf`: newError,
		names(errorPackages, `New Newf Errorf Wrap Wrapf WithStack WithMessage WithMessagef`):                        newError,
		`strings.Replace strings.ReplaceAll bytes.ReplaceAll`:                                                        replaceText,
		`strings.Join`:                      joinText,
		`strings.TrimSpace bytes.TrimSpace`: trimText,
		`bytes.Trim bytes.TrimLeft bytes.TrimRight bytes.TrimPrefix bytes.TrimSuffix`: trimText,
		`bytes.Clone slices.Clone`: sameBytes,
		`strings.ToLower strings.ToUpper strings.Trim strings.TrimLeft strings.TrimRight strings.TrimPrefix
		 strings.TrimSuffix strings.Repeat strings.HasPrefix strings.HasSuffix strings.Contains strings.EqualFold
		 strings.Index strings.LastIndex strings.ContainsAny`: foldStrings,
		`strconv.Itoa`:       withVerb("%d"),
		`strconv.FormatBool`: withVerb("%t"),
		`strconv.Quote`:      withVerb("%q"),

		// Builders, buffers and readers.
		`(*strings.Builder).WriteString (*strings.Builder).Write (*strings.Builder).WriteByte (*strings.Builder).WriteRune
		 (*bytes.Buffer).WriteString (*bytes.Buffer).Write (*bytes.Buffer).WriteByte (*bytes.Buffer).WriteRune`: write,
		`(*strings.Builder).String (*bytes.Buffer).String (*bytes.Buffer).Bytes`:  contents,
		`(*strings.Builder).Reset (*bytes.Buffer).Reset`:                          reset,
		`(*strings.Builder).Grow (*bytes.Buffer).Grow`:                            nothing,
		`(*strings.Builder).Len (*bytes.Buffer).Len (*bytes.Buffer).Available`:    anyResult,
		`bytes.NewBuffer bytes.NewBufferString bytes.NewReader strings.NewReader`: newBuffer,
		`io.ReadAll io/ioutil.ReadAll`:                                            readAll,

		// Templates.
		`text/template.New html/template.New`:                             newTemplate,
		`text/template.Must html/template.Must`:                           mustTemplate,
		`(*text/template.Template).Parse (*html/template.Template).Parse`: parseTemplate,
		`(*text/template.Template).Funcs (*html/template.Template).Funcs
		 (*text/template.Template).Option (*html/template.Template).Option
		 (*text/template.Template).Delims (*html/template.Template).Delims`: sameTemplate,
		`(*text/template.Template).Execute (*html/template.Template).Execute
		 (*text/template.Template).ExecuteTemplate (*html/template.Template).ExecuteTemplate`: executeTemplate,

		// Pointers. Generic ones are known by their shape, func[T any](T) *T.
		names(`github.com/aws/aws-sdk-go-v2/aws github.com/aws/aws-sdk-go/aws github.com/aws/smithy-go/ptr`,
			`String Bool Int Int8 Int16 Int32 Int64 Uint8 Uint16 Uint32 Uint64 Float32 Float64 Time Duration`): pointerTo,
		names(`k8s.io/utils/pointer`, `String Bool Int Int32 Int64 Float32 Float64`): pointerTo,
		names(`github.com/aws/aws-sdk-go-v2/aws github.com/aws/smithy-go/ptr`,
			`ToString ToBool ToInt ToInt32 ToInt64 ToFloat32 ToFloat64`): pointee0,
		names(`github.com/aws/aws-sdk-go/aws`,
			`StringValue BoolValue IntValue Int64Value Float64Value`): pointee0,

		// Maps.
		`maps.Copy golang.org/x/exp/maps.Copy`:   copyMap,
		`maps.Clone golang.org/x/exp/maps.Clone`: cloneMap,

		// Functions that reorder or overwrite what they are given.
		`sort.Slice sort.SliceStable sort.Sort sort.Stable sort.Strings sort.Ints
		 slices.Sort slices.SortFunc slices.SortStableFunc slices.Reverse`: scramble,
	} {
		for _, name := range strings.Fields(names) {
			if e != nil {
				models[name] = model{e}
			}
		}
	}
}

// jsonV2Packages are json/v2, and the module that it was tried out in.
const jsonV2Packages = "encoding/json/v2 " + experiment

// names is every function of fns in every package of pkgs.
func names(pkgs, fns string) string {
	var b strings.Builder
	for _, p := range strings.Fields(pkgs) {
		for _, f := range strings.Fields(fns) {
			b.WriteString(p + "." + f + "\n")
		}
	}
	return b.String()
}

// noReturn are the functions after which control does not go on.
var noReturn = func() map[string]bool {
	m := make(map[string]bool)
	for _, n := range strings.Fields(`os.Exit runtime.Goexit log.Fatal log.Fatalf log.Fatalln log.Panic log.Panicf log.Panicln
		(*log.Logger).Fatal (*log.Logger).Fatalf (*log.Logger).Fatalln (*log.Logger).Panic (*log.Logger).Panicf
		(*testing.common).Fatal (*testing.common).Fatalf (*testing.common).FailNow (*testing.common).Skip (*testing.common).Skipf
		(testing.TB).Fatal (testing.TB).Fatalf
		github.com/sirupsen/logrus.Fatal github.com/sirupsen/logrus.Fatalf (*github.com/sirupsen/logrus.Logger).Fatalf
		(*go.uber.org/zap.Logger).Fatal (*go.uber.org/zap.SugaredLogger).Fatalf (*go.uber.org/zap.SugaredLogger).Fatal
		k8s.io/klog/v2.Fatal k8s.io/klog/v2.Fatalf`) {
		m[n] = true
	}
	return m
}()

// purePackages hold functions that have no effect and depend on nothing but their
// arguments (os.Getenv and the clock aside, they may be evaluated again).
var purePackages = set(`strings strconv unicode unicode/utf8 math path path/filepath html cmp encoding/base64 encoding/hex net/url mime`)

// pureFuncs are further functions of that kind.
var pureFuncs = set(`os.Getenv fmt.Sprint fmt.Sprintf fmt.Sprintln
	bytes.TrimSpace bytes.Contains bytes.Equal bytes.HasPrefix slices.Contains slices.Index slices.Equal slices.Max slices.Min
	github.com/aws/aws-sdk-go-v2/aws.ToString github.com/aws/aws-sdk-go-v2/aws.ToInt32 github.com/aws/aws-sdk-go-v2/aws.ToFloat32
	(time.Duration).Seconds (time.Duration).Milliseconds (time.Duration).String (time.Time).Format (time.Time).Unix
	(encoding/json.Number).String (*encoding/base64.Encoding).EncodeToString
	(*strings.Builder).String (*strings.Builder).Len (*bytes.Buffer).String (*bytes.Buffer).Bytes (*bytes.Buffer).Len
	net/http.DetectContentType errors.Is`)

// errorPackages make errors as the standard library's package errors does, and more. That
// some of their functions leave a nil error nil does not matter: they are called where one
// is at hand.
const errorPackages = `github.com/pkg/errors github.com/cockroachdb/errors golang.org/x/xerrors
	github.com/go-faster/errors github.com/go-errors/errors github.com/juju/errors github.com/Laisky/errors/v2
	emperror.dev/errors gitlab.com/tozd/go/errors`

// harmlessPackages hold functions that have effects, but neither write to what they
// are given nor keep it.
var harmlessPackages = set(`fmt log log/slog errors os io time context sync sync/atomic encoding/json encoding/base64 bufio flag testing
	math/rand math/rand/v2 crypto/sha256 crypto/md5 regexp reflect runtime runtime/debug os/signal net/http bytes hash text/tabwriter
	github.com/sirupsen/logrus go.uber.org/zap github.com/rs/zerolog github.com/rs/zerolog/log k8s.io/klog/v2 github.com/google/uuid
	github.com/fatih/color github.com/tidwall/gjson github.com/spf13/viper ` + errorPackages)

// harmlessPrefixes are module paths of which the same is true.
var harmlessPrefixes = []string{
	"github.com/aws/aws-sdk-go-v2/", "github.com/aws/aws-sdk-go/", "github.com/aws/smithy-go",
	"go.opentelemetry.io/", "github.com/prometheus/client_golang/", "golang.org/x/time/",
}

// unsafeFuncs are the exceptions in harmless packages: they write to an argument.
var unsafeFuncs = set(`fmt.Sscan fmt.Sscanf fmt.Fscan fmt.Fscanf fmt.Scan fmt.Scanf fmt.Scanln fmt.Fscanln fmt.Sscanln
	errors.As io.ReadFull io.Copy (*sync.Map).Store (*sync/atomic.Value).Store (*sync.Once).Do (*sync.Pool).Put sync.OnceFunc time.AfterFunc
	github.com/spf13/viper.Unmarshal`)

func set(names string) map[string]bool {
	m := make(map[string]bool)
	for _, n := range strings.Fields(names) {
		m[n] = true
	}
	return m
}

func pureFunc(fn *types.Func) bool {
	fn = fn.Origin()
	if pureFuncs[fn.FullName()] {
		return true
	}
	if fn.Pkg() == nil || !purePackages[fn.Pkg().Path()] {
		return fn.Pkg() == nil && fn.Name() == "Error"
	}
	recv := fn.Signature().Recv()
	return recv == nil || !isPointer(recv.Type())
}

func harmless(fn *types.Func) bool {
	fn = fn.Origin()
	if fn.Pkg() == nil {
		return true // error.Error
	}
	if unsafeFuncs[fn.FullName()] {
		return false
	}
	path := fn.Pkg().Path()
	if harmlessPackages[path] {
		return true
	}
	for _, p := range harmlessPrefixes {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}
