package bedrocktest

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// operations by the last segment of the path.
var operations = map[string]string{
	"invoke":                      "InvokeModel",
	"invoke-with-response-stream": "InvokeModelWithResponseStream",
	"converse":                    "Converse",
	"converse-stream":             "ConverseStream",
	"count-tokens":                "CountTokens",
}

// route takes the model id and the operation out of a path like
// [/prefix]/model/{id}/invoke. The id arrives as one escaped segment, which for
// an ARN hides slashes; it may be empty. http.ServeMux would clean the double
// slash of an empty id away with a redirect that no SDK follows.
func route(u *url.URL) (operation, modelID string, ok bool) {
	path := u.EscapedPath()
	start := strings.Index(path, "/model/")
	end := strings.LastIndex(path, "/")
	if start < 0 {
		return "", "", false
	}
	start += len("/model/")
	operation, ok = operations[path[end+1:]]
	if !ok || end < start {
		end = max(end, start)
	}
	id, err := url.PathUnescape(strings.Trim(path[start:end], "/"))
	return operation, id, ok && err == nil
}

// maxBody is the largest request body read; the service's own limit is near.
const maxBody = 32 << 20

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.handlers.Add(1)
	defer s.handlers.Done()
	operation, id, ok := route(r.URL)
	call := s.arrive(operation, id, r.Header.Clone())
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	call.Request = body
	faults := s.take(operation, id)

	var res *response
	switch {
	case err != nil:
		res = refusal(newException("ValidationException", "The request body could not be read: "+err.Error()))
	case !ok || r.Method != http.MethodPost:
		res = refusal(newException("UnknownOperationException", "No operation at "+r.Method+" "+r.URL.Path+"; this stand-in serves POST /model/{modelId}/{invoke,invoke-with-response-stream,converse,converse-stream,count-tokens}."))
	default:
		res = s.answer(call, faults)
	}
	s.send(w, r, call, res, faults)
}

// answer computes the response to a well-routed call.
func (s *Server) answer(call *Call, faults []Fault) *response {
	if err := checkAuthorization(call.Header); err != nil {
		return refusal(err)
	}
	if call.ModelID == "" {
		return refusal(invalid("1 validation error detected: Value '' at 'modelId' failed to satisfy constraint: Member must have length greater than or equal to 1"))
	}
	if err := injectedError(faults); err != nil {
		return refusal(err)
	}
	x := &exchange{server: s, call: call, faults: faults}
	m, regional, err := s.models.lookup(call.ModelID)
	if err != nil {
		return refusal(err)
	}
	x.model, x.regional = m, regional
	res, err := x.run()
	switch {
	case err == nil:
		return res
	case err.model && s.inBand && isStream(call.Operation):
		return streamOf(call.Operation, []frame{exceptionFrame(err)})
	}
	return refusal(err)
}

// exchange is one call being answered.
type exchange struct {
	server   *Server
	call     *Call
	faults   []Fault
	model    *model
	regional bool // the id is a cross-Region profile
}

func (x *exchange) run() (*response, *apiError) {
	switch x.call.Operation {
	case "InvokeModel":
		return x.invoke(false)
	case "InvokeModelWithResponseStream":
		return x.invoke(true)
	case "Converse":
		return x.converse(false)
	case "ConverseStream":
		return x.converse(true)
	}
	return x.countTokens()
}

var (
	sigCredential = regexp.MustCompile(`Credential=[^/,\s]+/\d{8}/[^/,]*/[^/,]+/aws4_request`)
	sigHeaders    = regexp.MustCompile(`SignedHeaders=[^,\s]+`)
	sigSignature  = regexp.MustCompile(`Signature=[0-9a-fA-F]+`)
)

// checkAuthorization wants a well-formed signature or a bearer token. It
// verifies neither.
// https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html
func checkAuthorization(h http.Header) *apiError {
	auth := h.Get("Authorization")
	token, isBearer := strings.CutPrefix(auth, "Bearer ")
	switch {
	case auth == "":
		return newException("MissingAuthenticationTokenException", "Missing Authentication Token")
	case isBearer && token != "":
		return nil
	case !strings.HasPrefix(auth, "AWS4-"):
		return newException("IncompleteSignatureException", "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.")
	}
	var missing []string
	for _, p := range []struct {
		name string
		re   *regexp.Regexp
	}{{"Credential", sigCredential}, {"Signature", sigSignature}, {"SignedHeaders", sigHeaders}} {
		if !p.re.MatchString(auth) {
			missing = append(missing, "Authorization header requires '"+p.name+"' parameter.")
		}
	}
	if h.Get("X-Amz-Date") == "" && h.Get("Date") == "" {
		missing = append(missing, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
	}
	if len(missing) > 0 {
		return newException("IncompleteSignatureException", strings.Join(missing, " "))
	}
	return nil
}
