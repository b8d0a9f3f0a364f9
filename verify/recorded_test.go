package verify

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadRecorded(t *testing.T) {
	const file = `{"modelId": "m1", "body": {"a": 1}}

{"modelId": "m2", "operation": "InvokeModelWithResponseStream", "body": "{\"b\": 2}"}
{"operation": "Converse", "model": "m3", "request": {"body": {}}}
{"operation": "InvokeModel", "model": "m4", "request": {"headers": {"Accept": "*/*", "x-amzn-bedrock-trace": "ENABLED"}, "body": {"c": 3}}}
{"modelId": "m5", "body": {"data": "iVBOR…31337 characters, sha256 00ff"}}
{"modelId": "m6", "body": {"d": 4}}
{"operation": "InvokeModel", "model": "m7", "request": {"body": null}}`
	want := []Recorded{
		{Line: 1, ModelID: "m1", Header: http.Header{}, Body: []byte(`{"a": 1}`)},
		{Line: 3, ModelID: "m2", Stream: true, Header: http.Header{}, Body: []byte(`{"b": 2}`)},
		{Line: 5, ModelID: "m4", Header: http.Header{"X-Amzn-Bedrock-Trace": {"ENABLED"}}, Body: []byte(`{"c": 3}`)},
		{Line: 7, ModelID: "m6", Header: http.Header{}, Body: []byte(`{"d": 4}`)},
	}
	wantNotes := []string{
		"line 6: passed over: the body was shortened when it was recorded",
		"line 8: passed over: its body was not recorded",
		"1 line passed over: not InvokeModel",
	}
	got, notes, err := ReadRecorded(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantNotes, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestReadRecordedErrors(t *testing.T) {
	for _, test := range []struct{ name, file, want string }{
		{"no JSON", "{\"modelId\":\"m\",\"body\":{}}\nhello", "line 2: not a JSON object of a recorded call"},
		{"cut", `{"modelId":"m","body":{`, "line 1: not a JSON object"},
		{"array", `[]`, "line 1: not a JSON object"},
		{"no model", `{"body":{}}`, `line 1: no model id; a line needs "modelId" and "body"`},
		{"no body", `{"modelId":"m"}`, "line 1: no JSON object as body"},
		{"body of another kind", `{"modelId":"m","body":[1]}`, "line 1: no JSON object as body"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := ReadRecorded(strings.NewReader(test.file))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q in it", err, test.want)
			}
		})
	}
}

func FuzzReadRecorded(f *testing.F) {
	f.Add(`{"modelId": "m", "body": {"a": 1}}`)
	f.Add(`{"operation": "InvokeModel", "model": "m", "request": {"headers": {"x-amzn-bedrock-trace": "ENABLED"}, "body": "{}"}}`)
	f.Add("\n\n{}\n")
	f.Fuzz(func(t *testing.T, file string) {
		calls, _, err := ReadRecorded(strings.NewReader(file))
		if err != nil && calls != nil {
			t.Errorf("%d calls along with the error %v", len(calls), err)
		}
		for _, c := range calls {
			if c.ModelID == "" || len(c.Body) == 0 || c.Body[0] != '{' || c.Line < 1 {
				t.Errorf("incomplete call %+v", c)
			}
		}
	})
}
