package gocode

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/google/go-cmp/cmp"
)

// sentDocument is the helper jsonDocument as it is printed.
type sentDocument struct {
	document.Interface
	value any
}

func (d sentDocument) MarshalSmithyDocument() ([]byte, error) { return json.Marshal(d.value) }

// TestJSONDocumentOnTheWire shows why the helper exists and that it works: the SDK sends
// what encoding/json makes of the value, tags, raw JSON and all.
func TestJSONDocumentOnTheWire(t *testing.T) {
	v := map[string]any{
		"raw": json.RawMessage(`{"n":1.50}`),
		"tagged": struct {
			Name string `json:"name,omitempty"`
			Size int    `json:"size"`
		}{Size: 3},
		"number": json.Number("7"),
	}
	want := map[string]any{"raw": map[string]any{"n": 1.5}, "tagged": map[string]any{"size": 3.0}, "number": 7.0}
	if diff := cmp.Diff(want, sent(t, sentDocument{document.NewLazyDocument(v), v})); diff != "" {
		t.Errorf("with the helper (-want +sent):\n%s", diff)
	}
	if cmp.Equal(want, sent(t, document.NewLazyDocument(v))) {
		t.Errorf("the SDK's own encoder sends the same by now: the helper is not needed any more")
	}
}

// sent returns the additionalModelRequestFields of a request as the server reads them.
func sent(t *testing.T, doc document.Interface) any {
	t.Helper()
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		_, _ = io.WriteString(w, "{}")
	}))
	defer server.Close()
	client := bedrockruntime.New(bedrockruntime.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(server.URL),
		Credentials:  credentials.NewStaticCredentialsProvider("id", "secret", ""),
	})
	in := &bedrockruntime.ConverseInput{ModelId: aws.String("m"), AdditionalModelRequestFields: doc}
	if _, err := client.Converse(t.Context(), in); err != nil {
		t.Fatalf("converse: %v", err)
	}
	var got map[string]any
	if err := json.Unmarshal(body, &got); err != nil {
		return string(body)
	}
	return got["additionalModelRequestFields"]
}
