package bedrocktest

import (
	"fmt"
	"strings"
)

// apiError is a refusal in the service's own terms.
type apiError struct {
	status  int
	name    string // exception name, e.g. ValidationException
	message string
	extra   map[string]any // further members of the error body
	// model marks an error that the model's own schema raised. Converse passes
	// such texts on behind a prefix, InvokeModel bare.
	model bool
}

func (e *apiError) Error() string { return e.name + ": " + e.message }

// exceptionStatus lists the exceptions of Bedrock Runtime with their HTTP
// status, and the front end's own that the service model does not name.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
// https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html
var exceptionStatus = map[string]int{
	"AccessDeniedException":               403,
	"ConflictException":                   400,
	"InternalServerException":             500,
	"ModelErrorException":                 424,
	"ModelNotReadyException":              429,
	"ModelStreamErrorException":           424,
	"ModelTimeoutException":               408,
	"ResourceNotFoundException":           404,
	"ServiceQuotaExceededException":       400,
	"ServiceUnavailableException":         503,
	"ThrottlingException":                 429,
	"ValidationException":                 400,
	"ExpiredTokenException":               403,
	"IncompleteSignatureException":        400,
	"InvalidSignatureException":           403,
	"MissingAuthenticationTokenException": 403,
	"SerializationException":              400,
	"UnknownOperationException":           404,
	"UnrecognizedClientException":         403,
}

// exceptionText gives each injectable exception the text the service is known
// to send. Texts of exceptions not listed are unconfirmed.
// https://github.com/aws-samples/aws-genai-llm-chatbot/issues/220 (throttling; the two spaces are the service's)
// https://github.com/langgenius/dify/issues/2829 (access)
var exceptionText = map[string]string{
	"AccessDeniedException":     "You don't have access to the model with the specified model ID.",
	"ThrottlingException":       "Too many requests, please wait before trying again. You have sent too many requests.  Wait before trying again.",
	"ModelStreamErrorException": "Model produced invalid sequence as part of ToolUse. Please refer to the model tool use troubleshooting guide.",
}

func newException(name, message string) *apiError {
	if message == "" {
		message = exceptionText[name]
	}
	if message == "" {
		message = "The stand-in was asked to answer with " + name + "."
	}
	status := exceptionStatus[name]
	if status == 0 {
		status = 400
	}
	return &apiError{status: status, name: name, message: message}
}

// invalid is a ValidationException raised by the service itself.
func invalid(format string, args ...any) *apiError {
	return &apiError{status: 400, name: "ValidationException", message: fmt.Sprintf(format, args...)}
}

// modelInvalid is a ValidationException raised by the model's own schema.
func modelInvalid(format string, args ...any) *apiError {
	e := invalid(format, args...)
	e.model = true
	return e
}

// onConverse puts the service's prefix before an error of the model.
// https://github.com/zed-industries/zed/issues/31815
func onConverse(err *apiError) *apiError {
	if err == nil || !err.model {
		return err
	}
	wrapped := *err
	wrapped.message = "The model returned the following errors: " + err.message
	return &wrapped
}

// violations collects Smithy constraint failures, which the service reports
// together in one message.
type violations []string

func (v *violations) add(format string, args ...any) {
	*v = append(*v, fmt.Sprintf(format, args...))
}

func (v violations) err() *apiError {
	if len(v) == 0 {
		return nil
	}
	plural := "s"
	if len(v) == 1 {
		plural = ""
	}
	return invalid("%d validation error%s detected: %s", len(v), plural, strings.Join(v, "; "))
}
